-- Overlap from which two perimeters are comparable, and coverage from which a count may be carried: the product's own convention.
CREATE OR REPLACE MACRO passage_comparable() AS 0.95;

-- Whether a figure, by its reason, was carried from other territories.
CREATE OR REPLACE MACRO is_carried(reason) AS -- noqa: CP05
coalesce(starts_with(reason, 'passage='), FALSE);

-- Whether a number of people or things lies in the range that a rule hides.
CREATE OR REPLACE MACRO is_too_small(number, hidden_from, threshold) AS -- noqa: CP05
coalesce(number > hidden_from - 1 + 1e-9 AND number < threshold - 1e-9, FALSE);
