"""How a conversion tells where it is."""

from typing import Protocol


class ConversionProgress(Protocol):
    """Called before each step."""

    def __call__(self, step: str, /, *, done: int, total: int) -> None:
        """Say that `done` of `total` steps are over and `step`, a short English phrase, begins.

        The last call has `done == total`.
        """
        ...


def tell_nobody(_step: str, /, *, done: int, total: int) -> None:
    """Tell nobody."""
