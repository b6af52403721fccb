"""Decide the next message of a simulated customer: read `next_move` first. Pure.

The customer knows their part and what the page has shown so far, and nothing of the assistant: no
state, no intent, no trace. The rules are those of a person who wants one thing.

    asked for something known -> told; read back -> agreed to if it says what they want
    answered -> the next thing, or gone; nowhere -> once in other words, then a person or gone
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from random import Random

import regex

from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.saved_scenario import (
    MOST_MESSAGES,
    CustomerPart,
    Known,
)
from assistant.improvement.rehearsal.seen_reply import SeenExchange, SeenReply
from assistant.improvement.rehearsal.writing_style import style, without_accents
from retrieval.text.resource_files import load_yaml

_TOLD_AT_MOST = 2  # times that a customer tells the same
_CODE = "code"


class Leaving(StrEnum):
    """Name the reasons why a customer writes no more."""

    CONTENT = "content"  # they got what they came for, or an answer
    HANDED_OVER = "handed_over"  # a person takes over
    GAVE_UP = "gave_up"
    TOO_LONG = "too_long"  # it took `MOST_MESSAGES`


@dataclass(frozen=True, slots=True)
class Says:
    """Hold the messages that a customer writes now."""

    messages: tuple[str, ...]
    meant: str  # the words without their style


@dataclass(frozen=True, slots=True)
class Leaves:
    """Say that a customer writes no more."""

    why: Leaving


@dataclass(frozen=True, slots=True, kw_only=True)
class _CustomerWords:
    """Hold the words of a customer in a language."""

    asks: Mapping[str, tuple[regex.Pattern[str], ...]]
    tells: Mapping[str, str]
    confirms: frozenset[str]
    refuses: frozenset[str]
    stops: frozenset[str]
    says: Mapping[str, str]


def next_move(
    part: CustomerPart, facts: Mapping[Known, str], talk: Sequence[SeenExchange], draw: Random
) -> Says | Leaves:
    """Return the move of the customer after `talk`, the oldest exchange first.

    `facts` are all that they know and would tell: of their own, and of their order.
    """
    if not talk:
        return _styled(part, part.opening, facts, draw, first=True)
    last = talk[-1].seen
    if last.person or last.kind is ReplyKind.HANDED_OFF:
        return Leaves(Leaving.HANDED_OVER)
    if part.once:
        return Leaves(Leaving.CONTENT if _is_answered(last) else Leaving.GAVE_UP)
    if len(talk) >= MOST_MESSAGES:
        return Leaves(Leaving.TOO_LONG)
    said = _read_back(part, last) or _told(part, facts, talk) or _chosen(part, facts, talk, draw)
    if said is None and _is_answered(last):
        answered = sum(_is_answered(one.seen) for one in talk)
        if answered > len(part.goes_on):
            return Leaves(Leaving.CONTENT)
        said = part.goes_on[answered - 1]
    said = said or _insisted(part, talk)
    return _styled(part, said, facts, draw) if said else Leaves(Leaving.GAVE_UP)


def _styled(
    part: CustomerPart, text: str, facts: Mapping[Known, str], draw: Random, *, first: bool = False
) -> Says:
    meant = text.replace("{order}", facts.get(Known.ORDER, ""))
    if part.once:  # a question is asked as it is written
        return Says((meant,), text)
    written = style(
        meant,
        language=part.language,
        mood=part.mood,
        traits=part.traits,
        first=first,
        draw=draw,
    )
    return Says(written, text)


def _is_answered(seen: SeenReply) -> bool:
    return seen.kind in {ReplyKind.ANSWERED, ReplyKind.DID}


def _read_back(part: CustomerPart, seen: SeenReply) -> str | None:
    """Return yes or no to a read-back; None: nothing is read back."""
    words = _words(part.language)
    choices = {_plain(one) for one in seen.choices}
    if not (choices & words.confirms and choices & words.refuses):
        return None
    if not part.agrees:
        return words.says["no"]
    if all(_plain(one) in _plain(seen.text) for one in part.wants):
        return words.says["yes"]
    return words.says["not_that"].replace("{text}", part.opening)


def _told(
    part: CustomerPart, facts: Mapping[Known, str], talk: Sequence[SeenExchange]
) -> str | None:
    """Return the value that is asked for and known; None: none is, or it was told enough."""
    seen, words = talk[-1].seen, _words(part.language)
    if seen.kind is not ReplyKind.ASKED:
        return None
    wrote = [one for each in talk for one in each.told]
    for name, patterns in words.asks.items():
        if not any(pattern.search(_plain(seen.text)) for pattern in patterns):
            continue
        letters = [one for each in talk for one in each.seen.letters]
        value = (letters or [""])[-1] if name == _CODE else facts.get(Known(name), "")
        said = words.tells[name].replace("{value}", value)
        if value and wrote.count(said) < _TOLD_AT_MOST:
            return said
    return None


def _chosen(
    part: CustomerPart, facts: Mapping[Known, str], talk: Sequence[SeenExchange], draw: Random
) -> str | None:
    """Return the button that says a thing they know, else any that goes on; None: none is."""
    seen, words = talk[-1].seen, _words(part.language)
    wrote = [one for each in talk for one in each.told]
    going_on = [
        one
        for one in seen.choices
        if _plain(one) not in words.stops and wrote.count(one) < _TOLD_AT_MOST
    ]
    if seen.kind is not ReplyKind.ASKED or not going_on:
        return None
    known = [_plain(one) for one in (*part.wants, *facts.values()) if one]
    fitting = [one for one in going_on if any(_shares(_plain(one), each) for each in known)]
    return fitting[0] if fitting else draw.choice(going_on)


def _insisted(part: CustomerPart, talk: Sequence[SeenExchange]) -> str | None:
    """Return the opening in other words, once; then the wish for a person, or None: they leave."""
    words, wrote = _words(part.language), [one for each in talk for one in each.told]
    again = words.says["again"].replace("{text}", part.again or part.opening)
    if again not in wrote:
        return again
    person = words.says["person"]
    return person if part.insists and person not in wrote else None


def _shares(choice: str, known: str) -> bool:
    return known in choice or choice in known


def _plain(text: str) -> str:
    return " ".join(without_accents(text).lower().split())


@cache
def _words(language: Language) -> _CustomerWords:
    read = load_yaml("assistant.improvement.rehearsal", f"customer.{language}.yml")
    return _CustomerWords(
        asks={
            name: tuple(regex.compile(_plain_pattern(one)) for one in patterns)
            for name, patterns in read["asks"].items()
        },
        tells=read["tells"],
        confirms=frozenset(map(_plain, read["confirms"])),
        refuses=frozenset(map(_plain, read["refuses"])),
        stops=frozenset(map(_plain, read["stops"])),
        says=read["says"],
    )


def _plain_pattern(pattern: str) -> str:
    return without_accents(pattern).lower()
