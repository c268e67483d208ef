-- Every figure that was ever stated, with since when and until when it was the one in force: for each indicator, territory and
-- period, the one that the last standing release gave, and the indicators computed from them.
-- Temporary: 62_figure.sql keeps what stands, and what stood before.

CREATE OR REPLACE TEMPORARY TABLE observed_version AS
WITH lifetime AS (
    SELECT
        release.release, release.published_at,
        coalesce(min(withdrawal.published_at), 'infinity'::TIMESTAMP) AS withdrawn_at
    FROM release
    LEFT JOIN release AS withdrawal ON release.release = withdrawal.withdraws
    WHERE release.withdraws IS NULL
    GROUP BY release.release, release.published_at
),

delivered AS (
    SELECT observation.*, lifetime.published_at, lifetime.withdrawn_at
    FROM observation
    INNER JOIN lifetime ON observation.release = lifetime.release
),

contested AS (
    SELECT indicator, territory, period FROM delivered
    GROUP BY indicator, territory, period
    HAVING count(*) > 1
),

rival AS (
    SELECT delivered.* FROM delivered
    SEMI JOIN contested
        ON
            delivered.indicator = contested.indicator AND delivered.territory = contested.territory
            AND delivered.period = contested.period
),

turn AS (
    SELECT
        indicator, territory, period, known_from,
        lead(known_from, 1, 'infinity'::TIMESTAMP)
            OVER (PARTITION BY indicator, territory, period ORDER BY known_from)
            AS known_until
    FROM (
        SELECT indicator, territory, period, published_at AS known_from FROM rival
        UNION
        SELECT indicator, territory, period, withdrawn_at FROM rival
        WHERE isfinite(withdrawn_at)
    ) AS moment
)

SELECT delivered.* EXCLUDE (withdrawn_at), delivered.published_at AS known_from, delivered.withdrawn_at AS known_until
FROM delivered
ANTI JOIN contested
    ON
        delivered.indicator = contested.indicator AND delivered.territory = contested.territory
        AND delivered.period = contested.period
WHERE delivered.published_at < delivered.withdrawn_at
UNION ALL BY NAME
SELECT rival.* EXCLUDE (withdrawn_at), turn.known_from, turn.known_until
FROM turn
INNER JOIN rival
    ON
        turn.indicator = rival.indicator AND turn.territory = rival.territory AND turn.period = rival.period
        AND turn.known_from >= rival.published_at AND turn.known_from < rival.withdrawn_at
QUALIFY rank() OVER (
    PARTITION BY turn.indicator, turn.territory, turn.period, turn.known_from
    ORDER BY rival.published_at DESC, rival.release DESC
) = 1;

-- What is made of two figures is no more official than either.
CREATE OR REPLACE TEMPORARY MACRO origin_of_both(one, other) AS -- noqa: CP05
CASE WHEN 'demo' IN (one, other) THEN 'demo' WHEN 'local' IN (one, other) THEN 'local' ELSE 'official' END;

-- Of the source, file and row of two figures, those of the one that gives them their origin, the first where both do.
CREATE OR REPLACE TEMPORARY MACRO of_decisive(one_origin, other_origin, of_one, of_other) AS -- noqa: CP05
CASE WHEN one_origin = origin_of_both(one_origin, other_origin) THEN of_one ELSE of_other END;

CREATE OR REPLACE TEMPORARY TABLE stated_version AS
WITH hidden AS (SELECT unnest(['secret', 'not_available', 'not_applicable', 'not_significant']) AS status),

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
        origin_of_both(above.origin, below.origin) AS origin,
        of_decisive(above.origin, below.origin, above.source, below.source) AS source,
        of_decisive(above.origin, below.origin, above.file, below.file) AS file,
        of_decisive(above.origin, below.origin, above.row, below.row) AS row,
        greatest(above.release, below.release) AS release,
        greatest(above.published_at, below.published_at) AS published_at,
        greatest(above.known_from, below.known_from) AS known_from, least(above.known_until, below.known_until) AS known_until
    FROM derivation
    INNER JOIN observed_version AS above ON derivation.numerator = above.indicator
    INNER JOIN observed_version AS below
        ON
            derivation.denominator = below.indicator AND above.territory = below.territory AND above.period = below.period
            AND above.known_from < below.known_until AND above.known_until > below.known_from
    WHERE derivation.kind IN ('share', 'ratio')
),

-- A published figure is kept as it is: the producer rounds and protects it better than we can.
published AS (
    SELECT indicator, territory, period, known_from, known_until FROM observed_version
    WHERE indicator IN (SELECT indicator FROM derivation WHERE kind IN ('share', 'ratio'))
),

unpublished AS (
    SELECT
        indicator, territory, period, known_until AS known_from,
        lead(known_from, 1, 'infinity'::TIMESTAMP)
            OVER (PARTITION BY indicator, territory, period ORDER BY known_from)
            AS known_until
    FROM published
    UNION ALL
    SELECT indicator, territory, period, '-infinity'::TIMESTAMP, min(known_from) FROM published
    GROUP BY indicator, territory, period
),

computed_quotient AS (
    SELECT quotient.* FROM quotient
    ANTI JOIN published
        ON
            quotient.indicator = published.indicator AND quotient.territory = published.territory
            AND quotient.period = published.period
    UNION ALL
    SELECT
        quotient.* REPLACE (
            greatest(quotient.known_from, unpublished.known_from) AS known_from,
            least(quotient.known_until, unpublished.known_until) AS known_until
        )
    FROM quotient
    INNER JOIN unpublished
        ON
            quotient.indicator = unpublished.indicator AND quotient.territory = unpublished.territory
            AND quotient.period = unpublished.period
            AND quotient.known_from < unpublished.known_until AND quotient.known_until > unpublished.known_from
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
        origin_of_both(here.origin, there.origin) AS origin,
        of_decisive(here.origin, there.origin, here.source, there.source) AS source,
        of_decisive(here.origin, there.origin, here.file, there.file) AS file,
        of_decisive(here.origin, there.origin, here.row, there.row) AS row,
        greatest(here.release, there.release) AS release,
        greatest(here.published_at, there.published_at) AS published_at,
        greatest(here.known_from, there.known_from) AS known_from, least(here.known_until, there.known_until) AS known_until
    FROM derivation
    INNER JOIN observed_version AS here ON derivation.numerator = here.indicator
    INNER JOIN within_department ON here.territory = within_department.territory
    INNER JOIN observed_version AS there
        ON
            derivation.denominator = there.indicator AND within_department.department = there.territory
            AND here.period = there.period
            AND here.known_from < there.known_until AND here.known_until > there.known_from
    WHERE derivation.kind = 'relative_gap'
)

SELECT * FROM observed_version
UNION ALL BY NAME
SELECT * FROM computed_quotient
UNION ALL BY NAME
SELECT * FROM relative_gap;

DROP TABLE observed_version;
