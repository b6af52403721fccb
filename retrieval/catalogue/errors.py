"""The one error readers turn into a `BadRow`."""


class UnreadableError(ValueError):
    """A text of a file is not what it must be; the message says what to mend."""
