"""Tell whether a customer's message is whole, or more of it is to come. Pure.

Cheap signals of its words: does it ask, want or bid something, and of what; does it end where no
sentence ends. It is not understood for that: the turn does so, once, when the customer has ended.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Self

from assistant.understanding.message_words import Word, fold, split
from assistant.understanding.word_lists import word_list
from retrieval.text.resource_files import load_yaml

ENOUGH_OF_A_FACT = 2  # words of content after which a question for a fact is whole
ENOUGH_OF_A_QUESTION = 3  # the same of one for a yes or a no: "do you repair boots" is not yet
ENOUGH_OF_A_WISH = 4  # the same of "I would like": "to change my order's address" is whole
ENOUGH_OF_TROUBLE = 3  # of a statement that something is wrong, to be answered
ENOUGH_OF_A_STORY = 6  # of another statement, which asks nothing: the question mostly follows
ENOUGH_OF_A_DETAIL = 3  # of words that lean on others: "for a girl of 8"; else one names it

_CLAUSE = re.compile(r"[,.;:!?\n]+")
_ENDS_IN_THE_AIR = re.compile(r"(?:[,;:(]|\.\.+|…|-)\s*$")
_WHERE = re.compile(r"\boù\s*$", re.IGNORECASE)
_VALUE = re.compile(r"(?:n[o°]\s?)?#?(?=[\w.+%-]*[\d@])[\w.+%-]+(?:@[\w.-]+)?[.!]?")
_SUBJECTS = frozenset({"je", "j'", "i", "i'm", "i've", "nous", "we"})
_OWN = frozenset({"mon", "ma", "mes", "my", "our", "notre", "nos"})


class Completeness(StrEnum):
    """Name how much of a request a message holds."""

    WHOLE = "whole"  # it can be answered, and mostly nothing follows
    OPEN = "open"  # it can be answered; often a detail follows: "do you have boots"
    BEGUN = "begun"  # it cannot be answered as it stands: "hello", "it's about my order and"


def completeness_of(text: str) -> Completeness:
    """Return how much of a request a message holds."""
    signals = _Signals.shipped()
    words = split(text)
    if words and all(word.text in signals.words["closers"] for word in words):
        return Completeness.OPEN
    said = signals.without_openers(words)
    if not said:
        return Completeness.BEGUN
    if text.rstrip().endswith("?"):
        return Completeness.WHOLE
    if signals.announcing.fullmatch(said):
        return Completeness.BEGUN
    return _SaidWords.of(text, said, signals).completeness()


def only_opens(text: str) -> bool:
    """Return whether a message only opens a talk: "hello", "excuse me"."""
    return not _Signals.shipped().without_openers(split(text))


def breaks_off(text: str) -> bool:
    """Return whether a message ends where no sentence and no answer does."""
    signals = _Signals.shipped()
    said = signals.without_openers(split(text)).split()
    return not said or bool(_ENDS_IN_THE_AIR.search(text)) or said[-1] in signals.words["dangling"]


def is_bare_value(text: str) -> bool:
    """Return whether a message is one value and nothing else: a number, a code, an address."""
    return bool(_VALUE.fullmatch(fold(text).strip()))


@dataclass(frozen=True, kw_only=True)
class _Signals:
    """Hold the words and phrases of `resources/completeness.yml`, ready for use."""

    words: Mapping[str, frozenset[str]]  # by what they tell, in lower case and without accents
    openers: re.Pattern[str]
    announcing: re.Pattern[str]
    politely: re.Pattern[str]
    wants: re.Pattern[str]

    @classmethod
    @cache
    def shipped(cls) -> Self:
        """Return those that come with Comptoir."""
        read = load_yaml("assistant.understanding", "completeness.yml")
        return cls(
            words={k: frozenset(v.split()) for k, v in read.items() if isinstance(v, str)},
            openers=re.compile(rf"(?:(?:{'|'.join(read['openers'])})(?: |$))*"),
            announcing=re.compile("|".join(f"(?:{one})" for one in read["announcing"])),
            politely=re.compile(rf"(?:{'|'.join(read['asking_politely'])}) "),
            wants=re.compile(rf"(?<![\w'])(?:{'|'.join(read['wants'])})(?![\w'])"),
        )

    def without_openers(self, words: Sequence[Word]) -> str:
        """Return a message's words after those that only open a talk; "": there are none."""
        said = " ".join(word.text for word in words)
        opened = self.openers.match(said)
        return said[opened.end() :] if opened else said


