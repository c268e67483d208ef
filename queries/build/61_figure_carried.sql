-- Figures carried by passages: counts of the territories that gave way to another, shared by weight, where the receiver has none,
-- and rates made again from two such counts. Columns as in `figure`; what cannot be carried has no value and a reason.
-- Temporary, like what is stated (60_figure_stated.sql).
--
-- A carried figure is a figure that everybody may know times a weight that everybody may know: a reader learns nothing by it.
-- Nothing is carried from a figure that is hidden today, nor beside a hidden figure of the receiver, which a carried total
-- or category could give away; and what is carried keeps to the thresholds of its rule.
-- Where the receiver has a figure of its own, that one stands, and the carried one is kept apart (`figure_overlap`).

-- All that passages carry, with a column is_overlapped: whether the receiver has a figure of its own beside it.
CREATE OR REPLACE TEMPORARY TABLE passed_version AS
WITH link AS (
    SELECT from_territory, to_territory, kind, weight, covered
    FROM passage
    WHERE carries AND to_territory IS NOT NULL AND weight > 0
    -- A part of a new perimeter that takes after old ones does not also take a share of its whole.
    QUALIFY kind = min(kind) OVER (PARTITION BY to_territory)
),

receiver AS (
    SELECT
        to_territory AS territory, any_value(kind) AS kind, count(*) AS givers_count,
        CASE WHEN count(covered) = count(*) THEN sum(covered) END AS covered,
        string_agg(from_territory || ':' || round(weight, 4), ',' ORDER BY weight DESC, from_territory ASC) AS givers
    FROM link
    GROUP BY to_territory
),

stated AS MATERIALIZED (
    SELECT * FROM stated_version
    WHERE territory IN (SELECT from_territory FROM link) OR territory IN (SELECT to_territory FROM link)
),

-- What is confidential today is never carried, on no past day either.
secret_today AS (
    SELECT indicator, territory, period FROM stated
    WHERE status = 'secret' AND NOT isfinite(known_until)
),

secret_beside AS (
    SELECT DISTINCT territory, period, known_from, known_until FROM stated
    WHERE status = 'secret'
    UNION
    SELECT territory, period, '-infinity'::TIMESTAMP, 'infinity'::TIMESTAMP FROM secret_today
),

giver AS (
    SELECT
        link.to_territory AS territory, link.weight, stated.* EXCLUDE (territory),
        stated.status = 'secret' OR secret_today.indicator IS NOT NULL AS is_secret
    FROM link
    INNER JOIN stated ON link.from_territory = stated.territory
    LEFT JOIN secret_today
        ON
            stated.indicator = secret_today.indicator AND stated.territory = secret_today.territory
            AND stated.period = secret_today.period
),

own AS (SELECT * FROM stated WHERE territory IN (SELECT territory FROM receiver)),

change AS (
    SELECT indicator, territory, period, unnest([known_from, known_until]) AS moment
    FROM (
        SELECT indicator, territory, period, known_from, known_until FROM giver
        UNION ALL
        SELECT indicator, territory, period, known_from, known_until FROM own
    ) AS version
),

-- A rate is made again when one of its counts changes.
input AS (
    SELECT indicator, indicator AS read_indicator FROM indicator
    UNION
    SELECT indicator, unnest([numerator, denominator]) FROM derivation
    WHERE kind IN ('share', 'ratio')
),

turn AS MATERIALIZED (
    SELECT
        indicator, territory, period, known_from,
        lead(known_from, 1, 'infinity'::TIMESTAMP)
            OVER (PARTITION BY indicator, territory, period ORDER BY known_from)
            AS known_until
    FROM (
        SELECT input.indicator, change.territory, change.period, change.moment AS known_from
        FROM change
        INNER JOIN input ON change.indicator = input.read_indicator
        UNION
        SELECT change.indicator, change.territory, change.period, unnest([secret_beside.known_from, secret_beside.known_until])
        FROM change
        INNER JOIN secret_beside ON change.territory = secret_beside.territory AND change.period = secret_beside.period
    ) AS moment
    WHERE isfinite(known_from)
),

beside AS (
    SELECT DISTINCT turn.territory, turn.period, turn.known_from
    FROM turn
    INNER JOIN secret_beside
        ON
            turn.territory = secret_beside.territory AND turn.period = secret_beside.period
            AND turn.known_from >= secret_beside.known_from AND turn.known_from < secret_beside.known_until
),

