"""Does housing improve, and does the neighbourhood open up?"""

from observatory import answers, frame, ui

selection = frame.selection()
axis = answers.axis("housing", selection)
ui.axis_page(axis, selection)
ui.breakdown("HAB-20", ("rooms", "construction_period"), selection)
ui.axis_more(axis, selection)
