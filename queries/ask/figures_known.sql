-- Which figures were known on a day, with where they come from?
-- Parameters: $indicators, $territories, $first_period, $last_period, $origin, $release, $as_of, $show_demo, $skip, $most
-- One row per indicator, territory and period
SELECT
    known.indicator, known.territory, known.period, known.value, known.status, known.reason, known.numerator, known.denominator,
    known.origin, known.source, known.release, known.published_at
FROM figure_at($as_of) AS known
WHERE
    ($indicators IS NULL OR known.indicator IN (SELECT unnest($indicators::VARCHAR[])))
    AND ($territories IS NULL OR known.territory IN (SELECT unnest($territories::VARCHAR[])))
    AND ($first_period IS NULL OR known.period >= $first_period)
    AND ($last_period IS NULL OR known.period <= $last_period)
    AND ($origin IS NULL OR known.origin = $origin)
    AND ($release IS NULL OR known.release = $release)
    AND ($show_demo OR known.origin <> 'demo')
ORDER BY known.indicator, known.territory, known.period
LIMIT $most OFFSET $skip;
