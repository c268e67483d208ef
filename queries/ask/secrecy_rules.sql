-- Which rules of statistical secrecy are applied, and to how many figures?
-- Parameters: none
-- One row per rule that an indicator follows, with the figures that it hides and those hidden to protect them
WITH hidden AS (
    SELECT
        indicator.secrecy_rule AS rule,
        count(*) FILTER (figure.reason = 'rule ' || indicator.secrecy_rule) AS hidden_count,
        count(*) FILTER (figure.reason = 'secondary') AS secondary_count,
        count(*) FILTER (
            figure.status IN ('secret', 'not_significant') AND figure.reason IS DISTINCT FROM 'secondary'
            AND figure.reason IS DISTINCT FROM 'rule ' || indicator.secrecy_rule
        ) AS delivered_hidden_count
    FROM figure
    INNER JOIN indicator ON figure.indicator = indicator.indicator
    GROUP BY indicator.secrecy_rule
)

SELECT
    sr.rule, sr.threshold_count, sr.threshold_denominator, sr.official, sr.text_fr, sr.text_en,
    coalesce(hidden.hidden_count, 0) AS hidden_count, coalesce(hidden.secondary_count, 0) AS secondary_count,
    coalesce(hidden.delivered_hidden_count, 0) AS delivered_hidden_count
FROM secrecy_rule AS sr
LEFT JOIN hidden ON sr.rule = hidden.rule
WHERE sr.rule IN (SELECT indicator.secrecy_rule FROM indicator)
ORDER BY sr.rule = '-', sr.rule;
