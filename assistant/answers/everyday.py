"""Words of everyday life: what they lead to, what they are said of, what they are told from.

A postman leads to delivery (`everyday.yml`); sisters and afternoons lead nowhere (`generic.yml`);
what is said of Belgium is not said of Denmark (`families.yml`).
"""

from collections.abc import Mapping
from functools import cache

from assistant.answers.files import load_yaml
from assistant.answers.words import term, terms
from assistant.conversation.conversation_message import Language

_LANGUAGES: tuple[Language, ...] = ("fr", "en")

_NOTHING: frozenset[str] = frozenset()


def leads_to(one: str) -> frozenset[str]:
    """Return the terms that a page may say for what a customer calls `one`."""
    return _table().get(one, _NOTHING)


def is_generic(one: str, language: Language) -> bool:
    """Tell whether a term says nothing of what a shop may have or do."""
    return one in _generic(language)


@cache
def families() -> tuple[frozenset[str], ...]:
    """Return sets of terms of which what is said of one is not said of another."""
    return tuple(
        frozenset(term(word, language) for word in words for language in _LANGUAGES)
        for words in load_yaml("families.yml")
    )


@cache
def _generic(language: Language) -> frozenset[str]:
    return terms(load_yaml("generic.yml")[language], language)


@cache
def _table() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in load_yaml("everyday.yml"):
        pages = {term(word, language) for word in row["page"] for language in _LANGUAGES}
        for language in _LANGUAGES:
            for word in row[language]:
                table.setdefault(term(word, language), set()).update(pages)
    return {one: frozenset(pages - {one}) for one, pages in table.items()}
