-- Which indicators are in the catalogue, and how are they read?
-- Parameters: none
-- One row per indicator
WITH pair AS (
    SELECT oi.indicator, oi.objective, min(objective.position) AS position
    FROM objective_indicator AS oi
    INNER JOIN objective ON oi.framework = objective.framework AND oi.objective = objective.objective
    GROUP BY oi.indicator, oi.objective
),

served AS (
    SELECT pair.indicator, list(pair.objective ORDER BY pair.position) AS objectives
    FROM pair
    GROUP BY pair.indicator
)

SELECT
    indicator.indicator, indicator.name_fr, indicator.name_en, indicator.short_name_fr, indicator.short_name_en, indicator.axis,
    indicator.kind, indicator.unit, indicator.decimals, indicator.direction, indicator.definition_fr, indicator.definition_en,
    indicator.frequency, indicator.period_kind, indicator.finest_level, indicator.secrecy_rule, indicator.summable,
    indicator.min_vintage_gap, indicator.source, indicator.core, indicator.parent, indicator.breakdown, indicator.category_fr,
    indicator.category_en, indicator.caution_fr, indicator.caution_en, served.objectives,
    unit.symbol_fr, unit.symbol_en, unit.difference_fr, unit.difference_en, unit.minimum, unit.maximum
FROM indicator
INNER JOIN unit ON indicator.unit = unit.unit
LEFT JOIN served ON indicator.indicator = served.indicator
ORDER BY indicator.indicator;
