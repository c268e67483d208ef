-- Which figures carried from earlier perimeters stand beside this territory's own between these days, now or at a past moment?
-- Parameters: $territory, $first_period, $last_period, $as_of, $show_demo
-- One row per indicator and period
SELECT
    figure_overlap.indicator, figure_overlap.territory, figure_overlap.period, figure_overlap.value, figure_overlap.status,
    figure_overlap.reason, figure_overlap.denominator, figure_overlap.origin
FROM figure_overlap
WHERE
    figure_overlap.territory = $territory
    AND figure_overlap.period BETWEEN $first_period AND $last_period
    AND CASE
        WHEN $as_of IS NULL THEN figure_overlap.known_until IS NULL
        ELSE
            figure_overlap.known_from <= moment_of($as_of)
            AND (figure_overlap.known_until IS NULL OR figure_overlap.known_until > moment_of($as_of))
    END
    AND ($show_demo OR figure_overlap.origin <> 'demo')
ORDER BY figure_overlap.indicator, figure_overlap.period;
