-- The figures of a past day, as a reader may see them today.

-- What is secret today stays secret in every past view: a reader must not go back in time to see it.
-- Names of indicators and territories to read, for the figures that are stated and for those that are carried, are those
-- that `past_scope` finds; NULL reads all.
-- noqa: disable=CP05
CREATE OR REPLACE MACRO figure_at(as_of, stated_of := NULL, stated_in := NULL, carried_of := NULL, carried_in := NULL) AS TABLE
-- noqa: enable=CP05
    SELECT indicator, territory, period, value, status, reason, numerator, denominator, origin, source, file, row, release, published_at
    FROM figure
    WHERE as_of IS NULL
    UNION ALL
    SELECT
        past.indicator, past.territory, past.period,
        CASE WHEN present.status IS NULL THEN past.value END AS value,
        coalesce(present.status, past.status) AS status, past.reason,
        CASE WHEN present.status IS NULL THEN past.numerator END AS numerator,
        CASE WHEN present.status IS NULL THEN past.denominator END AS denominator,
        past.origin, past.source, past.file, past.row, past.release, past.published_at
    FROM (
        SELECT * FROM figure_stated(as_of, stated_of, stated_in)
        UNION ALL BY NAME
        SELECT * FROM figure_carried(as_of, carried_of, carried_in)
    ) AS past
    LEFT JOIN figure AS present
        ON
            past.indicator = present.indicator AND past.territory = present.territory
            AND past.period = present.period AND present.status = 'secret'
    WHERE as_of IS NOT NULL;
