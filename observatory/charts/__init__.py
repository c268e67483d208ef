"""Charts of the dashboard: figures of the contract in, plotly figures as plain dictionaries (or SVG, or sentences) out."""

from observatory.charts.breakdown import (
    TREND,
    Bar,
    Bars,
    BreakdownTable,
    breakdown_bars,
    breakdown_summary,
    breakdown_table,
)
from observatory.charts.layout import CONFIG, Figure
from observatory.charts.money import money_flow, outcome_chart, per_head_chart
from observatory.charts.multiples import MultipleItem, multiples
from observatory.charts.remarks import Remark, remarked, remarks
from observatory.charts.sentences import conditional, target_summary, target_title
from observatory.charts.sparkline import sparkline
from observatory.charts.target import reference_shown, target_chart
from observatory.charts.trajectories import (
    break_note,
    break_sentences,
    break_words,
    reference_note,
    trajectory_breaks,
    trajectory_figure,
    trajectory_summary,
    trajectory_title,
)

__all__ = [
    "TREND",
    "CONFIG",
    "Bar",
    "Bars",
    "BreakdownTable",
    "Figure",
    "MultipleItem",
    "Remark",
    "break_note",
    "break_sentences",
    "break_words",
    "breakdown_bars",
    "breakdown_summary",
    "breakdown_table",
    "conditional",
    "money_flow",
    "multiples",
    "outcome_chart",
    "per_head_chart",
    "reference_note",
    "reference_shown",
    "remarked",
    "remarks",
    "sparkline",
    "target_chart",
    "target_summary",
    "target_title",
    "trajectory_breaks",
    "trajectory_figure",
    "trajectory_summary",
    "trajectory_title",
]
