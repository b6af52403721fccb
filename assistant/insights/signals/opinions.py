"""Find customers' opinions of a thing: its size, price, defects, delivery. Pure."""

from collections.abc import Iterator, Sequence

from assistant.insights.analysis_rows import SignalType
from assistant.insights.aspects.aspect_labels import Aspect, SpokenAspect
from assistant.insights.signals.signal_patterns import FoundSignal, first, pattern, said, table
from assistant.understanding.signals.objected_prices import read_price_objection

OTHER = "other"
"""Value of a signal whose writer is not content and which no pattern matches."""

_RULE = 0.9  # confidence where words alone tell


def find_opinions(
    folded: str, aspects: Sequence[SpokenAspect], *, question: bool
) -> Iterator[FoundSignal]:
    """Yield the signals of a folded text and its aspects."""
    spoken = {one.aspect: one for one in aspects}
    yield from _fit(folded, spoken.get(Aspect.FIT), question=question)
    yield from _price(folded, spoken.get(Aspect.PRICE))
    if not question and said(pattern("not_tight"), folded):
        yield FoundSignal(type=SignalType.DEFECT, value="leak", polarity=-1, confidence=_RULE)
    else:
        yield from _trouble(folded, spoken.get(Aspect.DEFECT), SignalType.DEFECT, "defect")
    yield from _trouble(folded, spoken.get(Aspect.DELIVERY), SignalType.DELIVERY, "delivery")
    yield from _trouble(folded, spoken.get(Aspect.RETURNS), SignalType.DELIVERY, "returns")
    for one in aspects:
        yield FoundSignal(
            type=SignalType.ASPECT,
            value=one.aspect,
            polarity=one.polarity,
            confidence=one.confidence,
        )


def _fit(folded: str, fit: SpokenAspect | None, *, question: bool) -> Iterator[FoundSignal]:
    """Yield the direction in which a size is wrong, or that a size is asked for.

    "Too long" may be said of a wait: it counts only beside a size that does not fit.
    """
    small, large = said(pattern("size_small"), folded), said(pattern("size_large"), folded)
    if fit is not None and fit.polarity < 0 and not (small or large):
        small, large = said(pattern("weak_small"), folded), said(pattern("weak_large"), folded)
    if question:
        if fit is not None or small or large:
            yield FoundSignal(type=SignalType.SIZE_ASKED)
        return
    if small != large:
        type_ = SignalType.SIZE_SMALL if small else SignalType.SIZE_LARGE
        yield FoundSignal(type=type_, polarity=-1, confidence=_RULE)


def _price(folded: str, price: SpokenAspect | None) -> Iterator[FoundSignal]:
    value = first(table("price"), folded)
    objects = price is not None and price.polarity < 0
    if value == "discount" and not (objects or price is not None):
        return
    if value and (value != "dear" or said(table("price")["dear"], folded)):
        yield FoundSignal(
            type=SignalType.PRICE_OBJECTION, value=value, polarity=-1, confidence=_RULE
        )
    elif price is not None and objects:
        yield FoundSignal(
            type=SignalType.PRICE_OBJECTION,
            value="dear",
            polarity=-1,
            confidence=price.confidence,
        )
    elif not value and (objection := read_price_objection(folded)) is not None:
        said_value = "cheaper_elsewhere" if objection.elsewhere else "dear"
        yield FoundSignal(
            type=SignalType.PRICE_OBJECTION, value=said_value, polarity=-1, confidence=_RULE
        )


def _trouble(
    folded: str, spoken: SpokenAspect | None, type_: SignalType, name: str
) -> Iterator[FoundSignal]:
    """Yield the signal of a defect or delivery problem, where the writer is not content with it."""
    if spoken is not None and spoken.polarity < 0:
        value = first(table(name), folded) or OTHER
        yield FoundSignal(type=type_, value=value, polarity=-1, confidence=spoken.confidence)
