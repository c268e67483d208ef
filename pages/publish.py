"""What would these files change, and who published what until now?"""

from observatory import answers, frame
from observatory.ui import publish_files, publish_history

selection = frame.selection()
past = answers.publications(selection.release)
publish_files(selection)
publish_history(past, selection)
