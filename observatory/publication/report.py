"""The report of a preview: sentences that say what it would do, and tables to read on a page or to download."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from observatory import formats, twins
from observatory.contract_tables import KINDS
from observatory.publication.contract_changes import counted, harmless
from observatory.publication.history import Release
from observatory.publication.preview import Preview
from observatory.sources.observations import table_to_csv
from observatory.texts import place_name, plural, text

MOST_DECIMALS = 4


def summary(preview: Preview, language: str) -> tuple[str, ...]:
    """What readers would see otherwise, one sentence a verdict that has figures, then the statuses of the dashboard."""
    if preview.comparison is None:
        return ()
    said = [
        plural(f"publish.count.{verdict}", preview.counts[verdict], language)
        for verdict in ("new", "changed", "removed", "consequence", "identical", "absent", "secret")
        if preview.counts[verdict]
    ]
    said += [
        plural(f"publish.outlines.{verdict}", preview.counts[f"outlines_{verdict}"], language)
        for verdict in ("new", "changed", "removed", "identical")
        if preview.counts[f"outlines_{verdict}"]
    ]
    said += [_table_said(preview, table, language) for table in KINDS if _table_said(preview, table, language)]
    if preview.counts["targets"]:
        said.append(plural("publish.contract.targets", preview.counts["targets"], language))
    key = "publish.count.statuses" if preview.counts["statuses"] else "publish.count.no_status"
    said.append(plural(key, preview.counts["statuses"], language))
    return tuple(said)


def warnings(preview: Preview, language: str) -> tuple[str, ...]:
    """What asks for a note: one sentence a problem or a kind of suspicious figure."""
    said = [problem.sentence(language) for problem in preview.warnings]
    said += [plural(f"publish.suspicion.{kind}", number, language) for kind, number in preview.suspicions.items()]
    if preview.changes_nothing:
        said.append(text("publish.changes_nothing", language))
    return tuple(said)


def figures(preview: Preview, language: str) -> pd.DataFrame:
    """One row per figure that is new, changed, removed or absent, in words."""
    if preview.comparison is None:
        return pd.DataFrame()
    rows = preview.comparison.figures
    was, becomes = _numbers(rows, "old_value", "new_value", language)
    return _worded(
        {
            "verdict": [text(f"publish.verdict.{verdict}", language) for verdict in rows["verdict"]],
            "indicator": rows[f"indicator_name_{language}"],
            "code": rows["indicator"],
            "territory": [place_name(name, language) for name in rows["territory_name"]],
            "territory_code": rows["territory"],
            "period": rows["period"].map(_day),
            "old": _values(rows, "old", was, language),
            "new": _values(rows, "new", becomes, language),
        },
        language,
    )


def outlines(preview: Preview, language: str) -> pd.DataFrame:
    """One row per outline that is given or changes, with what it was and will be, areas in hectares."""
    if preview.comparison is None:
        return pd.DataFrame()
    rows = preview.comparison.outlines
    return _worded(
        {
            "verdict": [text(f"publish.outline.{verdict}", language) for verdict in rows["verdict"]],
            "territory": [place_name(name, language) for name in rows["territory_name"]],
            "territory_code": rows["territory"],
            "old_area": [_hectares(area, language) for area in rows["old_hectares"]],
            "new_area": [_hectares(area, language) for area in rows["new_hectares"]],
            "old_precision": [_precision(precision, language) for precision in rows["old_precision"]],
            "new_precision": [_precision(precision, language) for precision in rows["new_precision"]],
        },
        language,
    )


def contract(preview: Preview, language: str) -> pd.DataFrame:
    """One row per cell of the contract's tables that changes, or per row that comes or goes, as the workbook of the language names them."""
    rows: list[tuple[str, str, str, str, str, str]] = []
    for one in preview.changes:
        head = (
            text(f"publish.contract.{one.table}", language),
            text(f"publish.verdict.{one.verdict}", language),
            one.key,
        )
        if one.verdict == "changed":
            rows += [(*head, *cell.said(language)) for cell in one.cells]
        else:
            colon, stop = (" : ", " ; ") if language == "fr" else (": ", "; ")
            told = [f"{column}{colon}{old or new}" for column, old, new in (cell.said(language) for cell in one.cells)]
            old, new = ("", stop.join(told)) if one.verdict == "new" else (stop.join(told), "")
            rows.append((*head, "", old, new))
    names = ("table", "verdict", "line", "column", "old", "new")
    return _worded({name: [row[n] for row in rows] for n, name in enumerate(names)}, language)


