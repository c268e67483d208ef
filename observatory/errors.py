"""The one family of errors that a page may show: a title and a sentence in plain French, never a stack trace."""


class DashboardError(Exception):
    """What went wrong and what to do about it, in words that a reader of the dashboard understands.

    title: a few words; message: one sentence or two that name what is wrong and what to do. Both in the
    language of the interface.
    """

    def __init__(self, title: str, message: str) -> None:
        super().__init__(f"{title} : {message}")
        self.title = title
        self.message = message
