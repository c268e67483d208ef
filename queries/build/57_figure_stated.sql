-- The figures that stand on a day: for each indicator, territory and period, the one that the last standing release gives,
-- and the indicators computed from them.
--
-- A reader of a few figures names the indicators and territories of the observations to read: what a computed indicator is
-- computed from must be among them. NULL reads all.

-- A day, when no hour is given, is known to its end.
CREATE OR REPLACE MACRO known_until(as_of) AS -- noqa: CP05
CASE WHEN typeof(as_of) = 'DATE' THEN as_of::TIMESTAMP + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND ELSE as_of::TIMESTAMP END;

CREATE OR REPLACE MACRO figure_stated(as_of, read_indicators := NULL, read_territories := NULL) AS TABLE -- noqa: CP05
    WITH standing AS (
        SELECT release, published_at FROM release
        WHERE
            withdraws IS NULL
            AND (as_of IS NULL OR published_at <= known_until(as_of))
            AND release NOT IN (
                SELECT withdrawal.withdraws FROM release AS withdrawal
                WHERE
                    withdrawal.withdraws IS NOT NULL
                    AND (as_of IS NULL OR withdrawal.published_at <= known_until(as_of))
            )
    ),

    -- An arm for each way of asking, of which a plan keeps one: a condition with OR would read the whole table.
    delivered AS (
        SELECT * FROM observation
        WHERE read_indicators IS NULL AND read_territories IS NULL
        UNION ALL
        SELECT * FROM observation
        WHERE
            read_indicators IS NOT NULL AND read_territories IS NULL
            AND indicator IN (SELECT unnest(read_indicators::VARCHAR[]))
        UNION ALL
        SELECT * FROM observation
        WHERE
            read_indicators IS NULL AND read_territories IS NOT NULL
            AND territory IN (SELECT unnest(read_territories::VARCHAR[]))
        UNION ALL
        SELECT * FROM observation
        WHERE
            read_indicators IS NOT NULL AND read_territories IS NOT NULL
            AND indicator IN (SELECT unnest(read_indicators::VARCHAR[]))
            AND territory IN (SELECT unnest(read_territories::VARCHAR[]))
    ),

    observed AS (
        SELECT delivered.*, standing.published_at
        FROM delivered
        INNER JOIN standing ON delivered.release = standing.release
        -- Not row_number: DuckDB 1.5.5 stops with an internal error on it when a reader asks for few columns.
        QUALIFY rank() OVER (
            PARTITION BY delivered.indicator, delivered.territory, delivered.period
            ORDER BY standing.published_at DESC, delivered.release DESC
        ) = 1
    ),

    hidden AS (SELECT unnest(['secret', 'not_available', 'not_applicable', 'not_significant']) AS status),

    quotient AS (
        SELECT
            derivation.indicator, above.territory, above.period,
            CASE
                WHEN above.value IS NOT NULL AND below.value > 0
                    THEN CASE derivation.kind WHEN 'share' THEN 100 * above.value / below.value ELSE above.value / below.value END
            END AS value,
            CASE
                WHEN above.status IN (FROM hidden) THEN above.status
                WHEN below.status IN (FROM hidden) THEN below.status
                WHEN below.value = 0 THEN 'not_applicable'
                WHEN 'estimated' IN (above.status, below.status) THEN 'estimated'
                WHEN 'provisional' IN (above.status, below.status) THEN 'provisional'
                ELSE 'published'
            END AS status,
            coalesce(above.reason, below.reason) AS reason,
            above.value AS numerator, below.value AS denominator,
            CASE WHEN 'demo' IN (above.origin, below.origin) THEN 'demo' ELSE above.origin END AS origin,
            above.source, above.file, above.row, greatest(above.release, below.release) AS release,
            greatest(above.published_at, below.published_at) AS published_at
        FROM derivation
        INNER JOIN observed AS above ON derivation.numerator = above.indicator
        INNER JOIN observed AS below
            ON derivation.denominator = below.indicator AND above.territory = below.territory AND above.period = below.period
        WHERE derivation.kind IN ('share', 'ratio')
    ),

    computed_quotient AS (
    -- A published figure is kept as it is: the producer rounds and protects it better than we can.
        SELECT quotient.* FROM quotient
        ANTI JOIN observed
            ON
                quotient.indicator = observed.indicator AND quotient.territory = observed.territory
                AND quotient.period = observed.period
    ),

    within_department AS (
        SELECT territory_parent.territory, territory_parent.parent AS department
        FROM territory_parent
        INNER JOIN territory ON territory_parent.parent = territory.territory
        WHERE territory.level = 'department'
        UNION
        SELECT child.territory, upper_parent.parent
        FROM territory_parent AS child
        INNER JOIN territory_parent AS upper_parent ON child.parent = upper_parent.territory
        INNER JOIN territory ON upper_parent.parent = territory.territory
        WHERE territory.level = 'department'
    ),

    relative_gap AS (
        SELECT
            derivation.indicator, here.territory, here.period, 100 * (here.value - there.value) / there.value AS value,
            CASE
                WHEN here.status IN (FROM hidden) THEN here.status
                WHEN there.status IN (FROM hidden) THEN there.status
                ELSE 'published'
            END AS status,
            coalesce(here.reason, there.reason) AS reason, here.value AS numerator, there.value AS denominator,
            CASE WHEN 'demo' IN (here.origin, there.origin) THEN 'demo' ELSE here.origin END AS origin,
            here.source, here.file, here.row, greatest(here.release, there.release) AS release,
            greatest(here.published_at, there.published_at) AS published_at
        FROM derivation
        INNER JOIN observed AS here ON derivation.numerator = here.indicator
        INNER JOIN within_department ON here.territory = within_department.territory
        INNER JOIN observed AS there
            ON derivation.denominator = there.indicator AND within_department.department = there.territory AND here.period = there.period
        WHERE derivation.kind = 'relative_gap'
    )

    SELECT * FROM observed
    UNION ALL BY NAME
    SELECT * FROM computed_quotient
    UNION ALL BY NAME
    SELECT * FROM relative_gap;
