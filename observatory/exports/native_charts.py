"""The chart that the browser draws as a native chart of a presentation: its data can be edited, its gaps stay gaps.

A scatter of straight lines, because each line keeps its own dates: a date that only one territory has breaks no other line.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from typing import Any

from lxml import etree
from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from observatory import absences
from observatory.charts.layout import Figure, gap_amount, value_of
from observatory.charts.remarks import NAME
from observatory.exports.fonts import FAMILY, NUMBER_LOCALES
from observatory.exports.native_labels import doubts_of, number_format, rgb, write_label, write_names, write_numbers
from observatory.exports.svg import chart_figure
from observatory.slides.model import Bars, Chart
from observatory.texts import text
from observatory.theme import Palette, palette

# The library types only a part of what it offers.
_XyData: Any = XyChartData
_CategoryData: Any = CategoryChartData

AXIS_SIZE, LABEL_SIZE, BAR_SIZE = 13, 14, 15
"""Points; on a slide of 960 points they are 26, 28 and 30 pixels of 1920."""
_DASHES = {
    "solid": MSO_LINE.SOLID, "dashdot": MSO_LINE.DASH_DOT, "dot": MSO_LINE.ROUND_DOT, "2px,4px": MSO_LINE.ROUND_DOT,
}  # fmt: skip
_MARKERS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "square": XL_MARKER_STYLE.SQUARE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "triangle-up": XL_MARKER_STYLE.TRIANGLE,
    "triangle-down": XL_MARKER_STYLE.TRIANGLE,
    "pentagon": XL_MARKER_STYLE.DIAMOND,
    "line-ns": XL_MARKER_STYLE.PLUS,
    "line-ew": XL_MARKER_STYLE.DASH,
}


def add_target_chart(
    slide: Slide, chart: Chart, frame: tuple[float, float, float, float], language: str, dark: bool
) -> list[tuple[str, float]]:
    """Draw the chart in a frame (left, top, width, height in points); a target on the gap has a second chart below.

    Gives what is to be written above each chart but the first, and how far down the slide (points).
    """
    left, top, width, height = frame
    figure = chart_figure(chart, language, dark, round(width), round(height))
    headings: list[tuple[str, float]] = []
    if not figure["data"]:
        return headings
    layout = figure["layout"]
    panels = sorted(key for key in layout if key.startswith("yaxis"))
    room = height - layout["margin"]["t"] - layout["margin"]["b"]
    for key in panels:
        low, high = layout[key].get("domain", (0, 1))
        above = layout["margin"]["t"] if key == "yaxis" else 26.0
        below = layout["margin"]["b"] if key == panels[-1] else 8.0
        start = top + layout["margin"]["t"] + (1 - high) * room - above
        inner = (layout["margin"]["l"], above, layout["margin"]["r"], below)
        panel = (left, start, width, (high - low) * room + above + below)
        title = chart.title
        if key != "yaxis" and chart.reference is not None:
            name = chart.names.get(chart.reference.territory, chart.reference.territory)
            title = text("charts.gap_panel", language, name=name)
            headings.append((_gap_heading(figure, "y" + key[5:], title, chart, language), start))
        _add_panel(slide, figure, key, chart, panel, inner, language, dark, title, last=key == panels[-1])
    return headings


def _gap_heading(figure: Figure, axis: str, title: str, chart: Chart, language: str) -> str:
    """What is written above the chart of the gap: also the latest gap, where the screen has it there or doubts its change."""
    notes = figure["layout"]["annotations"]
    for note in notes:
        said = unescape(re.sub("</?b>", "", note["text"]))
        if note["xref"] == "paper" and said.startswith(title):
            title = said
            break
    doubts = doubts_of(notes, language)
    doubted = next((n for n in notes if id(n) in doubts and n["yref"] == axis), None)
    if doubted is None:
        return title
    value = gap_amount(chart.indicator, doubted["y"], language)
    words = text("charts.gap_panel_figure", language, panel=title, value=value)
    return f"{words}, {doubts[id(doubted)]}".replace("\n", " ")


def _add_panel(
    slide: Slide,
    figure: Figure,
    key: str,
    chart: Chart,
    frame: tuple[float, float, float, float],
    inner: tuple[float, float, float, float],
    language: str,
    dark: bool,
    title: str,
    last: bool,
) -> None:
    layout, axis = figure["layout"], "y" + key[5:]
    # LibreOffice leaves out a first series that is shorter than another one.
    traces = sorted(
        (t for t in figure["data"] if t.get("yaxis", "y") == axis and "lines" in t["mode"]),
        key=lambda t: -len(t["x"]),
    )
    beside = [n for n in layout["annotations"] if n["xref"] == "x" and n["yref"] == axis]
    notes = [n for n in beside if n.get("name") != NAME]
    numbers = [n for n in beside if n.get("name") == NAME]
    breaks = _breaks(layout, language) if axis == "y" else []
    low, high = _lowest(layout[key]), layout[key]["range"][1]
    anchor = layout["xaxis"]["tickvals"][0][5:10] if layout["xaxis"]["tickvals"] else "12-31"
    data: Any = _XyData(number_format=number_format(chart, signed=axis != "y", language=language, unit=False))
    for trace in traces:
        series = data.add_series(_series_name(trace, notes, title if axis != "y" else "", language))
        for x, y in zip(trace["x"], trace["y"], strict=True):
            series.add_data_point(_year(x, anchor), y)
    if axis != "y":
        # The territory of reference, in a chart of gaps to it, is the line where there is none.
        series = data.add_series(chart.names.get(chart.reference.territory, "") if chart.reference else "")
        for day in layout["xaxis"]["range"]:
            series.add_data_point(_year(day, anchor), 0)
    for name, day, _, _ in breaks:
        series = data.add_series(name)
        series.add_data_point(_year(day, anchor), low)
        series.add_data_point(_year(day, anchor), high)
    if numbers:
        series = data.add_series(text("charts.remarks", language))
        for note in numbers:
            series.add_data_point(_year(note["x"], anchor), note["y"])
    left, top, width, height = (Pt(v) for v in frame)
    kind = XL_CHART_TYPE.XY_SCATTER_LINES
    graphic: Any = slide.shapes.add_chart(kind, left, top, width, height, data)
    describe(graphic, title, chart.summary if axis == "y" else f"{title}. {chart.summary}")
    native = graphic.chart
    _blank_gaps(native)
    _framed(native, inner, frame[2], frame[3])
    _axes(native, layout, key, chart, anchor, language, last)
    colours = palette(dark)
    drawn = list(native.plots[0].series)
    for trace, series in zip(traces, drawn, strict=False):
        _line(series, trace, colours.ground)
        _doubt(series, trace, figure["data"], colours)
        write_names(series, trace, notes, doubts_of(layout["annotations"], language), frame, chart, axis, language)
    rest = drawn[len(traces) :]
    if axis != "y":
        rest[0].marker.style = XL_MARKER_STYLE.NONE
        _stroke(rest[0].format.line, colours.muted, 2, "dashdot")
        rest = rest[1:]
    if numbers:
        write_numbers(rest.pop(), numbers, frame[3], colours)
    for (name, _, look, is_named), series in zip(breaks, rest, strict=True):
        series.marker.style = XL_MARKER_STYLE.NONE
        _stroke(series.format.line, look["color"], look["width"], "dot" if look["dash"] == "dot" else "dash")
        if not is_named:
            continue
        write_label(series.points[1], [("name", name)], 12, colours.muted, False, XL_LABEL_POSITION.ABOVE)


def _series_name(trace: Mapping[str, Any], notes: Sequence[Mapping[str, Any]], title: str, language: str) -> str:
    """The name of a line in the chart's data: that of its territory, in as many lines as the screen writes it in."""
    if trace["name"] == text("charts.target_path", language):
        return text("exports.target_series", language)
    if title and trace["name"] != text("charts.landing", language):
        return title
    for note in notes:
        lines = [unescape(line) for line in re.sub("</?b>", "", note["text"]).split("<br>")]
        name = unescape(trace["name"])
        if len(lines) > 2 and "".join(lines[:-1]).replace(" ", "") == name.replace(" ", ""):
            return "\n".join(lines[:-1])
    return unescape(trace["name"])


