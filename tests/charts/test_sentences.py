"""Titles and summaries: the grammar of units and periods, and what is never compared."""

from dataclasses import asdict
from datetime import date

import pytest

from observatory import charts, texts
from observatory.series import Break
from observatory.trajectory import Trajectory


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def summary(indicator, series, names, reference=None, target=None, language="fr", breaks=(), **standings):
    return plain(charts.target_summary(indicator, series, reference, target, names, language, breaks, **standings))


def test_counts_with_a_target(indicator, series, names, target):
    own = series({2016: 1438, 2021: 1332})
    assert summary(indicator(), [own], names, target=target()) == (
        "Le Bois L’Abbé : 1 332 au 31 décembre 2021, soit 106 de moins qu’au 31 décembre 2016. "
        "Cible de 1 200 au 31 décembre 2024 : il reste 132 à parcourir."
    )
    assert summary(indicator(), [own], names, target=target(), language="en") == (
        "Le Bois L’Abbé: 1,332 on 31 December 2021, down 106 since 31 December 2016. "
        "Target of 1,200 on 31 December 2024: 132 to go."
    )


def test_points_agree_in_number_and_the_reference_is_named(indicator, series, names):
    found = summary(
        indicator("percent", period_kind="year"),
        [series({2018: 35.2, 2019: 34.7})],
        names,
        reference=series({2019: 17.2}, "DEP94"),
    )
    assert found == (
        "Le Bois L’Abbé : 34,7 % en 2019, soit 0,5 point de moins qu’en 2018, "
        "et 17,5 points de plus que le territoire de référence (Val-de-Marne : 17,2 %)."
    )


@pytest.mark.parametrize(
    ("kind", "at", "than"),
    [("year", "en 2021", "qu’en 2020"), ("school_year", "à la rentrée 2021", "qu’à la rentrée 2020")],
)
def test_periods_have_their_preposition(indicator, series, names, kind, at, than):
    found = summary(indicator(period_kind=kind), [series({2020: 5, 2021: 9})], names)
    assert found == f"Le Bois L’Abbé : 9 {at}, soit 4 de plus {than}."


def test_no_change_is_told_across_a_break_or_between_vintages_too_close(indicator, series, names):
    own = series({2016: 40, 2019: 30})
    cut = Break(date(2018, 1, 1), "method", "")
    assert summary(indicator(), [own], names, breaks=(cut,)) == "Le Bois L’Abbé : 30 au 31 décembre 2019."
    close = series({2018: 40, 2019: 30})
    assert summary(indicator(min_vintage_gap=2), [close], names) == "Le Bois L’Abbé : 30 au 31 décembre 2019."
    assert "de moins" in summary(indicator(min_vintage_gap=2), [own], names)


def test_an_unchanged_value_is_not_more_or_less(indicator, series, names):
    found = summary(indicator("percent", period_kind="year"), [series({2018: 35.21, 2019: 35.19})], names)
    assert found == "Le Bois L’Abbé : 35,2 % en 2019, comme en 2018."


def test_a_target_on_the_gap(indicator, series, names, target):
    goal = target(measure="gap", reference="DEP94", baseline_value=24.1, value=15.0)
    found = summary(
        indicator("percent", period_kind="year"),
        [series({2019: 34.7})],
        names,
        reference=series({2019: 17.2}, "DEP94"),
        target=goal,
    )
    assert found.endswith(
        "Cible sur l’écart avec Val-de-Marne : +15,0 points en 2024 ; l’écart est de +17,5 points en 2019."
    )


def test_a_reached_target_a_hidden_latest_figure_and_demonstration_are_said(indicator, series, names, target):
    own = series({2016: 1438, 2021: 1150, 2022: "secret"}, origin="demo")
    found = summary(indicator(), [own], names, target=target())
    assert "31 décembre 2022 : couvert par le secret statistique." in found
    assert "Cible de 1 200 au 31 décembre 2024 : la dernière valeur l’atteint." in found
    assert found.endswith("Données de démonstration.")


LANDING = {
    "current_period": date(2021, 12, 31),
    "current_value": 1332.0,
    "deadline": date(2024, 12, 31),
    "landing_value": 1309.1,
}


