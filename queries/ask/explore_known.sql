-- Which figures of these indicators were known on a past day, in some territories or in all?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $release, $as_of, $show_demo
-- One row per indicator, territory and period
WITH known AS (
    SELECT fm.indicator, fm.territory, fm.period, fm.value, fm.status, fm.reason, fm.denominator, fm.origin, fm.release
    FROM figure_map AS fm
    WHERE fm.known_from <= moment_of($as_of)
    UNION ALL
    SELECT fp.indicator, fp.territory, fp.period, fp.value, fp.status, fp.reason, fp.denominator, fp.origin, fp.release
    FROM figure_past AS fp
    WHERE fp.known_from <= moment_of($as_of) AND fp.known_until > moment_of($as_of)
)

SELECT
    known.indicator, known.territory, known.period, known.value, known.status, known.reason, known.denominator, known.origin
FROM known
WHERE
    known.indicator IN (SELECT unnest($indicators))
    AND ($territories IS NULL OR known.territory IN (SELECT unnest($territories::VARCHAR[])))
    AND known.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($origin IS NULL OR known.origin = $origin)
    AND ($release IS NULL OR known.release = $release)
    AND ($show_demo OR known.origin <> 'demo')
ORDER BY known.indicator, known.territory, known.period;