def _breaks(layout: Mapping[str, Any], language: str) -> list[tuple[str, str, Mapping[str, Any], bool]]:
    """Name, day and look of each break, and whether the screen had room to write its name."""
    named = {n["x"]: unescape(n["text"]) for n in layout["annotations"] if n["xref"] == "x" and n["yref"] == "paper"}
    shapes = [s for s in layout["shapes"] if s["xref"] == "x" and s["yref"] == "paper"]
    other = text("charts.breaks", language)
    return [(named.get(s["x0"], other), s["x0"], s["line"], s["x0"] in named) for s in shapes]


def _year(day: str, anchor: str) -> float:
    """A date as a number that is whole on the day of the year the figures are about: 31 December 2021 is 2021."""
    when = date.fromisoformat(day[:10])
    month, number = (int(part) for part in anchor.split("-"))
    start = date(when.year, month, min(number, 28) if month == 2 else number)
    return round(when.year + (when - start).days / 365.25, 3)


def _blank_gaps(native: NativeChart) -> None:
    """Points without a value as blanks, which lift the line, in place of the word that the library writes."""
    space = native._chartSpace
    for value in space.iter(qn("c:v")):
        if value.text == "None":
            point = value.getparent()
            point.getparent().remove(point)
    chart = space.find(qn("c:chart"))
    blanks = chart.find(qn("c:dispBlanksAs"))
    if blanks is None:
        blanks = etree.SubElement(chart, qn("c:dispBlanksAs"))
        visible = chart.find(qn("c:plotVisOnly"))
        if visible is not None:
            visible.addnext(blanks)
    blanks.set("val", "gap")


