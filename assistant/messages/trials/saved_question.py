"""Hold the questions that a shop saved as its own tests, and judge the answers to them. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.conversation.event_base import Reason, ReplyKind
from assistant.conversation.events import HandoffRequested
from assistant.conversation.message import ChannelKind, Language, Source
from assistant.messages.trials.trial import TriedTurn
from assistant.messages.trials.turn_trace import MovedFact

_BLANKS = re.compile(r"\s+")
_QUOTES = str.maketrans(
    "\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}«»",
    "''" + '"' * 4,
)


class ExpectedOutcome(StrEnum):
    """Name the outcome that a saved question is expected to have."""

    ANSWERED = "answered"  # from the shop's texts; perhaps from one source, with some facts
    SILENT = "silent"  # it must not be answered
    PERSON = "person"  # it goes to a person
    OPERATION = "operation"  # an operation opens


class QuestionFault(StrEnum):
    """Name the way in which an answer is not the expected one."""

    NOT_ANSWERED = "not_answered"
    OTHER_SOURCE = "other_source"
    NOT_SAID = "not_said"
    ANSWERED = "answered"  # though it must not be
    NO_PERSON = "no_person"
    NO_OPERATION = "no_operation"
    BROKEN = "broken"  # the turn broke off
    TALK = "talk"  # of a scenario: its talk is not the expected one


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Hold the expected answer."""

    outcome: ExpectedOutcome = ExpectedOutcome.ANSWERED
    source: str = ""  # part of the title or the address of a page that is quoted; "": any
    facts: tuple[str, ...] = ()  # words that the reply says, each of them
    operation: str = ""  # its name; "": any


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuestion:
    """Hold one question of the shop's own tests; an unknown visitor asks it."""

    question_id: str
    version: int  # 1, 2, 3 ...; a change is made on the version that was seen
    text: str
    language: Language | None = None
    channel: ChannelKind = ChannelKind.WEBCHAT
    page: str = ""  # the product in view
    category: str = ""  # the category in view
    expected: Expectation = field(default_factory=Expectation)
    by: str  # an agent's id, or the user at the command line
    at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFault:
    """Hold one way in which an answer is not the expected one."""

    fault: QuestionFault
    what: str = ""  # the words that are missing, or the sources that were quoted instead


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """Hold the answer to a saved question in one run; green without faults."""

    question_id: str
    question_version: int
    faults: tuple[FoundFault, ...]
    said: str  # "": nothing
    kind: str  # of the reply
    ms: float
    before: bool | None = None  # green without the change, asked at once; None: it was not asked

    @property
    def is_green(self) -> bool:
        """Return whether the answer is the expected one."""
        return not self.faults


def judge_answer(question: SavedQuestion, tried: TriedTurn) -> QuestionResult:
    """Return the verdict on an answer; an answer that a person sees first counts as given."""
    reply, suggested = tried.reply, tried.suggested
    if reply and reply.reason is Reason.ASSISTANT_FAILED:  # no silence of the pages, and no wish
        return broken(question, str(reply.reason))
    said = suggested.text if suggested else reply.text if reply else ""
    kind = suggested.kind if suggested else reply.kind if reply else ""
    sources = suggested.sources if suggested else reply.sources if reply else ()
    return QuestionResult(
        question_id=question.question_id,
        question_version=question.version,
        faults=tuple(_faults(question.expected, tried, said, kind, sources)),
        said=said,
        kind=str(kind),
        ms=tried.ms,
    )


def broken(question: SavedQuestion, why: str) -> QuestionResult:
    """Return the verdict on a question whose turn broke off; `why` is a word of ours."""
    return broken_test(question.question_id, why, version=question.version)


def broken_test(test_id: str, why: str, *, version: int = 0) -> QuestionResult:
    """Return the verdict on a test that broke off; version 0: it was not read."""
    return QuestionResult(
        question_id=test_id,
        question_version=version,
        faults=(FoundFault(fault=QuestionFault.BROKEN, what=why),),
        said="",
        kind="",
        ms=0.0,
    )


def turned_red(
    before: Sequence[QuestionResult], now: Sequence[QuestionResult]
) -> tuple[QuestionResult, ...]:
    """Return the results that are red now and were not before; new questions are among them.

    What was asked without the change at the same time says more than an earlier run.
    """
    known = {one.question_id for one in before if not one.is_green}
    return tuple(
        one
        for one in now
        if not one.is_green and (one.question_id not in known if one.before is None else one.before)
    )


def _faults(
    expected: Expectation,
    tried: TriedTurn,
    said: str,
    kind: str,
    sources: tuple[Source, ...],
) -> Iterator[FoundFault]:
    answers = kind in {ReplyKind.ANSWERED, ReplyKind.DID}
    match expected.outcome:
        case ExpectedOutcome.SILENT if answers:
            yield FoundFault(fault=QuestionFault.ANSWERED)
        case ExpectedOutcome.PERSON if not _asks_for_person(tried):
            yield FoundFault(fault=QuestionFault.NO_PERSON)
        case ExpectedOutcome.OPERATION if not _opens(expected.operation, tried):
            yield FoundFault(fault=QuestionFault.NO_OPERATION, what=expected.operation)
        case ExpectedOutcome.ANSWERED if not answers:
            yield FoundFault(fault=QuestionFault.NOT_ANSWERED)
        case ExpectedOutcome.ANSWERED if not _quotes(sources, expected.source):
            titles = dict.fromkeys(one.title for one in sources)
            yield FoundFault(fault=QuestionFault.OTHER_SOURCE, what=", ".join(titles))
        case _:
            pass
    missing = (fact for fact in expected.facts if plain(fact) not in plain(said))
    yield from (FoundFault(fault=QuestionFault.NOT_SAID, what=fact) for fact in missing)


def _asks_for_person(tried: TriedTurn) -> bool:
    return any(isinstance(one, HandoffRequested) for one in tried.followed)


def _quotes(sources: tuple[Source, ...], named: str) -> bool:
    return not named or any(_is_of(one, named) for one in sources)


def _opens(operation: str, tried: TriedTurn) -> bool:
    """Tell whether an operation was opened, be it that the customer is to prove who they are."""
    taken = tried.taken
    if taken is None or taken.decision != "Operate":
        return False
    moves = [one.fact for one in tried.steps if isinstance(one.fact, MovedFact)]
    opened = {wish for move in moves for wish in move.wishes} | {taken.intent}
    moved = any(move.move != "NotAnOperation" for move in moves)
    return moved and operation in {"", *opened}


def _is_of(source: Source, named: str) -> bool:
    return plain(named) in plain(source.title) or plain(named) in plain(source.url)


def plain(text: str) -> str:
    """Return a text for comparison: case, kinds of blanks and of quotation marks do not count."""
    return _BLANKS.sub(" ", text.translate(_QUOTES)).strip().casefold()


def by_question(results: Sequence[QuestionResult]) -> Mapping[str, QuestionResult]:
    """Return results by the id of their question."""
    return {one.question_id: one for one in results}
