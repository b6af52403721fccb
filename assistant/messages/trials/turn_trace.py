"""Collect the way of one turn: each step with its facts and its time.

Facts are plain values for people to read; no part of a turn reads them. They name products by
title, and hold the words of the message: a trace is kept nowhere.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHit:
    """Hold one passage or product that a search found."""

    title: str
    where: str  # headings inside a page, or the kind of a product
    url: str
    language: str
    score: float  # calibrated relevance in [0, 1]
    text: str  # its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFact:
    """Tell the understanding of a message's words."""

    type: Literal["heard"] = "heard"
    text: str
    language: str
    intent: str
    confidence: float  # in [0, 1]
    ranked: tuple[tuple[str, float], ...] = ()  # the next best intents
    products: tuple[str, ...] = ()  # titles of those that are named
    constraints: tuple[tuple[str, str], ...] = ()
    signals: tuple[tuple[str, str, float], ...] = ()  # (signal, rule, confidence)
    leans: bool = False  # on the question before


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFact:
    """Tell the passages and products that a search found, best first."""

    type: Literal["found"] = "found"
    words: str
    of_products: bool
    count: int
    hits: tuple[FoundHit, ...]  # the first of them


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFact:
    """Tell how likely the trained reader finds that each statement answers, likeliest first."""

    type: Literal["read"] = "read"
    question: str
    count: int
    statements: tuple[tuple[str, float], ...]  # (text, probability), the first of them


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedFact:
    """Tell the decision on a message, and its rule."""

    type: Literal["decided"] = "decided"
    decision: str
    rule: str
    reason: str = ""
    floor: float = 0.0  # least confidence of an answer; 0: of no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedFact:
    """Tell the draft that was composed from the evidence."""

    type: Literal["composed"] = "composed"
    kind: str
    rule: str
    reason: str
    text: str
    sources: tuple[tuple[str, str, float], ...]  # (title, quote, score)
    products: tuple[str, ...]  # titles of the cards


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedFact:
    """Tell the verdict of the autonomy table on an answer."""

    type: Literal["weighed"] = "weighed"
    level: str
    rule: str
    topics: tuple[str, ...]
    checked_share: float = 0.0  # of what goes alone, that a person looks at first


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalatedFact:
    """Tell that the answer called for a person."""

    type: Literal["escalated"] = "escalated"
    reason: str
    rule: str
    at_once: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedFact:
    """Tell the move of the dialogue that does things in the shop."""

    type: Literal["moved"] = "moved"
    move: str
    wishes: tuple[str, ...]  # operations that the message asks for
    rule: str
    text: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFact:
    """Tell the request to a language model, and its answer."""

    type: Literal["asked"] = "asked"
    purpose: str
    form: str  # of the answer: "restatement", "choice" ...; "": plain words
    asked: str
    said: str
    prompt: int  # tokens
    completion: int  # tokens
    cost: str
    model: str
    failed: str = ""  # a model error's word


@dataclass(frozen=True, slots=True, kw_only=True)
class ThoughtFact:
    """Tell how a model came to its reply: the tools called, and what the guard objected to."""

    type: Literal["thought"] = "thought"
    text: str  # "": it had none that may be sent, and words answered
    calls: tuple[tuple[str, str, tuple[str, ...], str], ...]  # (tool, arguments, facts, note)
    objections: tuple[tuple[str, str, str], ...]  # (rule, sentence, what stands in its place)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedFact:
    """Tell the verdict of the guard on the whole draft."""

    type: Literal["guarded"] = "guarded"
    rule: str  # that the draft failed; "": it passed
    text: str = ""  # of a draft that was blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookFact:
    """Tell the outlook on a person, as the reply announces it."""

    type: Literal["outlook"] = "outlook"
    is_open: bool
    opens: str  # ISO 8601; "": it is open, or nobody knows


TraceFact = (
    HeardFact
    | FoundFact
    | ReadFact
    | DecidedFact
    | ComposedFact
    | WeighedFact
    | EscalatedFact
    | MovedFact
    | AskedFact
    | ThoughtFact
    | GuardedFact
    | OutlookFact
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """Hold a fact, when its step began, and how long it took."""

    fact: TraceFact
    began_ms: float  # from the beginning of the trace
    ms: float
    depth: int = 0  # in how many other steps it was taken


Note = Callable[[TraceFact], None]


@dataclass(slots=True)
class TurnTrace:
    """Collect the steps of a turn; the turns that customers get have none."""

    clock_ms: Callable[[], float] = field(default=lambda: time.perf_counter() * 1000)
    _steps: list[TraceStep] = field(default_factory=list, init=False)
    _depth: int = field(default=0, init=False)
    _began_ms: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self._began_ms = self.clock_ms()

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """Return the steps in the order in which they began."""
        return tuple(sorted(self._steps, key=lambda one: (one.began_ms, one.depth)))

    @contextmanager
    def step(self) -> Iterator[Note]:
        """Time a step; it is kept once its fact is noted."""
        began_ms, depth = self.clock_ms(), self._depth
        self._depth += 1

        def note(fact: TraceFact) -> None:
            self._steps.append(
                TraceStep(
                    fact=fact,
                    began_ms=began_ms - self._began_ms,
                    ms=self.clock_ms() - began_ms,
                    depth=depth,
                )
            )

        try:
            yield note
        finally:
            self._depth = depth

    def note(self, fact: TraceFact) -> None:
        """Keep a fact that takes no time."""
        with self.step() as note:
            note(fact)


def rounded(steps: tuple[TraceStep, ...]) -> tuple[TraceStep, ...]:
    """Return steps with times that people can read."""
    return tuple(
        replace(one, began_ms=round(one.began_ms, 1), ms=round(one.ms, 1)) for one in steps
    )
