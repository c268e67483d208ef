-- A reader may name a day or a moment; a day is known to its end.
CREATE OR REPLACE MACRO moment_of(as_of) AS -- noqa: CP05
CASE WHEN typeof(as_of) = 'DATE' THEN as_of::TIMESTAMP + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND ELSE as_of::TIMESTAMP END;

-- The figures known on a day or at a moment, as a reader may see them today; NULL for those in force.
CREATE OR REPLACE MACRO figure_at(as_of) AS TABLE -- noqa: CP05
    SELECT indicator, territory, period, value, status, reason, numerator, denominator, origin, source, file, row, release, published_at
    FROM figure
    WHERE as_of IS NULL OR known_from <= moment_of(as_of)
    UNION ALL
    SELECT indicator, territory, period, value, status, reason, numerator, denominator, origin, source, file, row, release, published_at
    FROM figure_past
    WHERE as_of IS NOT NULL AND known_from <= moment_of(as_of) AND known_until > moment_of(as_of);
