"""Check that a rewording says what it was made of.

What was changed refuses it, what may have changed is doubted. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from assistant.answers.guard.denials import conditions, denials, sides
from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.guard.figure_attribution import WEEKDAYS, belong_elsewhere, place
from assistant.answers.guard.forbidden_content import (
    carries_markup,
    leaks,
    promises_something,
    talks_of_itself,
)
from assistant.answers.guard.guard_words import word_lists
from assistant.answers.terms import terms
from assistant.conversation.message import Language
from assistant.understanding.language_detector import detect
from assistant.understanding.stated_facts import Fact, FactKind, find
from retrieval.catalogue.case_folding import fold

TELLING = 4  # words from which the language of a text can be told

_HARD = ("free", "discount", "voucher", "guarantee", "unlimited", "refund", "today", "tomorrow")
"""Claims that cost the shop something, by one way to say each; see `resources/words.yml`."""

_WORD = regex.compile(r"[\p{L}\p{N}]+(?:'t\b)?")
_NAME = regex.compile(r"(?<=[\p{Ll}\d,;:)] )\p{Lu}[\p{L}\p{M}\p{N}'-]*")
_TITLES = frozenset(
    {"i", "je", "m", "mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam", "madame", "mme"}
    | {"monsieur", "mademoiselle", "mlle"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordingTerms:
    """What a rewrite is held to, beside the words it was made of."""

    language: Language  # that it is to be in
    names: KnownProductNames  # of the shop's products
    secrets: tuple[str, ...]  # that it must not say
    instructions: str  # that it must not recite


def changes(before: str, after: str, terms: RewordingTerms) -> tuple[str, ...]:
    """Return what `after` says and `before` does not, or the other way; empty: it may be used.

    Figures and links stand in it as they are compared; the rest by name, of `changed` in the
    console's texts: `denial`, `promise`, `markup`, `language`, `leak`, `machine`.
    """
    return tuple(dict.fromkeys(_changes(before, after, terms)))


def other_names(before: str, after: str) -> tuple[str, ...]:
    """Return names that only one of two texts has, as it writes them, in their order."""
    known, said = _words(before), _words(after)
    lost = (one for one in _names(before) if not _known(one, said))
    new = (one for one in _names(after) if not _known(one, known))
    return tuple(dict.fromkeys((*lost, *new)))


def _changes(before: str, after: str, terms: RewordingTerms) -> Iterator[str]:
    yield from (_worded(one) for one in _apart(before, after))
    had, has = set(terms.names.said_in(before)), set(terms.names.said_in(after))
    yield from sorted(had ^ has)
    yield from sorted(_claims(before) ^ _claims(after))
    if bool(denials(before)) != bool(denials(after)):
        yield "denial"
    if _promises(after, before, terms.language):
        yield "promise"
    if carries_markup(after) and not carries_markup(before):
        yield "markup"
    if leaks(after, secrets=terms.secrets, instructions=terms.instructions, evidence=before):
        yield "leak"
    if talks_of_itself(after, stated=before):
        yield "machine"
    if len(after.split()) >= TELLING and detect(after, default=terms.language) != terms.language:
        yield "language"


def _apart(before: str, after: str) -> list[Fact]:
    """Return the facts that only one text states; a number that is said in words is none."""
    said, says = find(before), find(after)
    apart = [one for one in said if one not in says] + [one for one in says if one not in said]
    bare = {one.value for one in (*said, *says) if one.kind is not FactKind.NUMBER}
    return [one for one in apart if one.kind is not FactKind.NUMBER or one.value not in bare]


def _worded(fact: Fact) -> str:
    return f"{fact.value} {fact.unit.replace('_', ' ')}".strip()


def _claims(text: str) -> set[str]:
    """Return the hard claims of a text, each by one of its ways in English."""
    claims, said = word_lists().claims, f" {' '.join(_words(text))} "
    found = set[str]()
    for way, ways in claims.items():
        hard = next((one for one in (*_HARD, *WEEKDAYS) if one in ways), None)
        if hard is not None and f" {fold(way)} " in said:
            found.add(hard)
    return found


def _promises(after: str, before: str, language: Language) -> bool:
    def promises(text: str) -> bool:
        return promises_something(text, stated=before, receipts=(), language=language)

    return promises(after) and not promises(before)


def _names(text: str) -> Iterator[str]:
    claims = word_lists().claims
    for found in _NAME.findall(text):
        word = fold(found)
        if word not in claims and word not in _TITLES:
            yield found


def _known(name: str, words: list[str]) -> bool:
    return all(one in words for one in _words(name))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text.replace("’", "'")))  # noqa: RUF001  # what keyboards type


def doubts(before: str, after: str, languages: tuple[Language, Language]) -> tuple[str, ...]:
    """Return what is to be looked at, by name, of `doubts` in the console's texts; empty: nothing.

    `languages` are those of the two texts.
    """
    return tuple(_doubts(before, after, languages))


def _doubts(before: str, after: str, languages: tuple[Language, Language]) -> Iterator[str]:
    if denials(before) != denials(after) or _is_denied_instead(before, after, languages):
        yield "denials"
    had, has = conditions(before), conditions(after)
    apart = (had - has) + (has - had)
    yield from (kind for kind in word_lists().conditions if apart[kind])
    if belong_elsewhere(place(before, languages[0]), place(after, languages[1])):
        yield "order"


def _is_denied_instead(before: str, after: str, languages: tuple[Language, Language]) -> bool:
    """Whether one thing is denied in place of another: "shoes, not coats", "coats, not shoes"."""
    (no, yes), (now_no, now_yes) = (
        tuple(terms(" ".join(sorted(some)), language) for some in sides(text))
        for text, language in zip((before, after), languages, strict=True)
    )
    both = (no & yes) | (now_no & now_yes)  # such as "part" and "partie", by their stem
    return bool(no & now_yes - both) and bool(yes & now_no - both)
