"""Show the statements that the assistant reads out of passages, in plain words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answers.composing.pages.passage_statements import plain, read
from retrieval.types import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPart:
    """Hold the statements below one heading of a page."""

    heading: str
    statements: tuple[str, ...]


def statements_of(passages: Iterable[Passage]) -> Sequence[StatedPart]:
    """Return the statements of a page by heading; parts that state nothing are left out."""
    parts: dict[str, list[str]] = {}
    for passage in passages:
        reading = read(passage)
        said = parts.setdefault(reading.heading, [])
        for one in reading.statements:
            units = reading.units[one.first : one.last + 1]
            cells = [f"{name}: {cell}" if name else cell for name, cell in one.row if cell]
            said.append(" · ".join(cells) or "\n".join(plain(unit.text) for unit in units))
    return [
        StatedPart(heading=heading, statements=tuple(dict.fromkeys(said)))
        for heading, said in parts.items()
        if said
    ]
