"""How does one neighbourhood fare, against the contract's targets and among its peers?"""

from observatory import answers, frame, ui

selection = frame.selection()
sheet = answers.neighbourhood_sheet(selection)
ui.neighbourhood_head(sheet, selection)
ui.neighbourhood_core(sheet, selection)
ui.neighbourhood_actions(sheet, selection)
ui.neighbourhood_peers(sheet, selection)
ui.neighbourhood_files(sheet, selection)
