"""What can be wrong with a file."""


class ImportFileError(ValueError):
    """A file cannot be imported; the message says which line, and what to mend."""
