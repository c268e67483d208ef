"""The one family of errors that a page may show: a title and a sentence in plain words, never a stack trace."""


class DashboardError(Exception):
    """What went wrong and what to do about it, in words that a reader of the dashboard understands.

    title: a few words; message: one sentence or two that name what is wrong and what to do; both in French. english:
    the same two in English, where a reader of pages may meet the error.
    """

    def __init__(self, title: str, message: str, english: tuple[str, str] | None = None) -> None:
        super().__init__(f"{title} : {message}")
        self.title = title
        self.message = message
        self.english = english

    def said(self, language: str) -> tuple[str, str]:
        """Title and message in a language; in French where nobody wrote the English."""
        return self.english if language == "en" and self.english else (self.title, self.message)