def _framed(native: NativeChart, inner: tuple[float, float, float, float], width: float, height: float) -> None:
    """The plot's own frame inside the chart (points on each side), so that names at the ends of lines have room."""
    left, top, right, bottom = inner
    native.has_legend = False
    native.has_title = False
    native.font.size = Pt(AXIS_SIZE)
    native.font.name = FAMILY
    plot = native._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    found = plot.find(qn("c:layout"))
    if found is not None:
        plot.remove(found)
    shares = {"x": left / width, "y": top / height, "w": 1 - (left + right) / width, "h": 1 - (top + bottom) / height}
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    values = "".join(f'<c:{name} val="{share:.5f}"/>' for name, share in shares.items())
    plot.insert(
        0,
        etree.fromstring(
            '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            f"<c:manualLayout>{modes}{values}</c:manualLayout></c:layout>"
        ),
    )


def _axes(
    native: NativeChart, layout: Mapping[str, Any], key: str, chart: Chart, anchor: str, language: str, last: bool
) -> None:
    across, up = native.category_axis, native.value_axis
    first, final = (_year(day, anchor) for day in layout["xaxis"]["range"])
    written = zip(layout["xaxis"]["tickvals"], layout["xaxis"]["ticktext"], strict=True)
    ticks = [_year(day, anchor) for day, word in written if word]
    step = max(round(ticks[1] - ticks[0]), 1) if len(ticks) > 1 else 1
    start = round(ticks[0]) if ticks else int(first)
    while start > first + 0.6:
        start -= step
    across.minimum_scale, across.maximum_scale = start, max(final, start + 1)
    across.major_unit = step
    across.has_major_gridlines = False
    across.major_tick_mark = XL_TICK_MARK.OUTSIDE if last else XL_TICK_MARK.NONE
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "0", False
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW if last else XL_TICK_LABEL_POSITION.NONE
    low, high = layout[key]["range"]
    marks = layout[key]["tickvals"]
    up.minimum_scale, up.maximum_scale = low, high
    if len(marks) > 1:
        up.major_unit = round(marks[1] - marks[0], 6)
        up.minimum_scale = _lowest(layout[key])
    up.has_major_gridlines = True
    _stroke(up.major_gridlines.format.line, layout[key]["gridcolor"], 0.75, "solid")
    up.major_tick_mark = XL_TICK_MARK.NONE
    up.format.line.fill.background()
    shown = max((len(f"{round(mark, 6):.6f}".rstrip("0").split(".")[1]) for mark in marks), default=0)
    up.tick_labels.number_format = number_format(chart, key != "yaxis", language, unit=key == "yaxis", decimals=shown)
    up.tick_labels.number_format_is_linked = False
    if key != "yaxis":
        up.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _stroke(across.format.line, layout["xaxis"]["linecolor"], 0.75, "solid")
    for axis, look in ((across, layout["xaxis"]["tickfont"]), (up, layout[key]["tickfont"])):
        axis.tick_labels.font.size = Pt(AXIS_SIZE)
        axis.tick_labels.font.color.rgb = rgb(look["color"])
    # Lines that cross zero must not carry the dates up with them.
    crossing = up._element.getparent().findall(qn("c:valAx"))[0].find(qn("c:crosses"))
    if crossing is not None:
        crossing.set("val", "min")


