"""What will the committee see, in which order, and in whose words?"""

from observatory import frame, ui

selection = frame.selection()
sequence = ui.committee_head(selection)
ui.committee_ways_out(sequence, selection)
ui.committee_list(sequence, selection)
ui.committee_save(sequence, selection)
