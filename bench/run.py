"""The bench: starts the product and its twins, measures them in turn, prints the figures and writes
RESULTS.md.

`python bench/run.py` takes about a quarter of an hour; `--quick` about three minutes, with fewer runs and its
figures printed only; `--country` adds 30,000 neighbourhoods (46 million figures, some minutes and gigabytes
more).
"""

import argparse
import asyncio
import hashlib
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import browser  # noqa: E402
import generate  # noqa: E402
import viewers  # noqa: E402
from browser import Moments, Peer, Place, Samples, median  # noqa: E402
from peers import static_page  # noqa: E402
from report import Line, console, markdown  # noqa: E402
from servers import Server, running  # noqa: E402

import pages  # noqa: E402

WORK = HERE / ".work"
DASH_ENVIRONMENT = HERE / ".venv-dash"
BUNDLE = ROOT / "data" / "observatory.duckdb"
AXES = ("employment", "housing", "education")
"""Axis pages on which the server's work is measured, so that changes are not answered from its caches."""
LOADED_ONLY = ("overview", "sheet")
THINK = (0.5, 1.5)
CROWD = 50
MEMORY_SECONDS = 400
LARGE, COUNTRY = 1_600, 30_000
Section = tuple[str, str, list[Line]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. rounds: visits of each page; first_visits: over the slow line; places: changes on
    each of AXES; seconds: how long a crowd stays; changes: of the memory test.
    """

    rounds: int
    first_visits: int
    places: int
    seconds: float
    changes: int


FULL = Plan(rounds=7, first_visits=5, places=40, seconds=30, changes=5_000)
QUICK = Plan(rounds=1, first_visits=1, places=15, seconds=5, changes=200)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def dash_environment() -> Path:
    """The folder of programs of the Dash twin's own virtual environment, made on first use."""
    wanted = hashlib.sha256((HERE / "requirements.txt").read_bytes()).hexdigest()
    stamp = DASH_ENVIRONMENT / "requirements.sha256"
    if not stamp.exists() or stamp.read_text() != wanted:
        _say("installing the Dash twin")
        subprocess.run([sys.executable, "-m", "venv", str(DASH_ENVIRONMENT)], check=True)
        pip = [str(DASH_ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "-r", str(HERE / "requirements.txt")], check=True)
        stamp.write_text(wanted)
    return DASH_ENVIRONMENT / "bin"


def database(neighbourhoods: int) -> Path:
    """The bundle (0), or the bundle with that many more neighbourhoods, made again when older than the
    bundle.
    """
    if not neighbourhoods:
        return BUNDLE
    path = WORK / f"{neighbourhoods}.duckdb"
    maker = Path(generate.__file__)
    if not path.exists() or path.stat().st_mtime < max(BUNDLE.stat().st_mtime, maker.stat().st_mtime):
        _say(f"generating {neighbourhoods:,} neighbourhoods")
        _say(f"{generate.enlarge(BUNDLE, path, neighbourhoods):,} figures")
    return path


@contextmanager
def product_on(path: Path) -> Iterator[Server]:
    """The product's own server, as `make run` starts it, on a database."""
    command = [sys.executable, "-m", "streamlit", "run", "observatory/server.py"]
    options = ["--server.port", "{port}", "--server.address", "127.0.0.1", "--server.headless", "true"]
    with running(
        "product",
        [*command, *options],
        folder=ROOT,
        log=WORK / "product.log",
        environment={"CAP_QUARTIERS_DATABASE": str(path)},
        ready_path="/_stcore/health",
    ) as server:
        yield server


def _twin_variables(path: Path, first: str, reference: str) -> dict[str, str]:
    outlines = WORK / f"{path.stem}.geojson"
    generate.write_outlines(path, outlines)
    return {
        "BENCH_DATABASE": str(path),
        "BENCH_OUTLINES": str(outlines),
        "BENCH_AXIS": pages.PAGE,
        "BENCH_FIRST": first,
        "BENCH_REFERENCE": reference,
    }


@contextmanager
def dash_on(variables: dict[str, str]) -> Iterator[Server]:
    """The Dash twin with two gunicorn workers of eight threads."""
    command = [
        str(dash_environment() / "gunicorn"),
        "--bind",
        "127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "8",
    ]
    with running(
        "Dash",
        [*command, "dash_app:server"],
        folder=HERE / "peers",
        log=WORK / "dash.log",
        environment=variables,
    ) as server:
        yield server


@contextmanager
def static_on(variables: dict[str, str]) -> Iterator[Server]:
    """The static twin."""
    os.environ.update(variables)
    folder = WORK / "static"
    static_page.write(folder)
    command = [sys.executable, str(HERE / "peers" / "static_page.py"), str(folder), "{port}"]
    with running("static page", command, folder=HERE, log=WORK / "static.log") as server:
        yield server


def _complete(moments: Sequence[Moments]) -> float:
    return median([m.complete for m in moments])


def _readable(moments: Sequence[Moments]) -> float:
    return median([m.readable for m in moments])


def browser_sections(plan: Plan, notes: list[str]) -> list[Section]:
    """Loads and changes in Chromium, product and twins in turn."""
    known = {place.code: place for place in pages.real_places(str(BUNDLE))}
    start = known.pop("QP094027")
    everywhere = list(known.values())
    with ExitStack() as stack:
        variables = _twin_variables(BUNDLE, start.code, "COM94019")
        ours = stack.enter_context(product_on(BUNDLE))
        dash = stack.enter_context(dash_on(variables))
        static = stack.enter_context(static_on(variables))
        peers: dict[str, Peer] = {
            "product": pages.product(ours.address),
            "multiples": pages.product(ours.address, multiples=True),
            "dash": pages.dash(dash.address),
            "static": pages.static(static.address),
            "overview": pages.overview(ours.address),
            "sheet": pages.sheet(ours.address),
        }
        chromium = stack.enter_context(browser.chromium())
        found = {name: Samples() for name in peers}
        profiles = {name: browser.warm_context(chromium, peer, start) for name, peer in peers.items()}
        chance = random.Random(22)
        for number in range(plan.rounds):
            _say(f"browser, round {number + 1} of {plan.rounds}")
            places = [start, *chance.sample(everywhere, 2)]
            for name, peer in peers.items():
                shown = [start] if name in LOADED_ONLY else places
                browser.measure_visit(profiles[name], peer, shown, found[name])
        for number in range(plan.first_visits):
            _say(f"slow line, visit {number + 1} of {plan.first_visits}")
            for name in ("product", "dash", "static"):
                browser.measure_first_visit(chromium, peers[name], start, found[name])
    for name, samples in found.items():
        notes += [f"Failed run ({peers[name].name}): {failure}" for failure in samples.failures]
    return [_warm_section(found), _first_visit_section(found)]


def _warm_section(found: dict[str, Samples]) -> Section:
    ours, multiples, dash, static = (found[name] for name in ("product", "multiples", "dash", "static"))
    dash_load, dash_change = _complete(dash.load), _complete(dash.change)
    static_load, static_change = _complete(static.load), _complete(static.change)

    def line(what: str, value: float, peer: float, floor: float, goal: float) -> Line:
        return Line(what, "ms", value, peer, floor, value / peer, "Dash", goal)

    lines = [
        line("Axis page, warm load", _complete(ours.load), dash_load, static_load, 0.8),
        line("… its figures readable (cards drawn)", _readable(ours.load), dash_load, static_load, 0.5),
        line("Change of neighbourhood", _complete(ours.change), dash_change, static_change, 0.45),
        Line(
            "… its figures readable",
            "ms",
            _readable(ours.change),
            _readable(dash.change),
            _readable(static.change),
        ),
        line("All small multiples on, warm load", _complete(multiples.load), dash_load, static_load, 0.9),
        line("All small multiples on, change", _complete(multiples.change), dash_change, static_change, 0.9),
        line("Overview, warm load", _complete(found["overview"].load), dash_load, static_load, 0.7),
        line("Neighbourhood sheet, warm load", _complete(found["sheet"].load), dash_load, static_load, 0.7),
        Line(
            "(Twins: charts and table drawn, map not awaited)",
            "ms",
            None,
            _readable(dash.load),
            _readable(static.load),
        ),
    ]
    saying = (
        f"Medians of {len(ours.load)} loads and {len(ours.change)} changes each, on the bundled data, "
        "in turn. "
        "A twin shows 12 charts, a map and a table at once."
    )
    return ("In the browser", saying, lines)


def _first_visit_section(found: dict[str, Samples]) -> Section:
    ours, dash, static = (found[name] for name in ("product", "dash", "static"))
    measured, peer, floor = (_complete(s.first_visit) for s in (ours, dash, static))
    received = [median(s.first_visit_bytes) / 1e6 for s in (ours, dash, static)]
    lines = [
        Line("First visit", "ms", measured, peer, floor, measured / peer, "Dash", 0.6),
        Line("… its cards readable", "ms", _readable(ours.first_visit), peer, floor, goal=2_000),
        Line("Received", "MB", received[0], received[1], received[2], decimals=1),
    ]
    saying = f"Empty cache, 10 Mbit/s, 40 ms (Chromium's own emulation); medians of {len(ours.first_visit)} visits."
    return ("First visit from a town hall", saying, lines)


@dataclass(frozen=True, slots=True)
class Work:
    """Milliseconds of one change as one viewer's session sees it, and of the server's processors."""

    answer: float
    processor: float
    first_page: float


def server_work(path: Path, plan: Plan) -> Work:
    """One viewer changes the neighbourhood of one contract on each of AXES, each neighbourhood once."""
    contracts = pages.contracts(str(path))
    generated = [name for name in contracts if name.startswith(generate.CONTRACTS)]
    chance = random.Random(23)
    with product_on(path) as server:
        seconds: list[float] = []
        first: list[float] = []
        warm = viewers.StreamlitViewer(server.address, AXES[0], {}, pages.WIDGET)
        asyncio.run(viewers.one_by_one(warm, pages.real_places(str(path))[:3]))
        spent = 0.0
        for axis in AXES:
            name = chance.choice(generated) if generated else ""
            places = contracts[name] if name else pages.real_places(str(path))
            query = {"contract": name} if name else {}
            viewer = viewers.StreamlitViewer(server.address, axis, query, pages.WIDGET)
            chosen = chance.sample(places, min(plan.places, len(places)))
            before = server.cpu_seconds()
            seconds += asyncio.run(viewers.one_by_one(viewer, chosen))
            spent += server.cpu_seconds() - before
            first.append(viewer.first_seconds)
    return Work(viewers.median_ms(seconds), spent / len(seconds) * 1000, statistics.median(first) * 1000)


def server_section(plan: Plan, country: bool) -> Section:
    """The server's work for one change, on databases of three sizes."""
    _say("server work, bundle")
    bundle = server_work(database(0), plan)
    _say("server work, 1,600 neighbourhoods")
    large = server_work(database(LARGE), plan)
    lines = [
        Line("One change, bundle", "ms", bundle.answer, goal=15, decimals=1),
        Line(
            "One change, 1,600 neighbourhoods (2.4 M figures)",
            "ms",
            large.answer,
            compared=large.answer / bundle.answer,
            compared_to="bundle",
            goal=1.5,
            decimals=1,
        ),
    ]
    processor = [("bundle", bundle), ("1,600 neighbourhoods", large)]
    if country:
        _say("server work, 30,000 neighbourhoods")
        whole = server_work(database(COUNTRY), plan)
        processor.append(("30,000 neighbourhoods", whole))
        ratio = whole.answer / bundle.answer
        lines.append(
            Line(
                "One change, 30,000 neighbourhoods (46 M figures)",
                "ms",
                whole.answer,
                compared=ratio,
                compared_to="bundle",
                goal=3,
                decimals=1,
            )
        )
    lines += [
        Line(f"Processor time of one change, {name}", "ms", work.processor, decimals=1) for name, work in processor
    ]
    lines += [Line(f"First page of a session, {name}", "ms", work.first_page) for name, work in processor]
    saying = (
        "One viewer's WebSocket session, alone: from sending the choice to the server's word that the page "
        "is finished. Each neighbourhood is chosen once, so no answer comes ready from a cache of the server."
    )
    return ("Server work for one change", saying, lines)


def _cast(server: Server, contracts: dict[str, list[Place]], count: int) -> list[tuple[viewers.Viewer, list[Place]]]:
    """`count` readers of the product, each of another contract as long as there are enough."""
    names = list(contracts)
    random.Random(24).shuffle(names)
    cast: list[tuple[viewers.Viewer, list[Place]]] = []
    for number in range(count):
        name = names[number % len(names)]
        viewer = viewers.StreamlitViewer(server.address, pages.PAGE, {"contract": name}, pages.WIDGET)
        cast.append((viewer, contracts[name]))
    return cast


def crowd_sections(plan: Plan, notes: list[str]) -> list[Section]:
    """Fifty and a hundred viewers, then the memory of many changes; with 1,600 neighbourhoods."""
    path = database(LARGE)
    contracts = {
        name: places for name, places in pages.contracts(str(path)).items() if name.startswith(generate.CONTRACTS)
    }
    everywhere = [place for places in contracts.values() for place in places]
    variables = _twin_variables(path, everywhere[0].code, "DEP94")
    found: dict[tuple[str, int], viewers.Load] = {}
    for count in (CROWD, 2 * CROWD):
        _say(f"{count} viewers, product")
        with product_on(path) as server:
            found["product", count] = asyncio.run(viewers.crowd(_cast(server, contracts, count), plan.seconds, THINK))
        _say(f"{count} viewers, Dash")
        with dash_on(variables) as server:
            cast = [(viewers.DashViewer(server.address), everywhere) for _ in range(count)]
            found["dash", count] = asyncio.run(viewers.crowd(cast, plan.seconds, THINK))
    for (name, count), load in found.items():
        notes += [f"{count} viewers, {name}: {error}" for error in sorted(set(load.errors))[:3]]
    return [_crowd_section(found, plan), _memory_section(path, contracts, plan)]


def _crowd_section(found: dict[tuple[str, int], viewers.Load], plan: Plan) -> Section:
    lines = []
    for count in (CROWD, 2 * CROWD):
        ours, dash = found["product", count], found["dash", count]
        for word, share, goal in (("p50", 0.5, 0.1), ("p95", 0.95, 0.3)):
            value, peer = ours.percentile(share), dash.percentile(share)
            wanted = goal if count == CROWD else None
            lines.append(
                Line(f"{count} viewers, change, {word}", "ms", value, peer, None, value / peer, "Dash", wanted)
            )
        # No change at all is no success either.
        errors = float(len(ours.errors)) if ours.changes else float("nan")
        lines.append(Line(f"{count} viewers, errors", "", errors, float(len(dash.errors)), goal=0))
        lines.append(Line(f"{count} viewers, changes a second", "", ours.rate, dash.rate, decimals=1))
        lines.append(
            Line(
                f"{count} viewers, first page of the session, median",
                "ms",
                viewers.median_ms(ours.first_pages),
                viewers.median_ms(dash.first_pages),
            )
        )
    saying = (
        f"1,600 neighbourhoods. Each viewer keeps a session for {plan.seconds:g} s, chooses a neighbourhood "
        f"at random, waits for the whole answer, thinks {THINK[0]:g} to {THINK[1]:g} s. The product is one "
        "process, Dash two gunicorn workers; the twin's map is not redrawn at a change."
    )
    return ("Many viewers at once", saying, lines)


def _memory_section(path: Path, contracts: dict[str, list[Place]], plan: Plan) -> Section:
    _say(f"memory over {plan.changes:,} changes")
    every = max(plan.changes // 50, 1)
    with product_on(path) as server:
        cast = _cast(server, contracts, 4)
        samples = asyncio.run(viewers.churn(cast, plan.changes, MEMORY_SECONDS, every, server.memory_mb))
    made = samples[-1][0]
    early = median([mb for done, mb in samples if 0.2 * made <= done <= 0.4 * made])
    late = median([mb for done, mb in samples if done >= 0.8 * made])
    lines = [
        Line("Largest", "MB", max(mb for _, mb in samples), goal=400),
        Line("Last fifth of the changes", "MB", late, compared=late / early, compared_to="second fifth", goal=1.05),
    ]
    saying = (
        f"Resident memory of the product's process over {made:,} changes of four viewers without a pause, "
        "1,600 neighbourhoods; flat is within 5 %."
    )
    return ("Memory", saying, lines)


OTHERS = {
    "progress.py": "Progress, computed at publication",
    "exports.py": "Files that leave the tool",
    "deck.py": "The committee's deck",
    "explore.py": "A change of filter on the explore page, 2.4 M figures",
}


def other_benches() -> str:
    """What the benches that need no twin print, as the end of RESULTS.md."""
    parts = []
    for script, title in OTHERS.items():
        _say(title)
        told = subprocess.run([sys.executable, str(HERE / script)], cwd=ROOT, capture_output=True, text=True)
        # Streamlit warns of runs without a browser.
        lines = [line for line in told.stdout.splitlines() if "missing ScriptRunContext" not in line]
        parts.append(f"## {title}\n\n`python bench/{script}`:\n\n```\n" + "\n".join(lines) + "\n```\n")
        if told.returncode not in (0, 1):
            parts.append(f"It failed: {told.stderr.strip().splitlines()[-1:]}\n")
    return "\n".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """Run the bench; 0 whatever the verdicts, which are for the reader."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few runs, about three minutes, RESULTS.md untouched")
    parser.add_argument("--country", action="store_true", help="also 30,000 neighbourhoods")
    parser.add_argument("--only", choices=("browser", "server", "crowd"), help="one part, RESULTS.md untouched")
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else FULL
    WORK.mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-m", "observatory", "build", "--if-needed"], cwd=ROOT, check=True)
    busy = os.getloadavg()[0]
    notes: list[str] = []
    sections: list[Section] = []
    if options.only in (None, "browser"):
        sections += browser_sections(plan, notes)
    if options.only in (None, "server"):
        sections.append(server_section(plan, options.country))
    if options.only in (None, "crowd"):
        sections += crowd_sections(plan, notes)
    print(console(sections))
    print("\n".join(notes))
    if options.quick or options.only:
        return 0
    about = [
        "A load or a change is over at the last change of what is on the screen (text, lines and areas "
        "drawn, cards), painted; `bench/README.md` says how.",
        "The product opens with cards, one chart and the map; its small multiples and table are drawn on "
        "request, the twins' charts and table at once.",
        "Twins: Dash 4.4.1 as its tutorial writes it (uncompressed, as gunicorn serves it; its map is MapLibre's, "
        "as plotly express draws it); static page with the same figures, its files compressed once.",
        f"Load of the machine before the start: {busy:.1f}.",
    ]
    others = other_benches()
    print(others)
    (HERE / "RESULTS.md").write_text(markdown(sections, [*about, *notes]) + "\n" + others, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
