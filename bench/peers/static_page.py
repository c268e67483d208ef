"""The static twin of an axis page: the floor that no server-side product can beat by much.

`write` makes the folder once (a page, plotly.min.js, one JSON file a neighbourhood); running the module
serves it on 127.0.0.1, every file compressed once at start: `python static_page.py FOLDER PORT`.
"""

import gzip
import html
import json
import shutil
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>Page statique</title><script src="plotly.min.js"></script>
<body><select id="territory">%(options)s</select><h1 id="title"></h1>
<table id="table"></table><div id="map" style="height:420px"></div>
<div id="charts" style="display:grid;grid-template-columns:repeat(3,1fr)"></div>
<script>
const margin = {l: 30, r: 10, t: 40, b: 30};
async function draw(code) {
  const page = await (await fetch(`d/${code}.json`)).json();
  document.getElementById("title").textContent = page.name;
  const rows = [];
  page.charts.forEach((chart, k) => {
    let element = document.getElementById("chart" + k);
    if (!element) {
      element = document.createElement("div");
      element.id = "chart" + k;
      document.getElementById("charts").append(element);
    }
    const traces = chart.lines.map(l => ({x: l.x, y: l.y, name: l.name, mode: l.mode, line: {dash: l.dash}}));
    Plotly.react(element, traces, {title: {text: `${chart.title} · ${page.name}`}, height: 260, margin});
    rows.push(`<tr><td>${chart.title}</td>${chart.cells.map(c => `<td>${c ?? ""}</td>`).join("")}</tr>`);
  });
  document.getElementById("table").innerHTML = rows.join("");
}
async function drawMap() {
  const [readings, outlines] = await Promise.all(
    ["readings", "outlines"].map(name => fetch(name + ".json").then(r => r.json())));
  Plotly.newPlot("map",
    [{type: "choroplethmap", geojson: outlines, locations: readings.territories, z: readings.values}],
    {map: {style: "white-bg", zoom: 9.5, center: {lat: 48.78, lon: 2.47}}, height: 420,
     margin: {l: 0, r: 0, t: 0, b: 0}});
}
const choice = document.getElementById("territory");
choice.value = %(first)s;
choice.onchange = () => draw(choice.value);
draw(choice.value);
drawMap();
</script></body></html>
"""
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json"}


def write(folder: Path, limit: int = 60) -> None:
    """Write the page of what content.py names, for at most `limit` neighbourhoods."""
    # Only the writer needs these; the server starts without them.
    import plotly
    from peers import content

    connection = content.connect()
    names = dict(content.indicators(connection))
    codes = list(names)
    everywhere = content.neighbourhoods(connection)
    chosen = dict(
        [n for n in everywhere if n[0] == content.FIRST] + [n for n in everywhere if n[0] != content.FIRST][:limit]
    )
    (folder / "d").mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", folder)
    (folder / "outlines.json").write_text(json.dumps(content.outlines(), separators=(",", ":")))
    readings = connection.cursor().execute(content.READINGS, {"indicator": codes[0]}).fetchall()
    (folder / "readings.json").write_text(
        json.dumps({"territories": [r[0] for r in readings], "values": [r[1] for r in readings]})
    )
    for territory, name in chosen.items():
        question = {"territories": [territory, content.REFERENCE], "indicators": codes}
        rows = connection.cursor().execute(content.SERIES, question).fetchall()
        targets = connection.cursor().execute(content.TARGETS, {"territory": territory, "indicators": codes}).fetchall()
        charts = []
        for code in codes:
            lines: list[dict[str, Any]] = []
            for place, label, mode in (
                (territory, name, "lines+markers"),
                (content.REFERENCE, "référence", "lines"),
            ):
                points = [(r[2], r[3]) for r in rows if r[0] == code and r[1] == place]
                lines.append({"x": [p[0] for p in points], "y": [p[1] for p in points], "name": label, "mode": mode})
            target = next((t for t in targets if t[0] == code), None)
            if target is not None:
                path = {"x": [target[1], target[3]], "y": [target[2], target[4]], "name": "cible"}
                lines.append({**path, "mode": "lines", "dash": "dash"})
            known = [y for y in lines[0]["y"] if y is not None]
            cells = [known[-1], known[-1] - known[0]] if known else [None, None]
            cells.append(target[4] if target is not None else None)
            charts.append({"title": names[code][:40], "lines": lines, "cells": cells})
        (folder / "d" / f"{territory}.json").write_text(json.dumps({"name": name, "charts": charts}))
    options = "".join(f'<option value="{c}">{html.escape(n)} ({c})</option>' for c, n in chosen.items())
    page = PAGE % {"options": options, "first": json.dumps(content.FIRST)}
    (folder / "index.html").write_text(page, encoding="utf-8")


def serve(folder: Path, port: int) -> None:
    """Serve `folder` on 127.0.0.1:`port` until interrupted."""

    @cache
    def compressed(path: Path) -> bytes:
        return gzip.compress(path.read_bytes(), 6)

    known = {f"/{p.relative_to(folder)}": p for p in folder.rglob("*") if p.is_file()}
    known["/"] = folder / "index.html"
    for path in known.values():
        compressed(path)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = known.get(self.path.split("?")[0])
            body = compressed(path) if path else b""
            self.send_response(200 if path else 404)
            if path:
                self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Cache-Control", "public, max-age=3600")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
