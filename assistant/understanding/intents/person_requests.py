"""Find the request for a person in a message that asks something else too. Pure.

    "je voudrais parler à quelqu'un, et vous livrez en Suisse ?" -> "vous livrez en Suisse ?"

A message is cut at its stops and commas, and before an "and" that a question follows.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter

from assistant.conversation.message import Language
from assistant.understanding.intents.intent_rules import phrases
from assistant.understanding.message_words import Word, split
from retrieval.text.resource_files import load_yaml
from retrieval.text.sentence_split import split as sentences

AsksForPerson = Callable[[str], bool]
"""Return whether a part of a message asks for a person."""

_Phrase = tuple[str, ...]

_STOP = re.compile(r"(?<=[,;:])\s+|\s+[-\u2013\u2014]\s+")
_LEAST = 3
"""Least words of a question, its mark apart: "d'accord ?", "please?" are none."""


class PersonRequests:
    """Hold the phrases of `resources/person_requests.yml`, ready for use."""

    def __init__(self) -> None:
        lists = load_yaml("assistant.understanding", "person_requests.yml")
        self._asks = phrases(lists["asks"])
        self._leads = phrases(lists["leads"])
        self._no_request = phrases(lists["no_request"])
        self._goes_on = phrases(lists["goes_on"])
        self._of_person = phrases(lists["of_person"])

    def beside(self, text: str, language: Language, asks: AsksForPerson) -> tuple[str, ...] | None:
        """Return the questions that a message may have beside a request for a person.

        They are in their order, without the words that lead to them; None: no part is such a
        request, or the message is one part.
        """
        cut = [
            [(part, not self._is_no_request(part) and asks(part)) for part in self._cut(sentence)]
            for sentence in _sentences(text, language)
        ]
        parts = [part for sentence in cut for part in sentence]
        if len(parts) == 1 or not any(is_request for _, is_request in parts):
            return None
        said = (run for sentence in cut for run in _runs(sentence))
        return tuple(question for one in said if (question := self._question(one)))

    def _is_no_request(self, part: str) -> bool:
        return bool(_length(_texts(split(part)), self._no_request))

    def _cut(self, sentence: str) -> list[str]:
        """Return the parts of a sentence."""
        return [part for one in _STOP.split(sentence) for part in self._cut_at_leads(one)]

    def _cut_at_leads(self, text: str) -> Iterator[str]:
        """Yield the parts of a text, cut before "and" and its like where a question follows."""
        words, begun = split(text), 0
        texts = _texts(words)
        for at in range(1, len(words)):
            led = at + _length(texts[at:], self._leads)
            if led > at and _length(texts[led:], self._asks):
                yield text[begun : words[at].start].strip()
                begun = words[at].start
        yield text[begun:].strip()

    def _question(self, text: str) -> str:
        """Return the question of a part, without the words that lead to it; "": it asks nothing."""
        words = split(text)
        texts, led = _texts(words), 0
        while led < len(texts) and (size := _length(texts[led:], self._leads)):
            led += size
        left = texts[led:]
        begins = _length(left, self._asks)
        goes_on = _length(left, self._goes_on) and not begins  # "ou" may be "où"
        about_person = any(_length(left[at:], self._of_person) for at in range(len(left)))
        if not (begins or text.endswith("?")) or len(left) < _LEAST or about_person or goes_on:
            return ""
        return text[words[led].start :].rstrip(" ,;:")


@cache
def shared_requests() -> PersonRequests:
    """Return the process's one set of phrases."""
    return PersonRequests()


def _runs(parts: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Yield the words of a sentence before, between and after its requests for a person."""
    for is_request, run in groupby(parts, key=itemgetter(1)):
        if not is_request:
            yield " ".join(part for part, _ in run)


def _sentences(text: str, language: Language) -> list[str]:
    lines = filter(None, map(str.strip, text.splitlines()))
    return [line[start:end] for line in lines for start, end in sentences(line, language)]


def _length(texts: _Phrase, phrases: frozenset[_Phrase]) -> int:
    """Return the number of words of the longest phrase that a text begins with; 0: with none."""
    lengths = range(min(len(texts), _longest(phrases)), 0, -1)
    return next((size for size in lengths if texts[:size] in phrases), 0)


@cache
def _longest(phrases: frozenset[_Phrase]) -> int:
    return max(map(len, phrases), default=0)


def _texts(words: tuple[Word, ...]) -> _Phrase:
    return tuple(word.text for word in words)
