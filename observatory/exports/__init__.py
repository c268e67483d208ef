"""Files that leave the tool: each holds exactly what is shown, in the language of the page.

A format's writer is imported by who writes it (`exports.xlsx`, `exports.slideshow`, `exports.report` …), so that a page
that offers none loads none.
"""

from observatory.exports.csv import csv_bytes
from observatory.formats import rounded

__all__ = ["csv_bytes", "rounded"]
