"""Where personal data stands in a text, and of what kind it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PersonalDataKind(StrEnum):
    """What says who somebody is; where kinds overlap, the first one names the place."""

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
    """text[start:end]."""

    kind: PersonalDataKind
    start: int
    end: int


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, overlapping ones as one: what any recogniser found is taken out."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            kind = min(last.kind, span.kind, key=_RANK.__getitem__)
            kept[-1] = Span(kind, last.start, max(last.end, span.end))
        else:
            kept.append(span)
    return tuple(kept)