def _lowest(axis: Mapping[str, Any]) -> float:
    """The low end of an axis of values, a whole step under the first mark where the screen leaves some air."""
    low, marks = float(axis["range"][0]), axis["tickvals"]
    if len(marks) < 2:
        return low
    return float(marks[0]) - (float(marks[1] - marks[0]) if low < marks[0] - 1e-9 else 0.0)


def _line(series: Any, trace: Mapping[str, Any], ground: str) -> None:
    series.smooth = False
    line, marker = trace["line"], trace.get("marker")
    dash = line.get("dash", "solid")
    _stroke(series.format.line, line["color"], line["width"], dash if dash in _DASHES else "dash")
    if marker is None:
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    symbols, sizes, colours = marker["symbol"], marker["size"], marker["color"]
    if isinstance(symbols, str) and not isinstance(sizes, list) and not isinstance(colours, list):
        _mark(series.marker, symbols, sizes, colours, ground)
        return
    series.marker.style = XL_MARKER_STYLE.NONE
    for position, value in enumerate(trace["y"]):
        symbol = symbols if isinstance(symbols, str) else symbols[position]
        size = sizes[position] if isinstance(sizes, list) else sizes
        colour = colours[position] if isinstance(colours, list) else colours
        if value is not None and size > 0:
            point = series.points[position]
            hollow = symbol.endswith("-open") or colour == ground
            _mark(point.marker, symbol, size, line["color"] if hollow else colour, ground, hollow)


