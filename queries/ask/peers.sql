-- Where does a neighbourhood stand among its peers, on the last official figure that it has of each indicator?
-- Parameters: $territory, $peers, $first_year, $last_year
-- One row per indicator
WITH published AS (
    SELECT figure.indicator, figure.territory, figure.period, figure.value, round(figure.value, indicator.decimals) AS shown
    FROM figure
    INNER JOIN indicator ON figure.indicator = indicator.indicator
    WHERE
        figure.territory IN (SELECT unnest($peers))
        AND figure.value IS NOT NULL
        AND figure.origin = 'official'
        -- A figure carried from an earlier perimeter is nobody's publication.
        AND NOT is_carried(figure.reason)
        -- Counts rank neighbourhoods by their size, which says nothing of them.
        AND NOT indicator.summable
        AND indicator.parent IS NULL
        AND figure.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
),

own AS (
    SELECT published.indicator, max(published.period) AS period, arg_max(published.shown, published.period) AS shown
    FROM published
    WHERE published.territory = $territory
    GROUP BY published.indicator
)

SELECT
    own.indicator, own.period, any_value(published.value) FILTER (published.territory = $territory) AS value,
    1 + count(*) FILTER (published.shown > own.shown) AS place, count(*) FILTER (published.shown = own.shown) AS tied_count,
    count(*) AS peers_count, median(published.value) AS median_value, list(published.value ORDER BY published.value) AS peer_values
FROM own
INNER JOIN published ON own.indicator = published.indicator AND own.period = published.period
GROUP BY own.indicator, own.period
ORDER BY own.indicator;