def targets(preview: Preview, language: str) -> pd.DataFrame:
    """One row per target or milestone that changes: of which amendment, what held before, what it becomes."""
    if preview.comparison is None:
        return pd.DataFrame()
    rows = preview.comparison.targets
    if rows.empty:
        return pd.DataFrame()
    was, becomes = _numbers(rows, "old_value", "new_value", language)
    replaced = [verdict == "new" and past != "" for verdict, past in zip(rows["verdict"], was, strict=True)]
    return _worded(
        {
            "verdict": [
                text(f"publish.verdict.{'amended' if after else verdict}", language)
                for verdict, after in zip(rows["verdict"], replaced, strict=True)
            ],
            "kind": [text(f"publish.goal.{'milestone' if one else 'target'}", language) for one in rows["milestone"]],
            "indicator": rows[f"indicator_name_{language}"],
            "territory": [place_name(name, language) for name in rows["territory_name"]],
            "old": was,
            "old_deadline": rows["old_period"].map(_day),
            "new": becomes,
            "new_deadline": rows["new_period"].map(_day),
            "amendment": [str(number) for number in rows["amendment"]],
            "measure": [text(f"publish.measure.{measure}", language) for measure in rows["measure"]],
            "code": rows["indicator"],
            "contract": rows["contract"],
        },
        language,
    )


def statuses(preview: Preview, language: str) -> pd.DataFrame:
    """One row per status of the dashboard that changes, in words."""
    if preview.comparison is None:
        return pd.DataFrame()
    rows = preview.comparison.statuses
    return _worded(
        {
            "contract": rows["contract"],
            "indicator": rows[f"indicator_name_{language}"],
            "code": rows["indicator"],
            "territory": [place_name(name, language) for name in rows["territory_name"]],
            "measure": [text(f"publish.measure.{measure}", language) for measure in rows["measure"]],
            "old": [_status(status, language) for status in rows["old_status"]],
            "new": [_status(status, language) for status in rows["new_status"]],
        },
        language,
    )


def suspicions(preview: Preview, language: str) -> pd.DataFrame:
    """One row per suspicious figure, with what it is held against."""
    if preview.comparison is None:
        return pd.DataFrame()
    rows = preview.comparison.suspicions
    values, others = _numbers(rows, "value", "other_value", language)
    return _worded(
        {
            "suspicion": [text(f"publish.kind.{kind}", language) for kind in rows["kind"]],
            "indicator": rows[f"indicator_name_{language}"],
            "code": rows["indicator"],
            "territory": [place_name(name, language) for name in rows["territory_name"]],
            "period": rows["period"].map(_day),
            "new": values,
            "other_period": rows["other_period"].map(_day),
            "other": others,
            "file": rows["file"],
            "row": rows["row"].map(lambda row: "" if pd.isna(row) else str(int(row))),
        },
        language,
    )


def problems(preview: Preview, language: str) -> pd.DataFrame:
    """One row per problem: severity, file, rows, column, what was expected, what was found."""
    return _worded(
        {
            "severity": [text(f"publish.severity.{problem.severity}", language) for problem in preview.problems],
            "file": [problem.file for problem in preview.problems],
            "row": [" ".join(map(str, problem.rows)) for problem in preview.problems],
            "column": [problem.column for problem in preview.problems],
            "expected": twins.in_language((problem.expected for problem in preview.problems), language),
            "found": twins.in_language((problem.found for problem in preview.problems), language),
        },
        language,
    )


def tables(preview: Preview, language: str) -> Mapping[str, pd.DataFrame]:
    """All tables of the report by their name, those that have rows."""
    made = {
        "problems": problems(preview, language),
        "suspicions": suspicions(preview, language),
        "contract": contract(preview, language),
        "targets": targets(preview, language),
        "statuses": statuses(preview, language),
        "figures": figures(preview, language),
        "outlines": outlines(preview, language),
    }
    return {text(f"publish.table.{name}", language): table for name, table in made.items() if len(table)}


