"""Hold the places of personal data in a text, each with its kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PersonalDataKind(StrEnum):
    """Name a kind of personal data; where two kinds overlap, the one listed first counts."""

    EMAIL = "email"
    LINK = "link"
    CARD = "card"
    IBAN = "iban"
    ADDRESS = "address"
    IP = "ip"
    ID = "id"  # of a passport, a licence, social security ...
    BIRTH = "birth"  # date of
    PHONE = "phone"
    ORDER = "order"
    CODE = "code"  # that was sent, or stands on a card
    NAME = "name"
    NUMBER = "number"  # long enough to be somebody's


_RANK = {kind: rank for rank, kind in enumerate(PersonalDataKind)}


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a place of personal data in a text: text[start:end]."""

    kind: PersonalDataKind
    start: int
    end: int


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, with overlapping spans joined into one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            kind = min(last.kind, span.kind, key=_RANK.__getitem__)
            kept[-1] = Span(kind, last.start, max(last.end, span.end))
        else:
            kept.append(span)
    return tuple(kept)
