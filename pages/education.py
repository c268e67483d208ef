"""Do children and young people of the neighbourhood succeed?"""

from observatory import answers, frame, ui

selection = frame.selection()
axis = answers.axis("education", selection)
ui.axis_page(axis, selection)
ui.schools(selection)
ui.axis_more(axis, selection)
