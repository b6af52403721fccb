"""Tell the intents that need no model, by lists of words.

A list has the whole message ("bonjour"), or the message answers a question that was asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from assistant.understanding.message_words import Word, split
from assistant.understanding.types import AnswerKind, Entities, Entity, Intent
from retrieval.text.resource_files import load_yaml

CONFIDENCE = 0.99
"""Confidence of an intent that a rule gave."""

MAX_WORDS = 16
"""Words of a message that only asks for a person; a longer one is about more than that."""

MAX_DISTANCE = 5
"""Words after "talk to" within which a person must be named."""

_Phrase = tuple[str, ...]
_SOCIAL = (Intent.GOODBYE, Intent.THANKS, Intent.GREETING)  # "merci, au revoir" says goodbye


class IntentRules:
    """Hold the lists of `resources/rules.yml`, ready for use."""

    def __init__(self) -> None:
        lists = load_yaml("assistant.understanding", "rules.yml")
        self._social = {intent: phrases(lists[intent.value]) for intent in _SOCIAL}
        self._optional = _words(lists["optional"])
        person = lists["person"]
        self._verbs = phrases(person["verbs"])
        self._people = phrases(person["people"])
        self._people_words = frozenset(word for phrase in self._people for word in phrase)
        self._whole = phrases(person["whole"])
        self._begins = phrases(person["begins"])
        self._never = phrases([person["never"]])
        self._polite = frozenset(person["optional"])

    def decide(self, words: Sequence[Word]) -> Intent | None:
        """Return the intent of a message whose words a list settles; None: no list does."""
        texts = tuple(word.text for word in words)
        if not texts or len(texts) > MAX_WORDS:
            return None
        if self._asks_for_person(texts):
            return Intent.ASK_FOR_PERSON
        for intent in _SOCIAL:
            if _is_made_of(texts, self._social[intent], self._optional):
                return intent
        return None

    def names_person(self, words: Sequence[Word]) -> bool:
        """Return whether a word is one for a person of the shop."""
        return any(word.text in self._people_words for word in words)

    def _asks_for_person(self, texts: _Phrase) -> bool:
        begins = any(texts[: len(one)] == one for one in self._begins)
        if begins or _is_made_of(texts, self._whole, self._polite):
            return True
        if self._people_words.isdisjoint(texts) or any(True for _ in _ends(texts, self._never)):
            return False
        return any(
            True
            for end in _ends(texts, self._verbs)
            for _ in _ends(texts[end : end + MAX_DISTANCE], self._people)
        )


@cache
def shared_rules() -> IntentRules:
    """Return the process's one set of rules."""
    return IntentRules()


def phrases(rows: Iterable[Iterable[str]]) -> frozenset[_Phrase]:
    """Return the phrases of a list in rows, as the words that they are made of."""
    return frozenset(tuple(word.text for word in split(phrase)) for row in rows for phrase in row)


def _words(rows: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(word for row in rows for word in row)


def _ends(texts: _Phrase, phrases: frozenset[_Phrase]) -> Iterator[int]:
    """Yield where each occurrence of one of `phrases` ends."""
    longest = max(map(len, phrases))
    for at in range(len(texts)):
        for end in range(at + 1, min(at + longest, len(texts)) + 1):
            if texts[at:end] in phrases:
                yield end


def _is_made_of(texts: _Phrase, phrases: frozenset[_Phrase], optional: frozenset[str]) -> bool:
    """Tell whether `texts` is one of `phrases` with nothing but optional words around it."""
    longest = max(map(len, phrases))
    for at in range(len(texts)):
        for size in range(min(longest, len(texts) - at), 0, -1):
            if texts[at : at + size] in phrases and all(
                word in optional for word in texts[:at] + texts[at + size :]
            ):
                return True
        if texts[at] not in optional:
            return False
    return False


MAX_ANSWER_WORDS = 8
"""Words of a message that only says yes or no; a longer one says more."""


def dialogue_intent(words: Sequence[Word], entities: Entities) -> Intent | None:
    """Return `AFFIRM`, `DENY` or `INFORM` where the words leave no doubt; None: the model decides.

    `words` are those of the message, `entities` the values that were read from it.
    """
    answer = entities.answer
    if answer is not None and not answer.rest and len(words) <= MAX_ANSWER_WORDS:
        return Intent.AFFIRM if answer.kind is AnswerKind.YES else Intent.DENY
    return Intent.INFORM if _gives_values_only(words, entities) else None


def _gives_values_only(words: Sequence[Word], entities: Entities) -> bool:
    spans = list(_spans(entities))
    left = [w for w in words if not any(start <= w.start < end for start, end in spans)]
    numbers = [w for w in left if w.text.isdigit()]
    if not words or not (spans or numbers):
        return False
    return all(word.text in _around_values() or word in numbers for word in left)


def _spans(entities: Entities) -> Iterator[tuple[int, int]]:
    """Yield the places of the values that say nothing but themselves: numbers, addresses, names."""
    single = (entities.code, entities.name, entities.address)
    several = (
        entities.orders,
        entities.emails,
        entities.postcodes,
        entities.positions,
        entities.methods,
    )
    found: list[Entity[Any]] = [one for one in single if one is not None]
    found.extend(one for kind in several for one in kind)
    for one in found:
        yield one.start, one.end


@cache
def _around_values() -> frozenset[str]:
    return frozenset(load_yaml("assistant.understanding", "entities.yml")["around_values"].split())
