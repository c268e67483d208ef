"""RESULTS.md: each goal beside what was measured, the ratio to the twin, and whether it is met."""

import datetime
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing. `goal` is the highest accepted value of `compared` (a ratio or the measure itself).

    measured, dash and static carry their unit in `unit`; `compared_to` says in words what `compared` is a
    ratio to, and is empty where the goal is on the measure itself. No goal: an observation for the reader.
    """

    what: str
    unit: str
    measured: float | None
    dash: float | None = None
    static: float | None = None
    compared: float | None = None
    compared_to: str = ""
    goal: float | None = None
    decimals: int = 0

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without goal; an absent measure never meets one."""
        if self.goal is None:
            return None
        value = self.measured if self.compared is None else self.compared
        return value is not None and value <= self.goal


def _number(value: float | None, decimals: int, unit: str = "") -> str:
    if value is None:
        return ""
    if math.isnan(value):
        return "not measured"
    return f"{value:,.{decimals}f}{' ' + unit if unit else ''}"


def _row(line: Line) -> str:
    ratio = "" if line.compared is None else f"{_number(line.compared, 2)} × {line.compared_to}"
    if line.goal is None:
        goal, met = "", ""
    else:
        goal = (
            f"≤ {line.goal:g} ×" if line.compared is not None else f"≤ {_number(line.goal, line.decimals, line.unit)}"
        )
        met = "met" if line.met else "**not met**"
    cells = [
        line.what,
        _number(line.measured, line.decimals, line.unit),
        _number(line.dash, line.decimals, line.unit),
        _number(line.static, line.decimals, line.unit),
        ratio,
        goal,
        met,
    ]
    return "| " + " | ".join(cells) + " |"


def machine() -> str:
    """The machine in one sentence, without its name: processors, memory, system, versions."""
    model = platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [
            line.split(":")[1].strip() for line in information.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}; client and server share these cores."
    )


def markdown(sections: Sequence[tuple[str, str, Sequence[Line]]], notes: Sequence[str]) -> str:
    """The whole report. sections: (title, what it says, lines); notes: sentences for the end."""
    goals = [line for _, _, lines in sections for line in lines if line.goal is not None]
    met = sum(bool(line.met) for line in goals)
    parts = [
        "# Speed\n",
        f"{met} of {len(goals)} goals met.\n",
        f"Measured on {datetime.date.today().isoformat()} by `make bench`: {machine()}\n",
    ]
    for title, saying, lines in sections:
        parts.append(f"## {title}\n\n{saying}\n")
        parts.append("| | Cap Quartiers | Dash | static page | ratio | goal | |\n|---|--:|--:|--:|--:|--:|---|")
        parts.append("\n".join(_row(line) for line in lines) + "\n")
    if notes:
        parts.append("## Notes\n")
        parts.append("\n".join(f"- {note}" for note in notes) + "\n")
    return "\n".join(parts)


def console(sections: Sequence[tuple[str, str, Sequence[Line]]]) -> str:
    """The same figures for a terminal."""
    lines = []
    for title, _, measured in sections:
        lines.append(title)
        for line in measured:
            verdict = "" if line.met is None else ("met" if line.met else "NOT MET")
            ratio = "" if line.compared is None else f"{line.compared:.2f} × {line.compared_to}"
            value = _number(line.measured, line.decimals, line.unit)
            lines.append(f"  {line.what:<58} {value:>14}  {ratio:<24} {verdict}")
    return "\n".join(lines)