def test_the_landing_ends_the_sentence_on_the_target(indicator, series, names, target, standing):
    own = series({2016: 1438, 2021: 1332})
    found = summary(indicator(), [own], names, target=target(), standing=standing(**LANDING))
    assert found.endswith(
        "Cible de 1 200 au 31 décembre 2024 : il reste 132 à parcourir ; à ce rythme, ce serait 1 309."
    )
    found = summary(indicator(period_kind="year"), [own], names, standing=standing(**LANDING))
    assert found.endswith("À ce rythme, ce serait 1 309 en 2024.")
    found = summary(indicator(), [own], names, target=target(), standing=standing(**LANDING), language="en")
    assert found.endswith("132 to go; at this pace it would be 1,309.")


def test_a_landing_says_what_it_supposes_and_an_absent_one_why(indicator, series, names, target, standing):
    own = series({2016: 1438, 2021: 1332})
    turn = {"landing_condition": "own_perimeter", "landing_break_on": date(2024, 1, 1)}
    found = summary(indicator(), [own], names, target=target(), standing=standing(**LANDING, **turn))
    assert found.endswith(
        "à ce rythme, ce serait 1 309, à périmètre inchangé : le quartier change de périmètre le 1er janvier 2024."
    )
    found = summary(indicator(period_kind="year"), [own], names, standing=standing(**LANDING, **turn), language="en")
    assert found.endswith(
        "it would be 1,309 in 2024, with an unchanged perimeter: the neighbourhood’s perimeter changes on 1 January 2024."
    )
    turn["landing_condition"] = "perimeters"
    found = summary(indicator(), [own], names, target=target(), standing=standing(**LANDING, **turn))
    assert found.endswith("1 309, à périmètres inchangés : les quartiers changent de périmètre le 1er janvier 2024.")
    cut = {**LANDING, "landing_value": None, "landing_reason": "break_ahead", "landing_break_on": date(2023, 1, 1)}
    found = summary(indicator(), [own], names, target=target(), standing=standing(**cut))
    assert found.endswith("Pas d’atterrissage : la méthode de la série change le 1er janvier 2023, avant l’échéance.")
    assert "ce rythme" not in found


DOUBT = {"landing_low": 1150.1, "landing_high": 1468.2, "target_value": 1200.0}


def test_the_landing_says_how_sure_it_is(indicator, series, names, target, standing):
    own = series({2016: 1438, 2021: 1332})
    sure = standing(**LANDING, **DOUBT, landing_probability=0.218)
    found = summary(indicator(), [own], names, target=target(), standing=sure)
    assert found.endswith(
        "à ce rythme, ce serait 1 309 (8 fois sur 10 entre 1 150 et 1 468 ; 22 % de chances d’atteindre la cible)."
    )
    found = summary(indicator(), [own], names, target=target(), standing=sure, language="en")
    assert found.endswith(
        "at this pace it would be 1,309 (8 times out of 10 between 1,150 and 1,468; 22% chance of meeting the target)."
    )
    found = summary(indicator(period_kind="year"), [own], names, standing=sure)
    assert found.endswith(
        "À ce rythme, ce serait 1 309 en 2024 (8 fois sur 10 entre 1 150 et 1 468 ; 22 % de chances d’atteindre la cible de 1 200)."
    )
    turn = {"landing_condition": "own_perimeter", "landing_break_on": date(2024, 1, 1)}
    found = summary(
        indicator(),
        [own],
        names,
        target=target(),
        standing=standing(**LANDING, **DOUBT, landing_probability=0.218, **turn),
    )
    assert found.endswith(
        "d’atteindre la cible), à périmètre inchangé : le quartier change de périmètre le 1er janvier 2024."
    )


@pytest.mark.parametrize(
    ("probability", "french", "english"),
    [
        (0.0049, "moins de 1 % de chances", "less than 1% chance"),
        (0.006, "1 % de chances", "1% chance"),
        (0.994, "99 % de chances", "99% chance"),
        (0.996, "plus de 99 % de chances", "more than 99% chance"),
    ],
)
def test_chances_are_never_none_nor_certain(indicator, series, names, target, standing, probability, french, english):
    own, now = series({2016: 1438, 2021: 1332}), standing(**LANDING, **DOUBT, landing_probability=probability)
    assert f"; {french}" in summary(indicator(), [own], names, target=target(), standing=now)
    assert f"; {english}" in summary(indicator(), [own], names, target=target(), standing=now, language="en")


