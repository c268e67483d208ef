"""Do residents get closer to work, and are the contract's employment targets met?"""

from observatory import answers, frame, ui

selection = frame.selection()
axis = answers.axis("employment", selection)
ui.axis_page(axis, selection)
ui.breakdown("DE-ABC", ("age", "sex"), selection)
ui.axis_more(axis, selection)
