-- Which objectives does each framework have, and which indicators follow them?
-- Parameters: none
-- One row per framework and objective
SELECT
    objective.framework, objective.objective, objective.axis, objective.position, objective.label_fr, objective.label_en,
    objective.wording_fr, list(oi.indicator ORDER BY oi.indicator) FILTER (oi.indicator IS NOT NULL) AS indicators
FROM objective
LEFT JOIN objective_indicator AS oi ON objective.framework = oi.framework AND objective.objective = oi.objective
GROUP BY ALL
ORDER BY objective.framework, objective.position;
