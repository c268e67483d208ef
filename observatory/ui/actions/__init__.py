"""The actions page: the sentence and the filters, where the money comes from and goes to, the gate, all actions, and the
chain from an objective to its beneficiaries.
"""

from observatory.ui.actions.chain import actions_chain
from observatory.ui.actions.listing import actions_list
from observatory.ui.actions.money import actions_money
from observatory.ui.actions.narrowing import actions_head

__all__ = ["actions_chain", "actions_head", "actions_list", "actions_money"]
