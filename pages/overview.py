"""Where does the contract stand, axis by axis, and how do its neighbourhoods fare?"""

from observatory import answers, frame, ui

selection = frame.selection()
axes = answers.axes(selection)
ui.overview(axes, selection)
overall = answers.axis("transversal", selection)
ui.axis_page(overall, selection)
ui.axis_more(overall, selection)
ui.overview_files(axes, selection)
