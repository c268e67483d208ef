"""The heaviest files that get past the door end in a sentence: ten seconds of processor, a gigabyte for all processes.

Seconds of processor, because those of the clock depend on what else the machine does; CAP_QUARTIERS_TELL prints what each cost.
"""

import io
import json
import os
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 2**30
MOST_SECONDS = 10.0
"""Of processor, of the reader and of the processes that it starts."""
HANGS = 120
"""Seconds of the clock after which a reader hangs."""
TOO_LONG = "demande plus de"
READER = """
import resource, sys
from pathlib import Path
from observatory.publication.staging import Given, stage
from observatory.publication.vocabulary import vocabulary
from observatory.errors import DashboardError
known = vocabulary(Path("data"))
content = Path(sys.argv[1]).read_bytes()
def spent():
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, whose))
started = spent()
try:
    staged = stage([Given(Path(sys.argv[1]).name, content)], known)
    said = [p.sentence() for p in staged.problems]
except DashboardError as error:
    said = [error.message]
print(spent() - started)
print("\\n".join(said[:20]))
"""


@dataclass
class Cost:
    """Seconds of processor and largest number of bytes in memory of reading a file, and what was said of it."""

    seconds: float
    memory: int
    said: str


def cost(path: Path) -> Cost:
    """Read a file as a publication does, in a process of its own, and measure that process with its children."""
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak, ended = 0, threading.Event()

    def look() -> None:
        nonlocal peak
        process = psutil.Process(reader.pid)
        while not ended.wait(0.02):
            total = 0
            for one in _family(process):
                try:
                    total += one.memory_info().rss
                except psutil.Error:
                    continue
            peak = max(peak, total)

    watcher = threading.Thread(target=look)
    watcher.start()
    out, told = reader.communicate(timeout=HANGS)
    ended.set()
    watcher.join()
    assert reader.returncode == 0, told[-2000:]
    seconds, _, said = out.partition("\n")
    return Cost(float(seconds), peak, said.replace("\u202f", " ").replace("\u00a0", " "))


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def narrow() -> bytes:
    return b"\xef\xbb\xbfa;b\n" + b"1234567;\xf0\x9f\x98\x80\n" * 2_900_000


def rows_of_unknown_places() -> bytes:
    path = ROOT / "tests" / "sources" / "files" / "donnee-dep-2017.csv"
    head, *rows = path.read_bytes().splitlines(keepends=True)
    width = head.count(b";") + 1
    strange = [b"X" + row for row in rows] * (min(480_000, 5_900_000 // width) // len(rows))
    return head + b"".join(rows) * 100 + b"".join(strange)


def full_book() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(6_000):
        sheet.write_row(row, 0, [f"case {row} {column}" for column in range(100)])
    book.close()
    return target.getvalue()


def repeated_text() -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = '<c t="s"><v>0</v></c>' * 1000
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 1000))
    return zipped(
        **{
            "[Content_Types].xml": (
                b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
                b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
            ),
            "_rels__.rels": (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                b'Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl__workbook.xml": (
                f'<workbook xmlns="{space}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl___rels__workbook.xml.rels": (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
                b'Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl__sharedStrings.xml": f'<sst xmlns="{space}"><si><t>{"long " * 6000}</t></si></sst>'.encode(),
            "xl__worksheets__sheet1.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
        }
    )


def endless_rows() -> bytes:
    return zipped(
        **{
            "content.xml": b'<office:body xmlns:table="urn:oasis:t" xmlns:office="urn:oasis:o"><table:table>'
            + b"<table:table-row/>" * 11_000_000
        }
    )


def shape_of(points: list[tuple[float, float]], **properties: str) -> bytes:
    feature = {
        "type": "Feature",
        "properties": properties or {"code_qp": "QP094027"},
        "geometry": {"type": "Polygon", "coordinates": [[*points, points[0]]]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def million_vertices() -> bytes:
    from math import cos, pi, sin

    count = 1_000_000
    turn = [2 * pi * n / count for n in range(count)]
    return shape_of([(2.551 + 0.004 * cos(a), 48.805 + 0.003 * sin(a)) for a in turn])


def many_shapes() -> bytes:
    from math import cos, pi, sin

    ring = [[2.551 + 0.004 * cos(2 * pi * n / 1000), 48.805 + 0.003 * sin(2 * pi * n / 1000)] for n in range(1000)]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    one = {"type": "Feature", "properties": {"code_qp": "QP094027"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [one] * 1000}).encode()


def scribble() -> bytes:
    chance = random.Random(7)
    return shape_of([(2.55 + chance.random() / 100, 48.8 + chance.random() / 100) for _ in range(200_000)])


def deep() -> bytes:
    return b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code_qp":' + b"[" * 30_000_000


HEAVY: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "narrow table with rare characters": ("a.csv", narrow, ""),
    "official table of unknown places": ("donnee-dep-2017.csv", rows_of_unknown_places, ""),
    "workbook of six hundred thousand texts": ("a.xlsx", full_book, ""),
    "one long text in a million cells": ("a.xlsx", repeated_text, TOO_LONG),
    "spreadsheet of eleven million rows": ("a.ods", endless_rows, ""),
    "a million vertices in one outline": ("a.geojson", million_vertices, ""),
    "a million vertices in a thousand outlines": ("a.geojson", many_shapes, "deuxième contour pour qp094027"),
    "a scribble that crosses itself everywhere": ("a.geojson", scribble, TOO_LONG),
    "nested a million times": ("a.geojson", deep, "ne se lit pas"),
}


@pytest.mark.parametrize("what", HEAVY)
def test_time_and_memory_are_bounded(what: str, tmp_path: Path) -> None:
    name, make, expected = HEAVY[what]
    path = tmp_path / name
    path.write_bytes(make())
    found = cost(path)
    if os.environ.get("CAP_QUARTIERS_TELL"):
        print(
            f"\n{what}: {path.stat().st_size / 2**20:.0f} MB, {found.seconds:.1f} s, {found.memory / 2**20:.0f} MB, {found.said[:200]}"
        )
    assert found.memory < MOST_BYTES
    assert found.seconds <= MOST_SECONDS
    # A busy machine gives up on what an idle one reads to its end.
    assert expected in found.said.lower() or TOO_LONG in found.said.lower(), found.said
