"""How long files take: PPTX of 20 slides, PDF of 20 pages and more, XLSX of all that an axis page shows, PNG and SVG.

Run from the repository: `python bench/exports.py`. Prints milliseconds, best of five after a first one that loads
the libraries (given too), and fails when a file takes longer than it may.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ROUNDS = 5
MOST = {"pptx": 3000.0, "pdf": 3000.0, "xlsx": 1000.0, "png": 1000.0, "svg": 200.0}
"""Milliseconds that each kind of file may take, the first one included."""


def _timed(make: Callable[[], bytes]) -> tuple[float, float, int]:
    """Milliseconds of the first file and of the best of the next, and its bytes."""
    taken = []
    size = 0
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        size = len(make())
        taken.append((time.perf_counter() - start) * 1000)
    return taken[0], min(taken[1:]), size


def main() -> int:
    """Measure each kind of file on the repository's own data."""
    from observatory import answers, committee, database, reports, tables
    from observatory.selection import Selection

    release = database.identity()
    known = answers.catalogue(release)
    contract = next(iter(known.contracts.values()))
    selection = Selection(
        contract.contract, contract.territories[:1], contract.reference, 2010, 2024, "fr", False, True, release
    )
    deck = committee.deck(selection)
    deck = replace(deck, slides=deck.slides[:20])
    report = reports.annual(selection)
    view = answers.axis("employment", selection)
    shown = [c.indicator for c in view.cards]
    chart = next(slide.chart for slide in deck.slides if slide.chart is not None)

    def pptx() -> bytes:
        from observatory.exports.slideshow import pptx_bytes

        return pptx_bytes(deck)

    def pdf() -> bytes:
        from observatory.exports.report import pdf_bytes

        return pdf_bytes(report)

    def xlsx() -> bytes:
        from observatory.exports.about import about
        from observatory.exports.xlsx import Sheet, xlsx_bytes

        sheets = []
        for one in shown:
            lines = [s for (code, _), s in view.series.items() if code == one.indicator]
            sheets.append(Sheet(one.indicator, tables.series_table(one, lines, {}, known, "fr"), one.decimals))
        return xlsx_bytes(sheets, about("Emploi", shown, selection, known, answers.last_published(release)))

    def svg() -> bytes:
        from observatory.exports.svg import Wording, chart_svg

        words = Wording(chart.title, chart.summary, ("Source",))
        drawn = chart_svg(chart, "fr", words, width=960, alone=True)
        return drawn.encode()

    def png() -> bytes:
        from observatory.exports.picture import png_bytes

        return png_bytes(svg().decode())

    late = 0
    print(f"{'file':6}{'first ms':>10}{'best ms':>10}{'kB':>8}{'may take':>10}")
    for kind, make in (("pptx", pptx), ("pdf", pdf), ("xlsx", xlsx), ("svg", svg), ("png", png)):
        first, best, size = _timed(make)
        late += first > MOST[kind]
        print(f"{kind:6}{first:10.0f}{best:10.0f}{size / 1000:8.0f}{MOST[kind]:10.0f}")
    print(f"{len(deck.slides)} slides; report of {len(report.sections)} parts; workbook of {len(shown)} tables")
    return 1 if late else 0


if __name__ == "__main__":
    raise SystemExit(main())
