"""Is delinquency prevented, and do residents feel safer?"""

from observatory import answers, frame, ui

selection = frame.selection()
axis = answers.axis("prevention", selection)
ui.axis_page(axis, selection)
ui.offences(selection)
ui.axis_more(axis, selection)
