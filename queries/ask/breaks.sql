-- When does a series stop being comparable?
-- Parameters: none
-- One row per indicator and break
SELECT indicator.indicator, break.date AS period, break.kind, break.text_fr, break.text_en
FROM break
INNER JOIN indicator
    ON
        (break.subject_kind = 'indicator' AND break.subject = indicator.indicator)
        OR (break.subject_kind = 'source' AND break.subject = indicator.source)
ORDER BY indicator.indicator, break.date, break.kind;
