"""Errors that say what to do; light enough for whoever only has to know them."""


class NoBuildError(Exception):
    """Nothing was built yet."""

    def __init__(self) -> None:
        super().__init__("there are no insights yet: run `comptoir insights build`")


class BuildRunningError(Exception):
    """Another process builds in the same folder."""

    def __init__(self) -> None:
        super().__init__("insights are being built by another process: wait until it is done")


class BackendError(ValueError):
    """The backend that expressions should run on cannot be used; the message says why."""


class ImportFileError(ValueError):
    """A file cannot be imported; the message says which line, and what to mend."""


class CompetitorFileError(ValueError):
    """The list of competitors cannot be used; the message says what to mend."""
