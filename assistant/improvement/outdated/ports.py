"""Declare the port of outdated lines: the pages as customers have them, and as they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.improvement.outdated.stated_lines import StatedLine, StatedText


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """Hold a line of a page as it was before a change that a proposal waits for."""

    page_id: str
    language: str
    was: StatedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedPages:
    """Hold the pages of a version of the index as they were looked at."""

    version: str
    pages: tuple[StatedText, ...]
    open: tuple[OpenLine, ...] = ()
    began_at: datetime | None = None  # the first look; lines that waited by then are not in `open`


class PageLines(Protocol):
    """Read the pages of the index, and keep those of the last look. All methods block."""

    def version(self) -> str:
        """Return the version of the index that is searched now; "": there is none. Cheap."""
        ...

    def read(self) -> LookedPages:
        """Return the pages that are searched now."""
        ...

    def before(self) -> LookedPages | None:
        """Return the pages of the last look; None: nobody looked yet."""
        ...

    def keep(self, looked: LookedPages) -> None:
        """Keep pages as those of the last look."""
        ...


class WrittenPages(Protocol):
    """Read the pages that are written here."""

    async def __call__(self) -> Mapping[tuple[str, str], str]:
        """Return their published contents by id and language."""
        ...
