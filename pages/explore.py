"""What do the figures say when an analyst chooses the indicator, the territories, the measure and the day?"""

from observatory import answers, frame
from observatory.ui import explore

selection = frame.selection()
asked = explore.controls(selection)
found = answers.explored(asked, selection)
explore.results(found, asked, selection)
explore.sql_panel(selection)
