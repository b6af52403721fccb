"""Check a verified answer before it is kept: the faults of its texts and of its ways. Pure.

The text is the shop's own, and so its own evidence: what it states need not stand elsewhere. It
still must not promise what nobody did, or carry what a page would act on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args
from urllib.parse import urlsplit

from assistant.answers.guard.forbidden_content import carries_markup, promises_something
from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId
from assistant.answers.verified.way_agreement import asked_words
from assistant.conversation.message import Language

LONGEST_TEXT = 2_000  # characters
LONGEST_WAY = 300
MOST_WAYS = 40


class AnswerFault(StrEnum):
    """Name the reasons why a verified answer is not kept."""

    NO_QUESTION = "no_question"
    NO_WORDS = "no_words"  # a way of asking without a letter or a digit
    MANY_WAYS = "many_ways"
    LONG_WAY = "long_way"
    NO_TEXT = "no_text"
    LONG_TEXT = "long_text"
    MARKUP = "markup"
    PROMISE = "promise"
    WRONG_ADDRESS = "wrong_address"
    WRONG_DAY = "wrong_day"
    TOO_LONG = "too_long"  # of a file: a cell
    WRONG_BY = "wrong_by"  # of a file: neither the text nor people
    WRONG_ID = "wrong_id"  # of a file: no id of an answer, or twice
    MOVED = "moved"  # of a file: somebody else changed the answer meanwhile
    TAKEN = "taken"  # another answer has the same way of asking


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """Hold a fault with the field that has it: `ways_fr`, `text_en`, `source_url`."""

    field: str
    fault: AnswerFault
    other: VerifiedAnswer | None = None  # the one that has the same way


class TakenWays:
    """Hold the ways of asking of the answers that are live or wait to be."""

    def __init__(self, answers: Iterable[VerifiedAnswer] = ()) -> None:
        self._keys: dict[VerifiedId, tuple[str, ...]] = {}
        self._taken: dict[str, VerifiedAnswer] = {}
        for one in answers:
            self.put(one)

    def put(self, answer: VerifiedAnswer) -> None:
        """Take an answer up, in place of its version before."""
        for key in self._keys.pop(answer.answer_id, ()):
            if self.find(key, but=answer.answer_id) is None:
                self._taken.pop(key, None)
        if answer.state is not AnswerState.OFF:
            keys = tuple(asked_words(way.text, way.language).key for way in answer.ways)
            self._keys[answer.answer_id] = keys
            self._taken |= dict.fromkeys(keys, answer)

    def find(self, key: str, *, but: VerifiedId) -> VerifiedAnswer | None:
        """Return the answer that has a way of asking, unless it is the one named."""
        found = self._taken.get(key)
        return found if found is not None and found.answer_id != but else None


def find_faults(answer: VerifiedAnswer, taken: TakenWays) -> list[FieldFault]:
    """Return every fault of an answer beside those that have ways of asking already."""
    languages: tuple[Language, ...] = get_args(Language)
    faults = [*_of_ways(answer, languages), *_of_texts(answer), *_taken(answer, taken)]
    if answer.source_url and not _is_address(answer.source_url):
        faults.append(FieldFault(field="source_url", fault=AnswerFault.WRONG_ADDRESS))
    return faults


def _of_ways(answer: VerifiedAnswer, languages: Sequence[Language]) -> Iterator[FieldFault]:
    if not answer.ways:
        yield FieldFault(field=f"ways_{languages[0]}", fault=AnswerFault.NO_QUESTION)
    for language in languages:
        ways, field = answer.ways_in(language), f"ways_{language}"
        if len(ways) > MOST_WAYS:
            yield FieldFault(field=field, fault=AnswerFault.MANY_WAYS)
        elif any(len(way) > LONGEST_WAY for way in ways):
            yield FieldFault(field=field, fault=AnswerFault.LONG_WAY)
        elif any(not asked_words(way, language).key for way in ways):
            yield FieldFault(field=field, fault=AnswerFault.NO_WORDS)


def _of_texts(answer: VerifiedAnswer) -> Iterator[FieldFault]:
    if answer.person:
        return
    if not answer.texts:
        language = answer.ways[0].language if answer.ways else get_args(Language)[0]
        yield FieldFault(field=f"text_{language}", fault=AnswerFault.NO_TEXT)
    for language, text in answer.texts.items():
        if fault := find_fault(text, language):
            yield FieldFault(field=f"text_{language}", fault=fault)


def find_fault(text: str, language: Language) -> AnswerFault | None:
    """Return the fault of a text that customers would read; None: it has none."""
    if len(text) > LONGEST_TEXT:
        return AnswerFault.LONG_TEXT
    if carries_markup(text):
        return AnswerFault.MARKUP
    if promises_something(text, stated=text, receipts=(), language=language):
        return AnswerFault.PROMISE
    return None


def _taken(answer: VerifiedAnswer, taken: TakenWays) -> Iterator[FieldFault]:
    """Yield a fault for each language that has a way of another answer."""
    for language in dict.fromkeys(way.language for way in answer.ways):
        keys = (asked_words(way, language).key for way in answer.ways_in(language))
        others = (taken.find(key, but=answer.answer_id) for key in keys)
        if other := next(filter(None, others), None):
            yield FieldFault(field=f"ways_{language}", fault=AnswerFault.TAKEN, other=other)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url
