"""The content words of a question or a sentence, as terms that compare across inflections.

A term is a stem, a number, or a concept of `assistant.answers.concepts`: "magasin", "boutique" and
"store" are one term.
"""

from functools import lru_cache
from itertools import chain

import regex

from assistant.answers.concepts import concept_of, one_word
from assistant.answers.files import word_list
from assistant.answers.stems import stem
from assistant.conversation.conversation_message import Language
from retrieval.catalogue.case_folding import fold

_WORD = regex.compile(r"\d+(?:[.,]\d+)?|\p{L}[\p{L}\p{M}]+")
_STOP: dict[Language, frozenset[str]] = {
    "fr": word_list("stop_fr"),
    "en": word_list("stop_en"),
}
_DAYS = (
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
DAYS = frozenset(chain(*_DAYS))
"""Every weekday, in lower case."""
_DAY = "|".join(chain(*_DAYS))
_DAY_RANGE = regex.compile(rf"({_DAY}) (?:a|au|to|-|–|through|until) ({_DAY})")  # noqa: RUF001 (a dash)


@lru_cache(maxsize=16_384)  # the sentences of a shop's pages come again and again
def terms(text: str, language: Language) -> frozenset[str]:
    """Return the terms of the content words of `text`; a span of weekdays has all of them."""
    folded = one_word(fold(text))
    words = [word for word in _WORD.findall(folded) if word not in _STOP[language]]
    days = [day for first, last in _DAY_RANGE.findall(folded) for day in _between(first, last)]
    return frozenset(term(word, language) for word in [*words, *days])


@lru_cache(maxsize=65_536)
def term(word: str, language: Language) -> str:
    """Return the term of one word in lower case and without accents."""
    if word[0].isdigit():
        return word.replace(",", ".")
    return concept_of(stem(word, language), language)


def _between(first: str, last: str) -> tuple[str, ...]:
    for days in _DAYS:
        if first in days and last in days:
            return days[days.index(first) : days.index(last) + 1]
    return ()
