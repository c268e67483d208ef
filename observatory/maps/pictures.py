"""What the maps that are one picture share: from degrees to pixels, and an outline as a path of SVG."""

from dataclasses import dataclass

from observatory.geography import BBox, Outline


@dataclass(frozen=True, slots=True)
class Label:
    """A name to write over a picture, its middle in percent of the picture's width and height from its top left."""

    name: str
    x: float
    y: float


def meets(a: BBox, b: BBox) -> bool:
    """Whether two boxes (west, south, east, north; or left, top, right, bottom in pixels) have common ground."""
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def on(view: BBox, point: tuple[float, float], width: int, height: int) -> tuple[float, float]:
    """Where a point in degrees lies in a picture of `view`, in pixels from its top left."""
    return (
        (point[0] - view[0]) / (view[2] - view[0]) * width,
        (view[3] - point[1]) / (view[3] - view[1]) * height,
    )


def drawn(outline: Outline, view: BBox, width: int, height: int, fill: str, edge: str, stroke: float) -> str:
    """An outline as an SVG path; `fill` and `edge` are colours, `stroke` is in pixels."""
    path, start = [], True
    for longitude, latitude in zip(outline.x, outline.y, strict=True):
        if longitude is None or latitude is None:
            path.append("Z")
            start = True
            continue
        x, y = on(view, (longitude, latitude), width, height)
        path.append(f"{'M' if start else 'L'}{x:.1f},{y:.1f}")
        start = False
    return f'<path d="{"".join(path)}Z" fill="{fill}" fill-rule="evenodd" stroke="{edge}" stroke-width="{stroke}"/>'


def page(parts: list[str], width: int, height: int) -> str:
    """The SVG document of a picture's parts."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{''.join(parts)}</svg>"
    )