def changed(release: Release, language: str) -> list[str]:
    """What a release of the ledger changed, counted when it was published, in words."""
    counts = release.counts
    said = [
        plural(f"publish.count.{name}", counts[name], language)
        for name in ("new", "changed", "removed", "contract_new", "contract_changed", "contract_removed")
        if counts.get(name)
    ]
    if counts.get("targets"):
        said.append(plural("publish.contract.targets", counts["targets"], language))
    return said + [
        plural(f"publish.outlines.{name}", counts[f"outlines_{name}"], language)
        for name in ("new", "changed", "removed")
        if counts.get(f"outlines_{name}")
    ]


def by_source(difference: Iterable[tuple[str, str, int]], language: str) -> list[str]:
    """What a release changed in the figures known before, one sentence a source."""
    sources: dict[str, list[str]] = {}
    for source, verdict, number in difference:
        sources.setdefault(source, []).append(plural(f"publish.difference.{verdict}", number, language))
    return [
        text("publish.history.of_source", language, source=source, counts=", ".join(said))
        for source, said in sources.items()
    ]


def to_csv(preview: Preview, language: str) -> bytes:
    """The whole report as one CSV file: the sentences, then each table under its name."""
    lines: list[tuple[str, ...]] = [(one,) for file in preview.files for one in twins.in_language(file.told, language)]
    lines += [(one,) for one in (*summary(preview, language), *warnings(preview, language))]
    for name, table in tables(preview, language).items():
        lines += [(), (name,), tuple(table.columns), *table.fillna("").astype(str).itertuples(index=False, name=None)]
    return table_to_csv((text("publish.report", language),), (tuple(map(harmless, line)) for line in lines))


def _table_said(preview: Preview, table: str, language: str) -> str:
    """How many rows of a table are new, changed, taken away and identical, as one sentence; empty when it is not given."""
    counts = {**counted(preview.changes).get(table, {}), "identical": preview.identical.get(table, 0)}
    said = [plural(f"publish.rows.{verdict}", number, language) for verdict, number in counts.items() if number]
    if not said:
        return ""
    name = text(f"publish.contract.{table}", language)
    return text("publish.contract.said", language, table=name, counts=", ".join(said))


def _worded(columns: Mapping[str, object], language: str) -> pd.DataFrame:
    return pd.DataFrame({text(f"publish.column.{name}", language): list(cells) for name, cells in columns.items()})  # type: ignore[call-overload]


def _values(rows: pd.DataFrame, which: str, numbers: Sequence[str], language: str) -> list[str]:
    """Numbers with the word for their absence, and the origin of demonstration figures and of those that change it."""
    columns = (f"{which}_status", f"{which}_origin", "old_origin", "new_origin")
    said = []
    for told, status, origin, was, becomes in zip(numbers, *(rows[name] for name in columns), strict=True):
        if not told and not pd.isna(status):
            told = text(f"publish.absent.{status}", language)  # noqa: PLW2901
        changes = isinstance(was, str) and isinstance(becomes, str) and was != becomes
        said.append(f"{told} ({text(f'publish.origin.{origin}', language)})" if origin == "demo" or changes else told)
    return said


def _numbers(rows: pd.DataFrame, one: str, other: str, language: str) -> tuple[list[str], list[str]]:
    """Two columns of numbers, those of a row with the indicator's decimals, or as many more as it takes to tell them apart."""
    said: tuple[list[str], list[str]] = ([], [])
    for first, second, usual in zip(rows[one], rows[other], rows["decimals"], strict=True):
        decimals = int(usual)
        if pd.notna(first) and pd.notna(second) and first != second:
            while decimals < MOST_DECIMALS and round(first, decimals) == round(second, decimals):
                decimals += 1
        for told, value in zip(said, (first, second), strict=True):
            told.append("" if pd.isna(value) else formats.number(float(value), decimals, language))
    return said


def _hectares(area: float, language: str) -> str:
    return "" if pd.isna(area) else formats.number(float(area), 1, language)


def _precision(precision: object, language: str) -> str:
    return text(f"publish.precision.{precision}", language) if isinstance(precision, str) else ""


def _day(period: object) -> str:
    return "" if pd.isna(period) else pd.Timestamp(period).date().isoformat()  # type: ignore[call-overload, arg-type]


def _status(status: object, language: str) -> str:
    return (
        text("publish.no_status_yet", language) if not isinstance(status, str) else text(f"status.{status}", language)
    )
