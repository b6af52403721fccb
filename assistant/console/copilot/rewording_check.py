"""Check that a rewording says the same as the text it was made of. Pure.

`changes` compares every figure, date, link, code and hard claim, and a difference refuses the
rewording: an agent reads it before it goes out, so words may change; what is easily overlooked may
not. Names are compared too (`other_names`), but a name may be another word in another language:
those are shown.

`doubts` compares counts and places, not meanings: nothing is proven wrong, and something may be. So
a rewording that is right may be doubted, which costs its reader a look; whatever else a sentence
may have turned around is for the reader to see.
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
from assistant.understanding.languages.language_detector import detect
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
    """Hold the terms that a rewording must keep, beside the text it was made of."""

    language: Language  # that it is to be in
    names: KnownProductNames  # of the shop's products
    secrets: tuple[str, ...]  # that it must not say
    instructions: str  # that it must not recite


def changes(before: str, after: str, terms: RewordingTerms) -> tuple[str, ...]:
    """Return the facts and claims that only one text has; empty: the rewording may be used.

    Figures and links stand in it as they are compared; the rest by name, of `changed` in the
    console's texts: `denial`, `promise`, `markup`, `language`, `leak`, `machine`.
    """
    return tuple(dict.fromkeys(_changes(before, after, terms)))


def other_names(before: str, after: str) -> tuple[str, ...]:
    """Return the names that only one of two texts has, as it writes them, in their order."""
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
    """Return the facts that only one text states; numbers said in words do not count."""
    said, says = find(before), find(after)
    apart = [one for one in said if one not in says] + [one for one in says if one not in said]
    bare = {one.value for one in (*said, *says) if one.kind is not FactKind.NUMBER}
    return [one for one in apart if one.kind is not FactKind.NUMBER or one.value not in bare]


def _worded(fact: Fact) -> str:
    return f"{fact.value} {fact.unit.replace('_', ' ')}".strip()


def _claims(text: str) -> set[str]:
    """Return the hard claims of a text, each named by one of its English words."""
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
    """Return the doubts of a rewording, by their names in `doubts` of the console's texts.

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
    """Return whether something else is denied: "shoes, not coats" became "coats, not shoes"."""
    (no, yes), (now_no, now_yes) = (
        tuple(terms(" ".join(sorted(some)), language) for some in sides(text))
        for text, language in zip((before, after), languages, strict=True)
    )
    both = (no & yes) | (now_no & now_yes)  # such as "part" and "partie", by their stem
    return bool(no & now_yes - both) and bool(yes & now_no - both)
