"""Colours, shapes and sizes, one palette for a light room and one for a dark one.

Contrasts (on the ground of each palette) are held by tests/test_theme.py: 4.5:1 for text, 3:1 for graphics.
"""

from dataclasses import dataclass

FONT = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one ground, as #RRGGBB. `sequential` runs from least to most; `diverging` from below to above."""

    name: str
    ground: str
    second_ground: str
    ink: str
    muted: str
    hairline: str
    accent: str
    selected: str
    other: str
    warning: str
    sequential: tuple[str, str, str, str, str]
    diverging: tuple[str, str, str, str, str]
    missing: str
    land: str
    series: tuple[str, str, str, str, str, str]


LIGHT = Palette(
    name="light",
    ground="#FFFFFF",
    second_ground="#F6F7F9",
    ink="#1D2433",
    muted="#5A6272",
    hairline="#D8DCE3",
    accent="#0B4F8A",
    selected="#0B4F8A",
    other="#7A8394",
    warning="#8A5A00",
    sequential=("#DCE9F5", "#A9CBE6", "#6BA3CF", "#2F78B0", "#0B4F8A"),
    diverging=("#0B5394", "#8DB8DB", "#EDEFF2", "#E8B98A", "#A34E00"),
    missing="#FFFFFF",
    land="#F1F3F6",
    series=("#0B4F8A", "#8F3A6B", "#00696B", "#8A5A00", "#5B4B9A", "#3D6B1F"),
)

DARK = Palette(
    name="dark",
    ground="#14181F",
    second_ground="#1C222C",
    ink="#F2F4F7",
    muted="#AEB6C2",
    hairline="#3A4250",
    accent="#7DBDF0",
    selected="#7DBDF0",
    other="#8791A1",
    warning="#E5B567",
    sequential=("#24405C", "#2F6391", "#4A8CC2", "#86BCE6", "#D3E8F9"),
    diverging=("#86BCE6", "#3C6E99", "#3A4250", "#A8713A", "#F2A65A"),
    missing="#14181F",
    land="#1C222C",
    series=("#7DBDF0", "#E59AC2", "#62C9C4", "#E5B567", "#B7A8F0", "#A3CF85"),
)


LEAST_CONTRAST = 4.5
"""Least contrast of a text with its ground."""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, #RRGGBB, as WCAG 2 defines it: from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_dark(colour: str) -> str:
    """The colour of an axis, #RRGGBB, on a dark ground: halfway to white, as the style sheets make it."""
    return "#" + "".join(f"{(int(colour[n : n + 2], 16) + 255) // 2:02X}" for n in (1, 3, 5))


def palette(dark: bool) -> Palette:
    """The palette of the reader's ground."""
    return DARK if dark else LIGHT


AXIS_COLOURS: dict[str, str] = {
    "transversal": "#44546A",
    "employment": "#6A4C93",
    "housing": "#8A5A00",
    "education": "#00696B",
    "prevention": "#9C3D54",
    "health": "#3D6B1F",
}


OTHER_AXIS = "#44546A"
"""Colour of an axis that has no page of its own."""


@dataclass(frozen=True, slots=True)
class StatusSign:
    """How a status of progress looks: a shape and a colour for each ground. The word is in the text catalogues."""

    shape: str
    light: str
    dark: str


STATUS_SIGNS: dict[str, StatusSign] = {
    "met": StatusSign("●", "#0072B2", "#5BB4E5"),
    "on_track": StatusSign("▲", "#0072B2", "#5BB4E5"),
    "acceleration": StatusSign("◆", "#B35C00", "#F2A65A"),
    "limited": StatusSign("■", "#6B6B6B", "#B8B8B8"),
    "degradation": StatusSign("▼", "#B2182B", "#FF8A80"),
    "not_assessable": StatusSign("◌", "#5A6272", "#AEB6C2"),
}

SIZE_NOTE, SIZE_BODY, SIZE_LEAD, SIZE_SECTION, SIZE_TITLE, SIZE_KEY = 14, 16, 18, 22, 28, 36
