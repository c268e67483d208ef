-- Formulae of the method of progress, each written once.

-- A date as years, twelfths by the month: two 31 Decembers are whole years apart, leap years included.
CREATE OR REPLACE MACRO progress_years(day) AS -- noqa: CP05
year(day) + (month(day) - 1) / 12 + (dayofmonth(day) - 1) / (12 * dayofmonth(last_day(day)));

-- 1 when higher is better, -1 when lower is, NULL when neither.
CREATE OR REPLACE MACRO progress_sign(direction) AS -- noqa: CP05
CASE direction WHEN 'up' THEN 1 WHEN 'down' THEN -1 END;

-- Whether `reached` is at or past `goal`; a billionth of the values absorbs the noise of binary fractions. The baseline is among them: to a
-- gap that should close, the target alone is nothing to measure noise by.
CREATE OR REPLACE MACRO progress_meets(sign, baseline, reached, goal) AS -- noqa: CP05
sign * (reached - goal) >= -1e-9 * greatest(abs(baseline), abs(reached), abs(goal));

-- Status from the pace alone. Thresholds 0.95, 0.60 and 0 after Eurostat, Statistics Canada and Open SDG.
CREATE OR REPLACE MACRO progress_pace_status(pace) AS -- noqa: CP05
CASE
    WHEN pace >= 0.95 - 1e-9 THEN 'on_track'
    WHEN pace >= 0.60 - 1e-9 THEN 'acceleration'
    WHEN pace >= -1e-9 THEN 'limited'
    WHEN pace < 0 THEN 'degradation'
END;

-- Growth-rate reading: realised yearly growth over required yearly growth; NULL where a rate cannot be taken.
CREATE OR REPLACE MACRO progress_growth_pace(baseline, reached, goal, years_past, years_total) AS -- noqa: CP05
CASE
    WHEN baseline > 0 AND reached > 0 AND goal > 0 AND goal <> baseline AND years_past > 0 AND years_total > 0
        THEN ((reached / baseline) ** (1 / years_past) - 1) / ((goal / baseline) ** (1 / years_total) - 1)
END;

-- Bounds of Wilson's 95 % interval of a share (0 to 1) among n.
CREATE OR REPLACE MACRO progress_wilson_low(share, n) AS -- noqa: CP05
CASE WHEN n > 0 AND share BETWEEN 0 AND 1 THEN greatest(
    0,
    (share + 1.959963984540054 ** 2 / (2 * n) - 1.959963984540054 * sqrt(share * (1 - share) / n + (1.959963984540054 / (2 * n)) ** 2))
    / (1 + 1.959963984540054 ** 2 / n)
) END;
CREATE OR REPLACE MACRO progress_wilson_high(share, n) AS -- noqa: CP05
1 - progress_wilson_low(1 - share, n);

-- Band of a point in per cent: Wilson's of a share; of a gap (value, after `beside` is taken off), Newcombe's from the two.
CREATE OR REPLACE MACRO progress_band_low(point) AS -- noqa: CP05
CASE
    WHEN point.beside_value IS NULL THEN 100 * progress_wilson_low(point.value / 100, point.denominator)
    ELSE point.value - sqrt(
        (
            point.value + point.beside_value
            - 100 * progress_wilson_low((point.value + point.beside_value) / 100, point.denominator)
        ) ** 2
        + (100 * progress_wilson_high(point.beside_value / 100, point.beside_denominator) - point.beside_value) ** 2
    )
END;
CREATE OR REPLACE MACRO progress_band_high(point) AS -- noqa: CP05
CASE
    WHEN point.beside_value IS NULL THEN 100 * progress_wilson_high(point.value / 100, point.denominator)
    ELSE point.value + sqrt(
        (
            100 * progress_wilson_high((point.value + point.beside_value) / 100, point.denominator)
            - point.value - point.beside_value
        ) ** 2
        + (point.beside_value - 100 * progress_wilson_low(point.beside_value / 100, point.beside_denominator)) ** 2
    )
END;

-- Student's 90th percentile, hence an 80 % interval on both sides; at most 5 points leave 1 to 3 degrees of freedom.
CREATE OR REPLACE MACRO progress_student_90(freedom) AS -- noqa: CP05
CASE freedom WHEN 1 THEN 3.077683537175253 WHEN 2 THEN 1.885618083164127 WHEN 3 THEN 1.637744353696210 END;

-- Student's distribution function, closed forms for 1 to 3 degrees of freedom.
CREATE OR REPLACE MACRO progress_student(t, freedom) AS -- noqa: CP05
CASE freedom
    WHEN 1 THEN 0.5 + atan(t) / pi()
    WHEN 2 THEN 0.5 + t / (2 * sqrt(2 + t ** 2))
    WHEN 3 THEN 0.5 + (t / sqrt(3) / (1 + t ** 2 / 3) + atan(t / sqrt(3))) / pi()
END;

-- Statuses from the strongest to the one that hides most: a number of one byte, because there are millions of figures.
CREATE OR REPLACE MACRO status_words() AS
['published', 'provisional', 'estimated', 'not_applicable', 'not_available', 'not_significant', 'secret'];
CREATE OR REPLACE MACRO status_rank(status) AS -- noqa: CP05
list_position(status_words(), status)::UTINYINT;
CREATE OR REPLACE MACRO status_word(rank) AS -- noqa: CP05
status_words()[rank];

-- A value kept within its unit's range; either bound may be NULL.
CREATE OR REPLACE MACRO progress_within(value, lowest, highest) AS -- noqa: CP05
greatest(lowest, least(highest, value));

-- The year from which a generation of perimeters is in force, which is in its name: 2015 of qpv2015.
CREATE OR REPLACE MACRO generation_year(generation) AS -- noqa: CP05
try_cast(right(generation, 4) AS INTEGER);
