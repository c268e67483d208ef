-- In which years do these indicators have a value in the territories, of an origin or a release, now or at a past moment?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $release, $as_of, $show_demo
-- One row per indicator and year
WITH known AS (
    SELECT fm.indicator, fm.territory, fm.period, fm.value, fm.origin, fm.release
    FROM figure_map AS fm
    WHERE $as_of IS NULL OR fm.known_from <= moment_of($as_of)
    UNION ALL
    SELECT fp.indicator, fp.territory, fp.period, fp.value, fp.origin, fp.release
    FROM figure_past AS fp
    WHERE $as_of IS NOT NULL AND fp.known_from <= moment_of($as_of) AND fp.known_until > moment_of($as_of)
)

SELECT DISTINCT
    known.indicator, year(known.period) AS year
FROM known
WHERE
    known.indicator IN (SELECT unnest($indicators))
    AND known.territory IN (SELECT unnest($territories))
    AND known.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND known.value IS NOT NULL
    AND ($origin IS NULL OR known.origin = $origin)
    AND ($release IS NULL OR known.release = $release)
    AND ($show_demo OR known.origin <> 'demo')
ORDER BY known.indicator, year;
