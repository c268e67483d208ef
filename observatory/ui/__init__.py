"""What pages place on the screen. A page says which; how it looks is decided here."""

from observatory.ui.axis import axis_more, axis_page
from observatory.ui.committee import committee_head, committee_list, committee_save, committee_ways_out
from observatory.ui.dress import MARK, dress, error, footer, navigation
from observatory.ui.method import definitions, glossary, method, sources
from observatory.ui.overview import overview
from observatory.ui.profiles import breakdown, facilities, offences, schools

__all__ = [
    "MARK",
    "axis_more",
    "axis_page",
    "breakdown",
    "committee_head",
    "committee_list",
    "committee_save",
    "committee_ways_out",
    "definitions",
    "dress",
    "error",
    "facilities",
    "footer",
    "glossary",
    "method",
    "navigation",
    "offences",
    "overview",
    "schools",
    "sources",
]
