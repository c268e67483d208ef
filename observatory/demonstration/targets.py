"""The invented targets: they start from an observed value and go to their deadline by yearly milestones."""

from dataclasses import dataclass
from datetime import date

from observatory.demonstration.folder import (
    COMMUNE,
    OTHER_NEIGHBOURHOODS,
    WHOLE,
    Folder,
    Key,
    Row,
    lines,
    number,
    period_of,
)

AMENDMENT_DAY = date(2020, 11, 18)
NOTE = "Cible de démonstration, à valider par le comité de pilotage."
NOTE_AMENDED = "Cible de démonstration, revue par avenant en 2020 après la crise sanitaire."

TARGETS = """
# Contract of Chennevières.
# indicator measure reference baseline deadline value path [value of the 2020 amendment]
# Territory: the whole neighbourhood, or the commune for figures that exist for communes only.
TRA-01 level - 2014 2024 33 linear
TRA-01 gap QPV-ALL 2016 2024 -9 linear
TRA-10 level - 2014 2024 16500 linear
TRA-10 gap COM94019 2014 2024 -6500 late
TRA-24 level - 2015 2024 22 linear
TRA-03 level - 2015 2024 70 linear
TRA-04 level - 2015 2024 45 linear
TRA-05 level - 2015 2024 100 early
DE-ABC level - 2016 2024 1150 late 1200
EMP-02 level - 2010 2024 55 linear
EMP-03 level - 2016 2024 36 linear 38
EMP-03 gap QPV-ALL 2016 2024 -5 linear
EMP-30 level - 2016 2024 14 linear
EMP-32 level - 2016 2024 22 early
EMP-33 level - 2016 2024 17 linear
EMP-04 level - 2015 2024 470 linear
EMP-06 level - 2015 2024 45 linear
EMP-07 level - 2015 2024 30 linear
EMP-10 level - 2015 2023 50 linear
EMP-11 level - 2015 2024 19000 late 17500
EMP-12 level - 2015 2024 60 linear
EMP-15 level - 2015 2024 95 linear
EMP-16 level - 2015 2024 65 linear
EMP-17 level - 2015 2024 40 late
EMP-18 level - 2015 2024 60 linear
EMP-18 gap COM94019 2015 2024 -2 linear
EMP-19 level - 2015 2024 70 linear
EMP-24 level - 2015 2024 40 early
HAB-01 level - 2015 2024 90 late 80
HAB-03 level - 2015 2024 45 linear
HAB-04 level - 2015 2024 90 linear
HAB-08 level - 2015 2024 75 early
HAB-09 level - 2015 2024 85 linear
HAB-09 gap COM94019 2015 2024 -4 linear
HAB-11 level - 2016 2023 68 linear
HAB-11 gap COM94019 2016 2023 -4 linear
HAB-12 level - 2015 2024 120 linear
HAB-13 level - 2015 2024 16 linear
HAB-14 level - 2015 2024 25 linear
HAB-17 level - 2015 2024 70 linear
HAB-21 level - 2022 2024 1.2 linear
EDU-02 level - 2017 2024 30 linear
EDU-04 level - 2015 2024 260 linear
EDU-05 level - 2015 2024 160 early 150
EDU-06 level - 2015 2024 70 linear
EDU-09 level - 2015 2024 380 linear
EDU-11 level - 2015 2024 78 linear
EDU-14 level - 2015 2024 90 linear
EDU-15 level - 2015 2024 13 linear
PRE-01 level - 2015 2024 170 linear
PRE-04 level - 2015 2024 10 linear
PRE-05 level - 2015 2024 80 linear
PRE-08 level - 2015 2024 520 early
PRE-09 level - 2015 2024 20 linear
PRE-11 level - 2015 2024 240 linear 225
PRE-11F level - 2015 2024 50 linear
PRE-13 level - 2016 2023 30 linear
PRE-13 gap COM94019 2016 2023 6 linear
SAN-02 level - 2015 2024 9 linear
SAN-02 gap COM94019 2015 2024 2 linear
SAN-05 level - 2015 2024 390 linear
SAN-06 level - 2015 2024 55 linear
SAN-07 level - 2015 2024 45 linear
SAN-07 gap COM94019 2015 2024 -3 linear
SAN-08 level - 2015 2024 20 linear
SAN-10 level - 2015 2024 110 linear
"""

EPT_TARGETS = """
# Contract of Grand Paris Sud Est Avenir, one target a neighbourhood.
# indicator measure reference baseline deadline change
DE-ABC level - 2016 2024 -0.15
EMP-03 level - 2016 2024 -0.1
TRA-10 gap DEP94 2014 2024 -0.12
EDU-05 level - 2015 2024 0.3
HAB-09 level - 2015 2024 0.25
SAN-09 level - 2015 2024 0.5
"""


