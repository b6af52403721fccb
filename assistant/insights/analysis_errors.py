"""Say why insights cannot be built, asked or imported.

The module imports no heavy library, so that the console and the command line may import it.
"""


class NoBuildError(Exception):
    """Say that there is no build yet."""

    def __init__(self) -> None:
        super().__init__("there are no insights yet: run `comptoir insights build`")


class BuildRunningError(Exception):
    """Say that another process builds in the same folder."""

    def __init__(self) -> None:
        super().__init__("insights are being built by another process: wait until it is done")


class BackendError(ValueError):
    """Say why the database that expressions should run on cannot be used."""


class ImportFileError(ValueError):
    """Say why a file cannot be imported, with the line that has to be mended."""


class CompetitorFileError(ValueError):
    """Say why the file of competitors cannot be used, and how to mend it."""
