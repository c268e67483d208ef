"""How are figures read, where do they come from, and what do the words mean?"""

from observatory import frame, ui

selection = frame.selection()
ui.method(selection)
ui.sources(selection)
ui.definitions(selection)
ui.glossary(selection)