def targets_and_milestones(folder: Folder, demo: dict[Key, float]) -> tuple[list[Row], list[Row]]:
    """Rows of targets.csv and milestones.csv for both contracts; `demo` holds the invented values by key."""
    known = {**folder.official, **demo}
    targets: list[Row] = []
    milestones: list[Row] = []
    for line in lines(TARGETS):
        indicator, measure, reference, first, last, value, path, *amended = line.split()
        place = COMMUNE if folder.indicators[indicator]["finest_level"] == "commune" else WHOLE
        target = Target("chennevieres", indicator, place, measure, reference.strip("-"), int(first), int(last), path)
        rows, steps = target.rows(folder, known, float(value), [float(v) for v in amended])
        targets += rows
        milestones += steps
    for line in lines(EPT_TARGETS):
        indicator, measure, reference, first, last, change = line.split()
        for place in (*OTHER_NEIGHBOURHOODS, WHOLE):
            target = Target("gpsea", indicator, place, measure, reference.strip("-"), int(first), int(last), "linear")
            baseline = target.baseline(folder, known)
            if baseline is None:
                continue
            rounding = 100 if folder.indicators[indicator]["unit"] == "eur" else 1
            goal = rounding * round(baseline * (1 + float(change)) / rounding)
            rows, steps = target.rows(folder, known, float(goal), [])
            targets += rows
            milestones += steps
    return targets, milestones


@dataclass(frozen=True)
class Target:
    """A target of a contract, on the level of an indicator or on its gap to a reference territory."""

    contract: str
    indicator: str
    territory: str
    measure: str
    reference: str
    first: int
    last: int
    path: str

    def baseline(self, folder: Folder, known: dict[Key, float]) -> float | None:
        """The observed value that the target starts from; a gap is neighbourhood minus reference."""
        period = period_of(folder, self.indicator, self.first)
        level = _value(folder, known, self.indicator, self.territory, period)
        if self.measure == "level" or level is None:
            return level
        reference = _value(folder, known, self.indicator, self.reference, period)
        # The difference of two published decimals is a decimal: binary noise must not reach the file.
        return None if reference is None else round(level - reference, 9)

    def rows(
        self, folder: Folder, known: dict[Key, float], value: float, amended: list[float]
    ) -> tuple[list[Row], list[Row]]:
        """Rows of targets.csv and milestones.csv: the initial target, then one for every amended value."""
        baseline = self.baseline(folder, known)
        if baseline is None:
            raise KeyError(f"no observation to start the target from: {self.indicator} {self.territory} {self.first}")
        shown = int(folder.indicators[self.indicator]["decimals"])
        key = {
            "contract": self.contract,
            "indicator": self.indicator,
            "territory": self.territory,
            "measure": self.measure,
        }
        targets, milestones = [], []
        for amendment, goal in enumerate((value, *amended)):
            targets.append(
                {
                    **key,
                    "reference": self.reference,
                    "baseline_period": period_of(folder, self.indicator, self.first),
                    "baseline_value": number(baseline),
                    "deadline": f"{self.last}-12-31",
                    "value": number(goal),
                    "amendment": str(amendment),
                    "amended_on": AMENDMENT_DAY.isoformat() if amendment else "",
                    "origin": "demo",
                    "note_fr": NOTE_AMENDED if amendment else NOTE,
                }
            )
            for year in range(self.first + 1 if not amendment else 2021, self.last):
                done = (year - self.first) / (self.last - self.first)
                done = {"linear": done, "late": done**1.7, "early": done**0.6}[self.path]
                step = number(round(baseline + (goal - baseline) * done, shown))
                period = period_of(folder, self.indicator, year)
                milestones.append(
                    {**key, "amendment": str(amendment), "period": period, "value": step, "reference": self.reference}
                )
        return targets, milestones


def _value(folder: Folder, known: dict[Key, float], indicator: str, territory: str, period: str) -> float | None:
    """The observed value, or the derived one where the indicator is computed from two others."""
    found = known.get((indicator, territory, period))
    rule = folder.derivations.get(indicator)
    if found is not None or rule is None or rule["kind"] == "relative_gap":
        return found
    above = known.get((rule["numerator"], territory, period))
    below = known.get((rule["denominator"], territory, period))
    if above is None or not below:
        return None
    return (100 if rule["kind"] == "share" else 1) * above / below
