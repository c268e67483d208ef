"""The year of a file, and from it the date that its figures are about, with how sure that date is."""

import datetime
import re

from observatory.errors import DashboardError
from observatory.sources.declaration import Layout, Vintage
from observatory.sources.headers import Header
from observatory.sources.problems import Problem, quoted

EARLIEST, LATEST = 1990, 2100
REASONS = {"documented": "", "deduced": "vintage_deduced", "supposed": "vintage_supposed"}


def file_year(
    layout: Layout, top: Header, name: str, digest: str, given: int | None, problems: list[Problem]
) -> tuple[int | None, str]:
    """The year of the file (None when each row has its own) and the two digits that stand for {yy} in its columns.

    given: year that a person states, which wins. Raises DashboardError when the file has no year, or several.
    """
    if layout.year_column:
        return None, ""
    found = layout.name.search(name)
    named = found.groupdict().get("year") if found else None
    if layout.year_suffix:
        suffixes = top.years(layout.year_suffix)
        if len(suffixes) != 1:
            raise DashboardError(
                "Millésime ambigu",
                f"{name} : les noms de colonnes donnent plusieurs années ({', '.join(sorted(suffixes))}).",
            )
        yy = next(iter(suffixes))
        of_columns = 2000 + int(yy)
        in_name = [int(text) for text in re.findall(r"(?<!\d)(20\d{2})(?!\d)", name)]
        if in_name and of_columns not in in_name:
            problems.append(
                Problem(
                    "warning",
                    name,
                    (),
                    "",
                    f"l'année {in_name[0]} que dit le nom du fichier",
                    f"les colonnes sont de {of_columns}, qui est retenu",
                )
            )
        return of_columns, yy
    year = given or layout.known.get(digest) or (int(named) if named else None)
    if year is None:
        raise DashboardError(
            "Millésime inconnu",
            f"{name} : rien ne dit l'année de « {layout.title_fr} » ; "
            "renommez le fichier avec son année, par exemple « …_2023 ».",
        )
    return year, f"{year % 100:02d}"


def row_year(text: str) -> int | None:
    """The year in a cell: `2016`, `16`, `2022-2023` (the first one), or None."""
    match = re.fullmatch(r"\s*(\d{4}|\d{2})(?:\s*[-/]\s*(?:\d{4}|\d{2}))?(?:\.0)?\s*", text)
    if match is None:
        return None
    year = int(match[1])
    year += 2000 if year < 100 else 0
    return year if EARLIEST <= year <= LATEST else None


def period(vintage: Vintage, year: int) -> tuple[datetime.date, str] | None:
    """The date that figures of a file of `year` are about, and the reason code of its certainty.

    None when the year is not declared and must be.
    """
    if vintage.only_years and year not in vintage.years:
        return None
    about = vintage.years.get(year, year + vintage.offset)
    certainty = vintage.certainty
    if year in vintage.documented:
        certainty = "documented"
    elif year in vintage.deduced:
        certainty = "deduced"
    return datetime.date(about, vintage.month, vintage.day), REASONS[certainty]


def undeclared(layout: Layout, name: str, year: int, columns: str) -> Problem:
    """The finding that the figures of a new year are about an unknown date, and the line that would say it."""
    return Problem(
        "error",
        name,
        (),
        columns,
        f"une ligne « {year} = … » dans `years` du format {layout.layout} (data/sources.toml)",
        f"la date de ces chiffres n'est pas déclarée pour l'année {quoted(str(year))}",
    )
