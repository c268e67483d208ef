"""Do residents get access to care, and are those at risk reached?"""

from observatory import answers, frame, ui

selection = frame.selection()
axis = answers.axis("health", selection)
ui.axis_page(axis, selection)
ui.facilities(selection, "health")
ui.axis_more(axis, selection)
