"""Tell which of the products shown before a follow-up message means. Pure."""

import regex

from assistant.answers.composing.products.product_aspects import asks_of_a_product, aspect_of
from assistant.answers.terms import terms
from assistant.understanding.message_words import split
from assistant.understanding.types import Constraints, Intent, Understanding
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.case_folding import fold

_ORDINALS = (
    r"premiere?s?|first|1ere?",
    r"deuxiemes?|seconde?s?|2e(?:me)?",
    r"troisiemes?|third|3e(?:me)?",
    r"quatriemes?|fourth|4e(?:me)?",
)
_PLACES = tuple(regex.compile(rf"\b(?:{rule})\b") for rule in _ORDINALS)
_LAST = regex.compile(r"\b(?:derniere?s?|last)\b")
_BOTH = regex.compile(r"\b(?:les deux|both|the two|entre eux|between them)\b")


_CHOICE = regex.compile(
    r"\b(?:lequel|laquelle|lesquels|lesquelles|which|(?:le|la|les) (?:mieux|meilleure?s?)|"
    r"(?:the )?best|(?:le|la|les) plus \w+|(?:the )?\w+est\b|second best|les quelles?)\b"
)


def asks_to_choose(message: str) -> bool:
    """Tell whether a message asks which of the products shown to take: "laquelle pour courir ?"."""
    return _CHOICE.search(fold(message)) is not None


def in_focus(understanding: Understanding, focus: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of the shown products that a message means; empty: it names its own subject.

    "La deuxième" is the second card. Without a place, the first is meant, because the reply was
    about it; but a message that only filters a list further is a new search.
    """
    message = understanding.own_words
    if not focus or not (understanding.follow_up or _only_asks(message, understanding)):
        return ()
    if (place := _place(fold(message), understanding.intent)) is not None:
        return focus[place]
    is_list = len(focus) > 1
    filtered = understanding.constraints != Constraints()
    searches = understanding.intent in {Intent.QUESTION, Intent.PRODUCT_SEARCH}
    if (is_list and (filtered or searches)) or not _leans(message, understanding):
        return ()
    return focus[:1]


def pointed_at(message: str, focus: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of the shown products whose place a message says: "la deuxième"."""
    place = _place(fold(message), Intent.QUESTION)
    return focus[place] if place is not None else ()


def _place(folded: str, intent: Intent) -> slice | None:
    """Return which cards are pointed at: both, the last, the second; None: none in particular."""
    if intent is Intent.COMPARE or _BOTH.search(folded):
        return slice(2)
    if _LAST.search(folded):
        return slice(-1, None)
    places = (place for place, rule in enumerate(_PLACES) if rule.search(folded))
    place = next(places, None)
    return None if place is None else slice(place, place + 1)


def _leans(message: str, understanding: Understanding) -> bool:
    """Tell whether a message asks about a product without naming one."""
    pronoun = any(word.text in word_list("pronouns") for word in split(message))
    return (
        pronoun
        or asks_of_a_product(message)
        or (understanding.constraints != Constraints() and not understanding.constraints.category)
    )


def _only_asks(message: str, understanding: Understanding) -> bool:
    """Tell whether a message names nothing but an aspect: "quel prix ?", "in stock?"."""
    left = terms(message, understanding.language)
    return aspect_of(message) is not None and len(left) <= 1 and not understanding.products