def test_where_no_interval_is_known_none_is_told(indicator, series, names, target, standing):
    own = series({2016: 1438, 2021: 1332})
    found = summary(indicator(), [own], names, target=target(), standing=standing(**LANDING, landing_probability=0.2))
    assert found.endswith("à ce rythme, ce serait 1 309.")
    flat = {"landing_low": 1309.1, "landing_high": 1309.1, "landing_probability": 1.0, "target_value": 1400.0}
    found = summary(indicator(), [own], names, target=target(), standing=standing(**LANDING, **flat))
    assert found.endswith("à ce rythme, ce serait 1 309.")
    unsaid = standing(**LANDING, **DOUBT)
    assert summary(indicator(), [own], names, target=target(), standing=unsaid).endswith(
        "ce serait 1 309 (8 fois sur 10 entre 1 150 et 1 468)."
    )


def test_the_change_told_is_that_of_the_standing(indicator, series, names, standing):
    own = series({2016: 1438, 2018: 1400, 2021: 1332})
    moved = {"current_period": date(2021, 12, 31), "baseline_period": date(2018, 12, 31), "change": -68.0}
    found = summary(indicator(), [own], names, standing=standing(**moved))
    assert found == "Le Bois L’Abbé : 1 332 au 31 décembre 2021, soit 68 de moins qu’au 31 décembre 2018."
    assert summary(indicator(), [own], names, standing=standing(**(moved | {"change": None}))) == (
        "Le Bois L’Abbé : 1 332 au 31 décembre 2021."
    )


@pytest.mark.parametrize(
    ("direction", "then", "now", "told"),
    [
        ("up", -7.2, -7.7, "L’écart avec Chennevières-sur-Marne se creuse"),
        ("up", -7.7, -7.2, "L’écart avec Chennevières-sur-Marne se réduit"),
        ("down", 7.2, 7.7, "L’écart avec Chennevières-sur-Marne se creuse"),
        ("none", -7.2, -7.7, "L’écart avec Chennevières-sur-Marne se creuse"),
        ("down", -1.0, 2.0, "L’écart avec Chennevières-sur-Marne s’est inversé"),
        ("down", 3.0, 3.01, "L’écart avec Chennevières-sur-Marne ne change pas"),
        ("down", -5.9, -8.9, "L’avantage sur Chennevières-sur-Marne s’accroît"),
        ("down", -8.9, -5.9, "L’avantage sur Chennevières-sur-Marne se réduit"),
        ("up", 7.2, 7.7, "L’avantage sur Chennevières-sur-Marne s’accroît"),
    ],
)
def test_how_the_gap_moves(indicator, series, names, standing, direction, then, now, told):
    gap = standing(
        measure="gap",
        reference="COM94019",
        baseline_period=date(2014, 12, 31),
        baseline_value=then,
        current_period=date(2019, 12, 31),
        current_value=now,
        change=now - then,
    )
    share = indicator("percent", period_kind="year", direction=direction)
    found = summary(share, [series({2019: 34.7})], names, gap_standing=gap)
    assert f"{told} : " in found
    assert found.count(". ") == 1
    assert "L’écart" not in summary(indicator(), [series({2019: 34.7})], names, gap_standing=gap)
    assert "L’écart" not in summary(share, [series({2019: 34.7})], {"QP094027": "x"}, gap_standing=gap)


