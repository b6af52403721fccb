"""Read which aspects a text speaks of, and whether its writer is content with them.

A text is read clause by clause: "lovely, but too dear" speaks of two aspects.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator

from assistant.insights.aspects.aspect_labels import Aspect, SpokenAspect
from assistant.insights.aspects.aspect_model import AspectModel
from retrieval.ports import Encoder
from retrieval.types import Vector

LEAST_WORDS = 2
"""Least words of a clause; a shorter one is joined to the clause before."""

MOST = 12
"""Most clauses of one text; the rest of a longer text is one clause."""

_TURNS = (
    r"mais|par contre|en revanche|seulement|dommage|malheureusement|cependant|toutefois"
    r"|pourtant|helas|hélas|heureusement|sauf que"
    r"|but|however|though|although|sadly|unfortunately|pity|shame|alas|yet|except|luckily|only"
)
_CUT = re.compile(
    rf"(?<=[.!?;])\s+|\n+|\s*[,:–-]?\s+(?=(?:{_TURNS})(?!\w))|\s*[,;]\s+(?=(?:et|and)\s)"  # noqa: RUF001
    rf"|\s+(?:–|-|/)\s+",  # noqa: RUF001
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"\s*,\s+|\s+(?:et|and)\s+", re.IGNORECASE)


def clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of a text, at least one, in order."""
    found: list[str] = []
    for piece in _CUT.split(text, maxsplit=MOST - 1):
        clause = (piece or "").strip()
        if not clause:
            continue
        if found and len(clause.split()) < LEAST_WORDS:
            found[-1] = f"{found[-1]} {clause}"
        else:
            found.append(clause)
    return tuple(found) or (text.strip(),)


def parts(clause: str) -> tuple[str, ...]:
    """Return the parts that a clause lists: "fits me well", "comfy"; else the clause alone."""
    pieces = [piece.strip() for piece in _ENUMERATED.split(clause) if piece.strip()]
    long_enough = all(len(piece.split()) >= LEAST_WORDS for piece in pieces)
    return tuple(pieces) if len(pieces) > 1 and long_enough else (clause,)


# Chosen on sentences put together from the shipped ones (docs/decisions/0025).
SURE = 0.3
"""Probability from which a clause speaks of an aspect."""

SECOND = 0.3
"""Probability from which a clause speaks of a second aspect, too."""

SURE_PART = 0.5
"""Probability from which a part of a clause speaks of an aspect: it has fewer words."""

_CACHED = 20_000  # clauses that come again, such as "thank you"; some 100 bytes each


class AspectReader:
    """Read the aspects of texts, one text at a time; no more thread-safe than its encoder."""

    def __init__(self, *, encoder: Encoder, model: AspectModel) -> None:
        self._encoder = encoder
        self._model = model
        self._known: OrderedDict[str, tuple[SpokenAspect, ...]] = OrderedDict()

    def read(self, text: str, *, vector: Vector | None = None) -> tuple[SpokenAspect, ...]:
        """Return the aspects of a text, each once, the surest first.

        Of clauses that speak of the same aspect, one that is not content counts before one that
        is. `vector` is the encoder's of `text` as a query, if it is known; a clause is encoded.
        """
        said = clauses(text)
        alone = said[0] == text.strip() and len(parts(said[0])) == 1
        found: dict[Aspect, SpokenAspect] = {}
        for clause in said:
            for spoken in self._clause(clause, vector if alone else None):
                before = found.get(spoken.aspect)
                if before is None or _counts_before(spoken, before):
                    found[spoken.aspect] = spoken
        return tuple(sorted(found.values(), key=lambda one: -one.confidence))

    def sentiment(self, text: str) -> float:
        """Return how content a text is as a whole, in [-1, 1], over all aspects.

        It is the mean over its clauses, each weighed by the probability that it is positive or
        negative.
        """
        total = weight = 0.0
        for clause in clauses(text):
            bad, _, good = self._model.polarities(clause, self._encoder.encode_query(clause))
            total += float(good - bad) * float(good + bad)
            weight += float(good + bad)
        return total / weight if weight else 0.0

    def _clause(self, clause: str, vector: Vector | None) -> tuple[SpokenAspect, ...]:
        known = self._known.get(clause)
        if known is None:
            known = tuple(self._read(clause, vector))
            self._known[clause] = known
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)
        return known

    def _read(self, clause: str, vector: Vector | None) -> Iterator[SpokenAspect]:
        whole = list(self._weigh(clause, vector, sure=SURE))
        yield from whole
        pieces = parts(clause)
        if len(pieces) > 1:
            of_whole = {one.aspect for one in whole}
            for piece in pieces:
                for spoken in self._weigh(piece, None, sure=SURE_PART):
                    if spoken.aspect not in of_whole:
                        of_whole.add(spoken.aspect)
                        yield spoken

    def _weigh(self, text: str, vector: Vector | None, *, sure: float) -> Iterator[SpokenAspect]:
        point = self._encoder.encode_query(text) if vector is None else vector
        ranked = sorted(self._model.aspects(text, point).items(), key=lambda one: -one[1])
        polarity: int | None = None
        for rank, (aspect, probability) in enumerate(ranked[:2]):
            if probability < (max(sure, SECOND) if rank else sure):
                break
            polarity = self._model.polarity(text, point) if polarity is None else polarity
            yield SpokenAspect(aspect=aspect, polarity=polarity, confidence=round(probability, 4))


def _counts_before(one: SpokenAspect, other: SpokenAspect) -> bool:
    return (abs(one.polarity), -one.polarity, one.confidence) > (
        abs(other.polarity),
        -other.polarity,
        other.confidence,
    )
