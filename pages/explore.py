"""What do the figures say when an analyst chooses the indicator, the territories, the measure and the day?"""

from observatory import answers, frame, ui

selection = frame.selection()
asked = ui.explore_controls(selection)
found = answers.explored(asked, selection)
ui.explore_results(found, asked, selection)
ui.explore_sql(selection)