def test_a_gap_with_a_target_and_in_doubt(indicator, series, names, standing):
    gap = standing(
        measure="gap",
        reference="COM94019",
        baseline_period=date(2014, 12, 31),
        baseline_value=-5.4,
        current_period=date(2019, 12, 31),
        current_value=-5.1,
        change=0.3,
        significant=False,
        target_value=-2.0,
        deadline=date(2024, 12, 31),
        is_demo=True,
    )
    own, reference = series({2014: 49.5, 2019: 57.5}), series({2014: 54.9, 2019: 62.6}, "COM94019")
    unsure = standing(
        significant=False, current_period=date(2019, 12, 31), baseline_period=date(2014, 12, 31), change=8.0
    )
    found = summary(
        indicator("percent", period_kind="year"), [own], names, reference=reference, standing=unsure, gap_standing=gap
    )
    assert found == (
        "Le Bois L’Abbé : 57,5 % en 2019, soit 8,0 points de plus qu’en 2014 (évolution non significative). "
        "L’écart avec Chennevières-sur-Marne n’évolue pas significativement : −5,1 points en 2019, −5,4 points en 2014 ; "
        "cible : −2,0 points en 2024 (accélération nécessaire). La cible est une donnée de démonstration."
    )


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("result", {"status": "limited"}, " (progrès limité)."),
        (
            "result",
            {"status": "not_assessable", "reason": "break_between"},
            " (non évaluable : rupture de série depuis la valeur initiale).",
        ),
        ("result", {"status": "not_assessable", "reason": "no_direction"}, "."),
        ("context", {"status": "not_assessable", "reason": "context"}, "."),
    ],
)
def test_the_status_of_the_gap_is_told(indicator, series, names, standing, kind, changes, told):
    gap = standing(
        measure="gap",
        reference="COM94019",
        current_period=date(2019, 12, 31),
        current_value=-5.1,
        target_value=-2.0,
        deadline=date(2024, 12, 31),
        **changes,
    )
    share = indicator("percent", period_kind="year", kind=kind)
    found = summary(share, [series({2019: 57.5})], names, gap_standing=gap)
    assert found.endswith(f"cible : −2,0 points en 2024{told}")
    aimless = summary(
        share, [series({2019: 57.5})], names, gap_standing=standing(**{**asdict(gap), "target_value": None})
    )
    assert aimless.endswith("est de −5,1 points en 2019.")


def test_nothing_published(indicator, series, names):
    told = summary(indicator(), [series({2016: "secret"})], names)
    assert told == "Le Bois L’Abbé : aucune valeur publiée. Couvert par le secret statistique."
    assert summary(indicator(), [], names) == "Aucune valeur publiée"


def test_titles(indicator, series, names):
    own = series({2016: 1438, 2021: 1332, 2022: "secret"})
    title = charts.target_title(indicator(), [own], None, None, names, "fr")
    assert title == "Demandeurs d’emploi, Le Bois L’Abbé, 2016–2021"
    other = series({2016: 4}, "QP094001")
    assert charts.target_title(indicator(), [own, other], None, None, names, "en") == (
        "Job seekers, 2 neighbourhoods, 2016–2021"
    )


def test_both_languages_have_the_same_texts():
    for area in ("charts.", "maps."):
        french = {key for key in texts.keys("fr") if key.startswith(area)}
        assert french
        assert french == {key for key in texts.keys("en") if key.startswith(area)}


NOTED = [
    (None, "Pas de ligne de comparaison\u00a0: Val-de-Marne n’a aucun chiffre de cet indicateur sur ces années."),
    (
        {2016: "secret"},
        "Pas de ligne de comparaison\u00a0: le chiffre de Val-de-Marne n’est pas montré, couvert par le secret statistique.",
    ),
    (
        {2016: 51234},
        "Pas de ligne de comparaison\u00a0: Val-de-Marne (51\u202f234 au 31\u00a0décembre 2016) est hors de l’échelle de ce graphique.",
    ),
    (
        {2009: 900, 2010: 910},
        "Pas de ligne de comparaison\u00a0: les chiffres de Val-de-Marne sont d’autres années (2009–2010).",
    ),
    ({2016: 900}, ""),
]


@pytest.mark.parametrize(("values", "said"), NOTED)
def test_a_chart_without_a_line_of_the_reference_says_why(indicator, series, values, said):
    reference = None if values is None else series(values, "DEP94")
    shown = Trajectory(
        indicator=indicator(), series=(series({2016: 1438, 2017: 1400}),), reference=reference, target=None, breaks=(),
        names={"QP094027": "Le Bois L’Abbé", "DEP94": "Val-de-Marne"}, chosen="DEP94",
    )  # fmt: skip
    assert plain(charts.reference_note(shown, "fr")) == plain(said)
    figure = charts.trajectory_figure(shown, "fr", False, 600)
    drawn = any(one.get("name") == "Val-de-Marne" for one in figure["data"] if any(v is not None for v in one["y"]))
    assert drawn == (not said)


def test_where_no_reference_is_chosen_nothing_is_missing(indicator, series):
    shown = Trajectory(
        indicator=indicator(), series=(series({2016: 1438}),), reference=None, target=None, breaks=(), names={}
    )
    assert charts.reference_note(shown, "fr") == ""