@dataclass(frozen=True, slots=True, kw_only=True)
class _SaidWords:
    """Hold the words of a message that neither only greets nor ends in a question mark."""

    text: str
    asked: Sequence[str]  # its words, without a greeting or "I would like to know"
    clause: Sequence[str]  # those of its last clause
    politely: bool  # whether there was an "I would like to know"
    wants: bool
    signals: _Signals

    @classmethod
    def of(cls, text: str, said: str, signals: _Signals) -> Self:
        politely = signals.politely.match(f"{said} ")
        asked = said[politely.end() :].split() if politely else said.split()
        clause = split(_CLAUSE.split(text.rstrip(" .;!"))[-1])
        return cls(
            text=text,
            asked=asked,
            clause=[word.text for word in clause] or asked,
            politely=politely is not None,
            wants=signals.wants.search(said) is not None,
            signals=signals,
        )

    def completeness(self) -> Completeness:
        """Return how much of a request the words hold."""
        of_fact = bool(_WHERE.search(self.text)) or any(map(self._asks_fact, self._parts))
        yes_or_no = any(map(self._asks_yes_or_no, self._parts))
        if not self.asked or self._dangles(of_fact=of_fact, yes_or_no=yes_or_no):
            return Completeness.BEGUN
        content = sum(map(self._is_content, self.asked))
        if of_fact and (content or not self._has("of_what")):
            return _enough(content or 1, ENOUGH_OF_A_FACT)
        if of_fact or yes_or_no:
            return _enough(content, ENOUGH_OF_A_QUESTION)
        if self.wants:
            numbered = any(letter.isdigit() for word in self.asked for letter in word)
            return _enough(content, 1 if numbered else ENOUGH_OF_A_WISH)
        return self._as_told(content)

    @property
    def _parts(self) -> tuple[Sequence[str], ...]:
        return (self.asked, self.clause) if self.asked else ()

    def _has(self, what: str) -> bool:
        return bool(self.signals.words[what] & set(self.asked))

    def _as_told(self, content: int) -> Completeness:
        """Return the completeness of words that ask and want nothing: they bid, or they tell."""
        if self.signals.words["bidding"] & {self.asked[0], self.clause[0]}:
            return Completeness.WHOLE if content > 1 else Completeness.OPEN
        if _SUBJECTS & set(self.asked) or self.asked[0] in _OWN:
            enough = ENOUGH_OF_TROUBLE if self._has("troubled") else ENOUGH_OF_A_STORY
        else:
            enough = ENOUGH_OF_A_DETAIL if self.asked[0] in self.signals.words["leaning"] else 1
        names = content >= enough and not is_bare_value(" ".join(self.asked))
        return Completeness.OPEN if names else Completeness.BEGUN

    def _dangles(self, *, of_fact: bool, yes_or_no: bool) -> bool:
        """Return whether it ends where no sentence does; "tell me where my parcel is" may."""
        if _ENDS_IN_THE_AIR.search(self.text):
            return True
        last, words = self.asked[-1], self.signals.words
        if last not in words["dangling"] or (of_fact and self.politely):
            return False
        return not ((of_fact or yes_or_no) and last in words["stranded"])

    def _asks_fact(self, words: Sequence[str]) -> bool:
        edge = self.signals.words["asking_at_edge"]
        first = words[1] if words[0] == "d'" and len(words) > 1 else words[0]  # "d'où vient ..."
        asks = bool(self.signals.words["asking"] & set(words))
        return asks or first in edge or words[-1] in edge

    def _asks_yes_or_no(self, words: Sequence[str]) -> bool:
        lists = self.signals.words
        if words[0] in lists["yes_or_no_first"] or words[0] in lists["asks_at_start"]:
            return True
        verbs, subjects = lists["verbs_before_subject"], lists["subjects"]
        return any(verb in verbs and subject in subjects for verb, subject in pairwise(words))

    def _is_content(self, word: str) -> bool:
        """Return whether a word names something, and does not only ask or wish for it."""
        empty = (word_list("grammar"), word_list("request"), word_list("question"))
        lists = self.signals.words
        return not (
            any(word in one for one in empty)
            or word in lists["of_what"]
            or word in lists["verbs_before_subject"]
        )


def _enough(content: int, whole: int) -> Completeness:
    if content >= whole:
        return Completeness.WHOLE
    return Completeness.OPEN if content else Completeness.BEGUN
