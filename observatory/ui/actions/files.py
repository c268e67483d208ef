"""The files of a table of the page."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from observatory import answers
from observatory.exports.about import about
from observatory.exports.xlsx import Sheet
from observatory.selection import Selection
from observatory.ui.actions import tables
from observatory.ui.downloads import downloads


def add_files(
    name: str,
    title: str,
    table: pd.DataFrame,
    key: str,
    selection: Selection,
    demo: bool,
    which: str,
    more: Sequence[Sheet] = (),
) -> None:
    """Offer a table of the page as files, marked where it holds demonstration or hidden figures; which: the actions that it is
    about, in a sentence; more: sheets of the workbook.
    """
    known = answers.catalogue(selection.release)
    published = selection.as_of or answers.last_published(selection.release)
    has_secret = any((table == tables.SIGN).any())
    told = about(title, [], selection, known, published, is_demo=demo, has_secret=has_secret)
    # Neighbourhoods and reference of the frame choose no action.
    told = replace(told, filters=which)
    downloads(name, [Sheet(title, table, decimals=2), *more], told, key=f"actions-{key}")
