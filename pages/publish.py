"""What would these files change, and who published what until now?"""

from observatory import answers, frame, ui

selection = frame.selection()
past = answers.publications(selection.release)
ui.publish_files(selection)
ui.publish_targets(selection)
ui.publish_history(past, selection)
