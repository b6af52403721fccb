"""What a page is asked to look at, as its address says: no state is kept anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

RANGES = (7, 28, 90, 365)
"""Days that a page can look back."""

_DAYS = 28
_LONGEST = 200  # characters of a value
_NOTHING: Mapping[str, str] = {}
_ABOUT = "of_"  # before the names of a line's subject, to tell them from what narrows figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """What narrows the figures down; "" lets everything pass."""

    days: int = _DAYS
    product: str = ""  # its id, or as somebody wrote it
    category: str = ""
    language: str = ""
    origin: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Return what an address asks for; what makes no sense is left out."""
        days = parameters.get("days", "")
        return cls(
            days=int(days) if days in map(str, RANGES) else _DAYS,
            product=parameters.get("product", "").strip()[:_LONGEST],
            category=parameters.get("category", "").strip()[:_LONGEST],
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

    def at(self, path: str, about: Mapping[str, str] = _NOTHING, **other: str | int) -> str:
        """Return the address of a page that looks at the same; `about`: what names one line."""
        named = urlencode({f"{_ABOUT}{name}": value for name, value in about.items()})
        query = "&".join(part for part in (named, self.encode(**other)) if part)
        return f"{path}?{query}" if query else path

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the time is asked for."""
        return bool(self.product or self.category or self.language or self.origin)


def read_about(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what names the line that an address of `PageQuery.at` is about."""
    return {
        name.removeprefix(_ABOUT): value[:_LONGEST]
        for name, value in parameters.items()
        if name.startswith(_ABOUT)
    }
