"""Judge a played conversation against the end that its scenario expects. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers.guard.forbidden_content import promises_something
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.played_talk import DryEffect, PlayedTalk, PlayedTurn
from assistant.improvement.rehearsal.saved_scenario import (
    ANY_OPERATION,
    ExpectedEffect,
    SavedScenario,
    TalkExpectation,
)

_BLANKS = re.compile(r"\s+")
_QUOTES = str.maketrans(
    "\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}«»",
    "''" + '"' * 4,
)


class Miss(StrEnum):
    """Name the ways in which a talk is not the expected one, the gravest first."""

    BROKEN = "broken"  # it broke off
    DONE_UNASKED = "done_unasked"  # an effect in the shop that must not be
    NOT_DONE = "not_done"  # an effect that must be, and is not, or with other values
    PROVEN = "proven"  # somebody was proven who must not be
    NOT_PROVEN = "not_proven"
    NOT_ANSWERED = "not_answered"
    NOT_OPENED = "not_opened"  # no operation, or another one
    ANSWERED = "answered"  # though nothing was to be said
    PROMISED = "promised"
    SAID = "said"  # words that must not be said
    NOT_SAID = "not_said"
    NOT_HANDED_OVER = "not_handed_over"
    HANDED_OVER = "handed_over"
    OTHER_SOURCE = "other_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMiss:
    """Hold one way in which a talk is not the expected one."""

    miss: Miss
    what: str = ""  # the words, the effect, or the sources that were quoted instead


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkVerdict:
    """Hold a scenario's talk in one run, with the verdict on it."""

    scenario_id: str
    scenario_version: int
    talk: PlayedTalk
    misses: tuple[FoundMiss, ...] = ()
    before: bool | None = None  # passed without the change, played at once; None: it was not

    @property
    def passed(self) -> bool:
        """Tell whether the conversation ended as expected."""
        return not self.misses


_ANSWERS = frozenset({ReplyKind.ANSWERED, ReplyKind.DID})


def broken_talk(scenario: SavedScenario, why: str) -> TalkVerdict:
    """Return the verdict on a scenario whose talk broke off; `why` is a word of ours."""
    broken = PlayedTalk(broken=why, about_customer=bool(scenario.part.order))
    return judge_talk(scenario, broken)


def judge_talk(scenario: SavedScenario, talk: PlayedTalk) -> TalkVerdict:
    """Return the verdict on a talk."""
    misses = tuple(_misses(scenario.expected, talk, scenario.part.language))
    return TalkVerdict(
        scenario_id=scenario.scenario_id,
        scenario_version=scenario.version,
        talk=talk,
        misses=tuple(sorted(misses, key=lambda one: _ORDER[one.miss])),
    )


_ORDER = {one: place for place, one in enumerate(Miss)}


def _misses(expected: TalkExpectation, talk: PlayedTalk, language: Language) -> Iterator[FoundMiss]:
    if talk.broken:
        yield FoundMiss(miss=Miss.BROKEN, what=talk.broken)
        return
    yield from _of_effects(expected, talk)
    if expected.proven is not None and talk.proven is not expected.proven:
        yield FoundMiss(miss=Miss.PROVEN if talk.proven else Miss.NOT_PROVEN)
    if expected.person is not None and talk.person is not expected.person:
        yield FoundMiss(miss=Miss.HANDED_OVER if talk.person else Miss.NOT_HANDED_OVER)
    if expected.answered and not any(turn.kind in _ANSWERS for turn in talk.turns):
        yield FoundMiss(miss=Miss.NOT_ANSWERED)
    opened = {name for turn in talk.turns for name in turn.opens}
    wanted = opened if expected.opens == ANY_OPERATION else {expected.opens} & opened
    if expected.opens and not wanted:
        yield FoundMiss(miss=Miss.NOT_OPENED, what=expected.opens)
    for turn in talk.turns:
        if expected.silent and turn.kind in _ANSWERS:
            yield FoundMiss(miss=Miss.ANSWERED, what=turn.said)
        if expected.no_promise and _promises(turn, language):
            yield FoundMiss(miss=Miss.PROMISED, what=turn.said)
    yield from _of_words(expected, talk)


def _of_effects(expected: TalkExpectation, talk: PlayedTalk) -> Iterator[FoundMiss]:
    """Yield the effects that are missing, and those that nobody asked for."""
    left = list(talk.effects)
    for want in expected.effects:
        found = next((one for one in left if _is_wanted(want, one)), None)
        if found is None:
            what = " ".join((want.effect, *want.holds))
            yield FoundMiss(miss=Miss.NOT_DONE, what=what)
        else:
            left.remove(found)
    for kind in dict.fromkeys(one.effect for one in left):
        yield FoundMiss(miss=Miss.DONE_UNASKED, what=kind)


def _is_wanted(want: ExpectedEffect, done: DryEffect) -> bool:
    told = plain(" ".join((done.order, *done.values)))
    return want.effect == done.effect and all(plain(one) in told for one in want.holds)


def _promises(turn: PlayedTurn, language: Language) -> bool:
    """Tell whether an answer promises; read-backs and receipts have their own checks."""
    stated = "\n".join(turn.quotes)
    return turn.kind == ReplyKind.ANSWERED and promises_something(
        turn.said, stated=stated, receipts=(), language=language
    )


def _of_words(expected: TalkExpectation, talk: PlayedTalk) -> Iterator[FoundMiss]:
    said = plain("\n".join(turn.said for turn in talk.turns))
    for one in expected.says:
        if plain(one) not in said:
            yield FoundMiss(miss=Miss.NOT_SAID, what=one)
    for one in expected.never_says:
        if plain(one) in said:
            yield FoundMiss(miss=Miss.SAID, what=one)
    sources = [one for turn in talk.turns for one in turn.sources]
    if expected.source and not any(plain(expected.source) in plain(one) for one in sources):
        what = ", ".join(dict.fromkeys(sources))
        yield FoundMiss(miss=Miss.OTHER_SOURCE, what=what)


def plain(text: str) -> str:
    """Return a text for comparison: case, kinds of blanks and of quotation marks do not count."""
    return _BLANKS.sub(" ", text.translate(_QUOTES)).strip().casefold()
