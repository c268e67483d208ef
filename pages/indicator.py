"""What does one indicator measure, how does it move, and where do all neighbourhoods stand on it?"""

from observatory import answers, frame, ui

selection = frame.selection()
sheet = answers.indicator_sheet(ui.indicator_choice(selection), selection)
ui.indicator_figures(sheet, selection)
ui.indicator_ranking(sheet, selection)
ui.indicator_uses(sheet, selection)
