"""The files of a table of the page."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from observatory import answers
from observatory.answers import Narrowing
from observatory.exports.about import about
from observatory.exports.xlsx import Sheet
from observatory.selection import Selection
from observatory.ui.actions import tables
from observatory.ui.actions.narrowing import said_of
from observatory.ui.downloads import downloads

EVERYTHING = Narrowing()


def add_files(
    name: str,
    title: str,
    table: pd.DataFrame,
    key: str,
    selection: Selection,
    demo: bool,
    more: Sequence[Sheet] = (),
    narrowing: Narrowing = EVERYTHING,
) -> None:
    """Offer a table of the page as files, marked where it holds demonstration or hidden figures; more: sheets of the workbook;
    narrowing: the page's filters, which the files name.
    """
    known = answers.catalogue(selection.release)
    published = selection.as_of or answers.last_published(selection.release)
    has_secret = any((table == tables.SIGN).any())
    told = about(title, [], selection, known, published, is_demo=demo, has_secret=has_secret)
    if narrowed := said_of(narrowing, selection):
        told = replace(told, filters=f"{told.filters} {narrowed}")
    downloads(name, [Sheet(title, table, decimals=2), *more], told, key=f"actions-{key}")
