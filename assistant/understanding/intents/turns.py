"""Messages that answer what was asked, told by their words alone: yes, no, only a value."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from assistant.understanding.entity import AnswerKind, Entities, Entity
from assistant.understanding.word_lists import load_yaml
from assistant.understanding.text import Word
from assistant.understanding.understanding_types import Intent

MAX_ANSWER_WORDS = 8
"""A longer message says more than yes or no."""


def dialogue_intent(words: Sequence[Word], entities: Entities) -> Intent | None:
    """Return `AFFIRM`, `DENY` or `INFORM` where the words leave no doubt; None: the model decides.

    `words` are those of the message, `entities` what was read of it.
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
    """Yield where values stand that mean nothing but themselves."""
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
    return frozenset(load_yaml("entities.yml")["around_values"].split())
