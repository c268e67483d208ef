"""`data/sources.toml` says everything it must, and says where it is wrong."""

import csv
from pathlib import Path

import pytest

from observatory.errors import DashboardError
from observatory.sources import Declaration, load

ROOT = Path(__file__).resolve().parents[2]
TOML = ROOT / "data" / "sources.toml"


def test_every_source_can_be_credited(declaration: Declaration) -> None:
    for source in declaration.sources.values():
        assert source.publisher and source.title_fr and source.title_en and source.licence
        assert source.credit_fr and source.credit_en
        assert source.url == "" or source.url.startswith("https://")


def test_every_source_but_the_partners_and_the_demonstration_has_a_layout(declaration: Declaration) -> None:
    used = {block.source for layout in declaration.layouts for block in layout.blocks}
    used |= {kind.source for kind in declaration.perimeters}
    assert set(declaration.sources) - used <= {"demo", "local"}


def test_every_indicator_is_in_the_catalogue(declaration: Declaration) -> None:
    path = ROOT / "data" / "contract" / "indicators.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        catalogue = {row["indicator"] for row in csv.DictReader(file, delimiter=";")}
    assert declaration.indicators() <= catalogue


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('certainty = "documented"', 'certainty = "sure"', "« sure »"),
        ('source = "rpls"', 'source = "sdes"', "« sdes »"),
        ('empty = "secret"', 'empty = "hidden"', "« hidden »"),
        ('title_fr = "Base permanente des équipements"\n', 'title_fr = ""\nencoding = "latin-0"\n', "« latin-0 »"),
        ("requires = ", "required = ", "requires"),
        ('day = "12-31"', 'day = "31 décembre"', "qpv-ipro"),
        ("'^QP\\d{2}", "'^QP(\\d{2}", "qpv-ipro"),
        ("[scope]", "[scope", "sources.toml"),
    ],
)
def test_a_mistake_is_one_french_sentence(tmp_path: Path, before: str, after: str, words: str) -> None:
    path = tmp_path / "sources.toml"
    text = TOML.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(DashboardError) as caught:
        load(path)
    assert words in caught.value.message


def test_a_missing_declaration_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match=r"sources\.toml"):
        load(tmp_path / "sources.toml")
