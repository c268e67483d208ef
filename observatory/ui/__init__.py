"""What pages place on the screen. A page says which; how it looks is decided here."""

from observatory.ui.actions import actions_chain, actions_head, actions_list, actions_money
from observatory.ui.address import write_address
from observatory.ui.amendment import publish_targets
from observatory.ui.asking import asked, asking
from observatory.ui.axis import axis_more, axis_page
from observatory.ui.committee import committee_head, committee_list, committee_save, committee_ways_out
from observatory.ui.dress import MARK, dress, error, follow_theme, footer, style_sheet
from observatory.ui.explore import explore_controls
from observatory.ui.explored import explore_results
from observatory.ui.files import neighbourhood_files, overview_files
from observatory.ui.indicator import indicator_choice, indicator_figures, indicator_ranking, indicator_uses
from observatory.ui.method import definitions, glossary, method, sources
from observatory.ui.missed import missed, quoted, say_missed
from observatory.ui.neighbourhood import (
    neighbourhood_actions,
    neighbourhood_core,
    neighbourhood_head,
    neighbourhood_peers,
)
from observatory.ui.overview import overview
from observatory.ui.panel import has_panels
from observatory.ui.profiles import breakdown, facilities, offences, schools
from observatory.ui.publish import publish_files, publish_history
from observatory.ui.sql import explore_sql

__all__ = [
    "MARK",
    "actions_chain",
    "actions_head",
    "actions_list",
    "actions_money",
    "asked",
    "asking",
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
    "explore_controls",
    "explore_results",
    "explore_sql",
    "facilities",
    "follow_theme",
    "footer",
    "has_panels",
    "glossary",
    "indicator_choice",
    "indicator_figures",
    "indicator_ranking",
    "indicator_uses",
    "method",
    "missed",
    "neighbourhood_actions",
    "neighbourhood_core",
    "neighbourhood_files",
    "neighbourhood_head",
    "neighbourhood_peers",
    "offences",
    "overview",
    "overview_files",
    "publish_files",
    "publish_history",
    "publish_targets",
    "quoted",
    "say_missed",
    "schools",
    "sources",
    "style_sheet",
    "write_address",
]