def _doubt(series: Any, trace: Mapping[str, Any], data: Sequence[Mapping[str, Any]], colours: Palette) -> None:
    """Intervals around the points of a line as error bars, whether the screen draws them as whiskers or as an area."""
    around: dict[int, tuple[float, float]] = {}
    if "error_y" in trace:
        bars = trace["error_y"]
        around = {n: pair for n, pair in enumerate(zip(bars["array"], bars["arrayminus"], strict=True)) if any(pair)}
    for area in data:
        if area.get("fill") != "toself" or area.get("yaxis", "y") != trace.get("yaxis", "y"):
            continue
        is_fan = area["name"] == trace["name"]
        if not is_fan and (area.get("fillpattern") or trace["line"]["color"] != colours.accent):
            continue
        ends: dict[str, list[float]] = {}
        for x, y in zip(area["x"], area["y"], strict=True):
            if x is not None and y is not None:
                ends.setdefault(x, []).append(y)
        for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            pair = ends.get(x, ()) if y is not None else ()
            if len(pair) == 2 and n not in around:
                around[n] = (max(0.0, max(pair) - y), max(0.0, y - min(pair)))
    if not around:
        return
    numbers = []
    for side in (0, 1):
        points = "".join(f'<c:pt idx="{n}"><c:v>{pair[side]:.6g}</c:v></c:pt>' for n, pair in sorted(around.items()))
        numbers.append(
            f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(trace["x"])}"/>{points}</c:numLit>'
        )
    element = etree.fromstring(
        '<c:errBars xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{numbers[0]}</c:plus><c:minus>{numbers[1]}</c:minus>"
        f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{colours.sequential[1].lstrip("#")}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    series._element.find(qn("c:xVal")).addprevious(element)


def _mark(marker: Any, symbol: str, size: float, colour: str, ground: str, hollow: bool = False) -> None:
    marker.style = _MARKERS[symbol.removesuffix("-open")]
    marker.size = max(2, min(round(size), 72))
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(ground if hollow else colour)
    _stroke(marker.format.line, colour if hollow else ground, 1.5 if hollow else 1, "solid")


def add_bars(slide: Slide, bars: Bars, frame: tuple[float, float, float, float], language: str, dark: bool) -> None:
    """Amounts side by side as a native bar chart, the largest on top, each with its amount."""
    data: Any = _CategoryData(number_format="#,##0")
    data.categories = [bar.label for bar in bars.bars]
    data.add_series(bars.title, [bar.amount for bar in bars.bars])
    left, top, width, height = frame
    # A few bars keep their thickness rather than filling the slide.
    high = min(height, 30 + 46.0 * len(bars.bars))
    graphic: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Pt(left), Pt(top), Pt(width), Pt(high), data)
    describe(graphic, bars.title, bars.summary)
    native = graphic.chart
    native.has_legend = native.has_title = False
    native.font.size, native.font.name = Pt(BAR_SIZE), FAMILY
    colours = palette(dark)
    native.font.color.rgb = rgb(colours.ink)
    plot = native.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 45, False, True
    labels = plot.data_labels
    space = "\u00a0"
    unit = f'"{space}{bars.unit}"' if bars.unit else ""
    labels.number_format, labels.number_format_is_linked = f"{NUMBER_LOCALES[language]}#,##0{unit}", False
    labels.font.size, labels.font.bold = Pt(BAR_SIZE), True
    labels.font.color.rgb = rgb(colours.ink)
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for body in labels._element.iter(qn("a:bodyPr")):
        body.set("wrap", "none")
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(colours.accent)
    names, amounts = native.category_axis, native.value_axis
    names.reverse_order, names.major_tick_mark = True, XL_TICK_MARK.NONE
    _stroke(names.format.line, colours.other, 0.75, "solid")
    names.tick_labels.font.size = Pt(BAR_SIZE)
    amounts.visible, amounts.has_major_gridlines = False, False
    amounts.minimum_scale = min(0.0, *(bar.amount for bar in bars.bars)) if bars.bars else 0.0
    amounts.maximum_scale = max((bar.amount for bar in bars.bars), default=1.0) * 1.25 or 1.0


def describe(shape: Any, title: str, summary: str) -> None:
    """Title and alternative text of a shape, for those who do not see it."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", title[:120])
    properties.set("title", title)
    properties.set("descr", summary)


def _stroke(line: Any, colour: str, width: float, dash: str) -> None:
    line.color.rgb = rgb(colour)
    line.width = Pt(width)
    if dash != "solid":
        line.dash_style = _DASHES.get(dash, MSO_LINE.DASH)


def absence_note(chart: Chart, language: str) -> str:
    """The figures of the chosen territory that are missing, which a native chart cannot sign: `s : 2019, 2020`."""
    found: dict[str, list[str]] = {}
    for point in chart.series[0].points if chart.series else ():
        if value_of(point) is None:
            found.setdefault(f"{absences.sign(point)} ({absences.kind(point, language)})", []).append(
                str(point.period.year)
            )
    parts = [
        text("exports.absent", language, why=why, years=", ".join(dict.fromkeys(years))) for why, years in found.items()
    ]
    return text("exports.list_separator", language).join(parts)
