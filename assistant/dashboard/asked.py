"""What a page is asked to look at, as its address says: no state is kept anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

RANGES = (7, 28, 90, 365)
"""Days that a page can look back."""

_DAYS = 28
_LONGEST = 200  # characters of a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What narrows the figures down; "" lets everything pass."""

    days: int = _DAYS
    product: str = ""
    category: str = ""
    language: str = ""
    origin: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Return what an address asks for; what makes no sense is left out."""
        days = parameters.get("days", "")
        return cls(
            days=int(days) if days in map(str, RANGES) else _DAYS,
            product=parameters.get("product", "")[:_LONGEST],
            category=parameters.get("category", "")[:_LONGEST],
            language=parameters.get("language", "")[:_LONGEST],
            origin=parameters.get("origin", "")[:_LONGEST],
        )

    def encode(self, **other: str | int) -> str:
        """Return it as an address has it, after the question mark, with `other` in its place."""
        asked = replace(self, **other)  # type: ignore[arg-type]  # names of ours
        given = {
            "days": "" if asked.days == _DAYS else str(asked.days),
            "product": asked.product,
            "category": asked.category,
            "language": asked.language,
            "origin": asked.origin,
        }
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the time is asked for."""
        return bool(self.product or self.category or self.language or self.origin)
