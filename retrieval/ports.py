"""What retrieval needs from outside."""

from typing import Protocol

from retrieval.types import Vector


class Encoder(Protocol):
    """Turns one text into one vector; same text, same vector.

    Implementations clean and bound the text themselves (`retrieval.encoders.clean`), so any
    string is safe. Not thread-safe: one thread per encoder.
    """

    @property
    def name(self) -> str:
        """Identify the vectors: an index made by another name is not searched."""
        ...

    @property
    def dimensions(self) -> int:
        """Return the length of every vector."""
        ...

    def encode_query(self, text: str) -> Vector:
        """Return the unit vector of a question."""
        ...

    def encode_passage(self, text: str) -> Vector:
        """Return the unit vector of a text that questions look for."""
        ...