total AS (
    SELECT
        turn.indicator, turn.territory, turn.period, turn.known_from, any_value(turn.known_until) AS known_until,
        bool_or(own.indicator IS NOT NULL) AS is_overlapped,
        sum(giver.weight * giver.value) AS value,
        count(giver.value) AS values_count, bool_or(giver.is_secret) AS is_secret,
        CASE
            WHEN bool_or(giver.origin = 'demo') THEN 'demo' WHEN bool_or(giver.origin = 'local') THEN 'local' ELSE 'official'
        END AS origin,
        arg_max(giver.source, giver.weight) AS source, arg_max(giver.file, giver.weight) AS file,
        arg_max(giver.row, giver.weight) AS row, max(giver.release) AS release, max(giver.published_at) AS published_at
    FROM turn
    INNER JOIN giver
        ON
            turn.indicator = giver.indicator AND turn.territory = giver.territory AND turn.period = giver.period
            AND turn.known_from >= giver.known_from AND turn.known_from < giver.known_until
    LEFT JOIN own
        ON
            turn.indicator = own.indicator AND turn.territory = own.territory AND turn.period = own.period
            AND turn.known_from >= own.known_from AND turn.known_from < own.known_until
    -- Nothing stands beside a figure of the receiver's own that is hidden or not available.
    WHERE own.indicator IS NULL OR own.value IS NOT NULL
    GROUP BY turn.indicator, turn.territory, turn.period, turn.known_from
    HAVING count(giver.value) > 0 OR bool_or(giver.is_secret)
),

judged AS (
    SELECT
        total.*, receiver.kind, receiver.givers, indicator.summable,
        CASE
            WHEN total.is_secret THEN 'passage_hidden'
            WHEN NOT indicator.summable THEN 'passage_not_summable'
            WHEN total.values_count < receiver.givers_count THEN 'passage_incomplete'
            WHEN receiver.covered < passage_comparable() THEN 'passage_uncovered'
            WHEN beside.territory IS NOT NULL THEN 'passage_beside_secret'
            WHEN
                indicator.unit = 'count' AND is_too_small(total.value, secrecy_rule.hidden_from, secrecy_rule.threshold_count)
                THEN 'passage_small'
        END AS obstacle
    FROM total
    INNER JOIN receiver ON total.territory = receiver.territory
    INNER JOIN indicator ON total.indicator = indicator.indicator
    LEFT JOIN secrecy_rule ON indicator.secrecy_rule = secrecy_rule.rule
    LEFT JOIN beside
        ON total.territory = beside.territory AND total.period = beside.period AND total.known_from = beside.known_from
),

-- A rate whose two counts were carried is made again; where they were not, the reason is theirs.
rate AS (
    SELECT
        judged.indicator, judged.territory, judged.period, judged.known_from, above.value AS numerator, below.value AS denominator,
        CASE derivation.kind WHEN 'share' THEN 100 * above.value / below.value ELSE above.value / below.value END AS value,
        CASE
            WHEN
                below.value < secrecy_rule.threshold_denominator
                OR (
                    secrecy_rule.complement
                    AND is_too_small(below.value - above.value, secrecy_rule.hidden_from, secrecy_rule.threshold_count)
                )
                THEN 'passage_small'
        END AS obstacle
    FROM judged
    INNER JOIN derivation ON judged.indicator = derivation.indicator AND derivation.kind IN ('share', 'ratio')
    INNER JOIN judged AS above
        ON
            derivation.numerator = above.indicator AND judged.territory = above.territory AND judged.period = above.period
            AND judged.is_overlapped = above.is_overlapped
            AND judged.known_from >= above.known_from AND judged.known_from < above.known_until
    INNER JOIN judged AS below
        ON
            derivation.denominator = below.indicator AND judged.territory = below.territory AND judged.period = below.period
            AND judged.is_overlapped = below.is_overlapped
            AND judged.known_from >= below.known_from AND judged.known_from < below.known_until
    INNER JOIN indicator ON judged.indicator = indicator.indicator
    LEFT JOIN secrecy_rule ON indicator.secrecy_rule = secrecy_rule.rule
    WHERE judged.obstacle = 'passage_not_summable' AND above.obstacle IS NULL AND below.obstacle IS NULL AND below.value > 0
),

settled AS (
    SELECT
        judged.* EXCLUDE (value, obstacle),
        coalesce(rate.value, CASE WHEN judged.summable THEN judged.value END) AS value, rate.numerator, rate.denominator,
        CASE WHEN rate.value IS NULL THEN judged.obstacle ELSE rate.obstacle END AS obstacle
    FROM judged
    LEFT JOIN rate
        ON
            judged.indicator = rate.indicator AND judged.territory = rate.territory AND judged.period = rate.period
            AND judged.known_from = rate.known_from
)

SELECT
    is_overlapped, indicator, territory, period, CASE WHEN obstacle IS NULL THEN value END AS value,
    CASE
        WHEN obstacle IS NULL THEN 'estimated' WHEN obstacle IN ('passage_hidden', 'passage_small') THEN 'secret' ELSE 'not_available'
    END AS status,
    coalesce(obstacle, 'passage') || '=' || givers AS reason,
    CASE WHEN obstacle IS NULL THEN numerator END AS numerator,
    CASE WHEN obstacle IS NULL THEN denominator END AS denominator,
    origin, source, file, row, release, published_at, known_from, known_until
FROM settled
-- A part without a figure shows that of its whole, and says so: a refusal would hide it.
WHERE obstacle IS NULL OR kind = 'generation';
