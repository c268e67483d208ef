"""What does the contract finance, with whose money, for whom, and what is still to be evaluated?"""

from observatory import answers, frame, ui

selection = frame.selection()
narrowing = ui.actions_head(selection)
found = answers.programme(narrowing, selection)
ui.actions_money(found, selection)
ui.actions_list(found, selection)
ui.actions_chain(selection)
