-- Where does one figure come from, and since when is it known?
-- Parameters: $indicator, $territory, $period
-- One row per figure, so one or none; of a figure that is computed here, source, file and row are those of its numerator, below_… those
-- of its denominator
WITH around AS (
    SELECT $territory AS territory
    UNION
    SELECT parent FROM territory_parent
    WHERE territory = $territory
    UNION
    SELECT upper_parent.parent
    FROM territory_parent AS tp
    INNER JOIN territory_parent AS upper_parent ON tp.parent = upper_parent.territory
    WHERE tp.territory = $territory
),

computed AS (
    SELECT
        derivation.numerator, derivation.denominator,
        CASE
            WHEN derivation.kind = 'relative_gap'
                THEN (
                    SELECT any_value(territory.territory)
                    FROM around
                    INNER JOIN territory ON around.territory = territory.territory
                    WHERE territory.level = 'department'
                )
            ELSE $territory
        END AS territory
    FROM derivation
    WHERE
        derivation.indicator = $indicator
        AND NOT EXISTS (
            SELECT 1 FROM observation
            WHERE observation.indicator = $indicator AND observation.territory = $territory AND observation.period = $period
        )
)

SELECT
    figure.value, figure.status, figure.reason, figure.numerator, figure.denominator, figure.origin,
    coalesce(above.source, figure.source) AS source, coalesce(above.file, figure.file) AS file,
    CASE WHEN above.file IS NULL THEN figure.row ELSE above.row END AS row, below.source AS below_source, below.file AS below_file,
    below.row AS below_row, figure.release, figure.published_at
FROM figure
LEFT JOIN computed ON figure.numerator IS NOT NULL AND NOT is_carried(figure.reason)
LEFT JOIN figure AS above
    ON computed.numerator = above.indicator AND figure.territory = above.territory AND figure.period = above.period
LEFT JOIN figure AS below
    ON computed.denominator = below.indicator AND computed.territory = below.territory AND figure.period = below.period
WHERE figure.territory = $territory AND figure.indicator = $indicator AND figure.period = $period
ORDER BY figure.release;
