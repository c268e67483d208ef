"""An axis page: one module for each part of it. Charts, tables and sources of an indicator stand on its own page too."""

from observatory.ui.axis.chart import borne_by, indicator_chart
from observatory.ui.axis.head import sentence
from observatory.ui.axis.marks import credit, source_line
from observatory.ui.axis.page import axis_more, axis_page
from observatory.ui.axis.table import indicator_table, shown_table

__all__ = [
    "axis_more",
    "axis_page",
    "borne_by",
    "credit",
    "indicator_chart",
    "indicator_table",
    "sentence",
    "shown_table",
    "source_line",
]
