"""The typeface of files and their language marks.

Source Sans 3 comes from its package (SIL Open Font License), so that no machine needs it installed.
"""

from functools import cache
from pathlib import Path

import fontpkg_source_sans_3

FAMILY = "Source Sans 3"
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
NUMBER_LOCALES = {"fr": "[$-40C]", "en": "[$-809]"}
"""What begins a number's format in office files, so that it is written in the file's language on any machine."""


@cache
def font_folder() -> Path:
    """The folder of the variable fonts, upright and italic."""
    return Path(fontpkg_source_sans_3.__file__).parent / "files"
