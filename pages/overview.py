"""Where does the contract stand, axis by axis, and how do its neighbourhoods fare?"""

from observatory import answers, frame, ui

selection = frame.selection()
ui.overview(answers.axes(selection), selection)
overall = answers.axis("transversal", selection)
ui.axis_page(overall, selection)
ui.axis_more(overall, selection)
