"""Tell the kind of thing that a customer looks for, and whether a product is of it. Pure.

"A waterproof bag for a boat" looks for a bag: English names the thing last, French first. A product
is of the kind if its title or category says so, or if the encoder finds it as like the message as
only such products are: "crockery" is in no title. The customer's other words must stand somewhere
in its text; if they do not, the answer says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex
from rapidfuzz.distance import OSA

from assistant.answers.composing.products.product_ages import AgeRange, age_of_person, suits_age
from assistant.answers.composing.products.variant_summary import fitting
from assistant.answers.terms import is_generic, one_word, stem, term, terms, wider, word_list
from assistant.conversation.message import Language
from assistant.understanding.constraints import price_limits
from assistant.understanding.constraints.lexicon import LONG, TYPO_LENGTH
from assistant.understanding.constraints.negation import unwanted
from assistant.understanding.constraints.option_values import shared_sayings
from assistant.understanding.entities.body_measures import read_size_wish
from assistant.understanding.message_words import Word, content, split, without
from assistant.understanding.types import Constraints, Understanding
from assistant.understanding.word_lists import word_list as understood
from retrieval.catalogue.case_folding import fold
from retrieval.types import Evidence, Passage

_ANYTHING = word_list("anything")
_GIFTS = word_list("gifts")
_IDEAS = frozenset({"idee", "idees", "idea", "ideas"})
_TASTE: dict[Language, frozenset[str]] = {
    "fr": frozenset(stem(word, "fr") for word in word_list("taste")),
    "en": frozenset(stem(word, "en") for word in word_list("taste")),
}
_PURPOSE: dict[Language, frozenset[str]] = {
    "fr": word_list("purpose_fr"),
    "en": word_list("purpose_en"),
}
_FOR = word_list("for_whom")
_MEASURES = word_list("measures") | understood("counted")
_WEARING = understood("wearing") | understood("option_cues")
LIKENESS = 0.04  # of a search and the nearest of two products that are not of its kind
SURE = (
    1.5  # times the least likeness: then words that the product's text does not have say the same
)
GROWN_UP = 14 * 12  # months from which things for children do no longer suit
_OF_BODY = regex.compile(r"\b(?:age[ds]?|ages? de) \d{1,2}\b|\b(?:waist|chest|inseam|taille)\b")
_DENIED = regex.compile(r"\b(?:not|pas|non) \w+")  # "not waterproof" says no waterproof
GIFT = 0.6  # times the least likeness: a gift need not be of a kind
STEEPNESS = 50.0  # of the probability that a product is of the kind, by its likeness
LEAST_SHARE = 0.5  # least share of the words in title and category, when no kind of thing is named
LEAST_IN_TEXT = 0.6  # the same in all text of the product


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedProduct:
    """Hold the kind of product that a customer looks for, in terms."""

    head: str  # the kind of thing; empty: none is named
    modifiers: tuple[tuple[str, str], ...]  # (term, word as written) that say which kind
    purpose: tuple[str, ...]  # terms of its purpose
    audience: tuple[str, ...] = ()  # terms of the people that it is for: men, children
    gift: bool = False  # anything that suits the one who gets it
    anything: bool = False  # "something warm": no kind of thing is named
    loosely: bool = False  # what comes closest will do
    age: AgeRange | None = None  # of the one who gets it


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFit:
    """Hold the result of a comparison of a product with the product that is wanted."""

    fits: bool  # it is of the kind
    missing: tuple[str, ...] = ()  # words of the customer that its text does not have
    unmet: int = 0  # number of words of the purpose that its text does not have
    named: bool = False  # its title or category says the kind
    suits: bool = True  # it is for the people that it is wanted for, as far as the catalogue tells

    @property
    def whole(self) -> bool:
        return self.fits and not self.missing


def wanted(understanding: Understanding) -> WantedProduct:
    """Return the product that a message looks for, without the words that filters check."""
    language = understanding.language
    age = age_of_person(understanding.text)
    before, after = _parts(_unfiltered(understanding), language)
    anything = _says_anything(understanding.text, before)
    audience = [w for w in (*before, *after) if _term(w, language) in _audiences()]
    before, after = ([w for w in part if w not in audience] for part in (before, after))
    named = [w for w in before if not _is_taste(w, language) and w.text not in _ANYTHING]
    occasion = named if (gift := _is_gift(understanding.text, named)) else []
    named = [] if gift else named
    head = _head(named, language) if named and not anything else None
    return WantedProduct(
        head=_kind(head, understanding) if head else "",
        modifiers=tuple((_term(w, language), w.text) for w in named if w is not head),
        purpose=tuple(
            _term(w, language) for w in (*occasion, *after) if not _is_taste(w, language)
        ),
        audience=tuple(dict.fromkeys(_term(w, language) for w in audience)) or _of_age(age),
        gift=gift,
        age=age,
        anything=anything,
    )


def _head(named: Sequence[Word], language: Language) -> Word:
    return named[0] if language == "fr" else named[-1]


def _says_anything(text: str, before: Sequence[Word]) -> bool:
    """Tell whether a message looks for "something", and names no kind of thing before that."""
    words = split(text)
    at = next((word.text for word in words if word.text in understood("anything")), None)
    if at is None:
        return False
    ahead = [word.text for word in words[: [w.text for w in words].index(at)]]
    return not any(word.text in ahead for word in before)


def _of_age(age: AgeRange | None) -> tuple[str, ...]:
    """Return the terms of the people of that age, where they are children."""
    if age is None or age[0] >= GROWN_UP:
        return ()
    return tuple(term(word, "fr") for word in ("enfant", "bebe"))


def least_likeness(products: int) -> float:
    """Return the likeness that only a product of the kind sought has, of so many products.

    It grows as the greatest of so many chance likenesses does.
    """
    return LIKENESS * math.sqrt(2 * math.log(max(products, 2)))


def likelihood(likeness: float, least: float) -> float:
    """Return the probability that a product is of the kind sought."""
    return 1 / (1 + math.exp(-STEEPNESS * (likeness - least)))


def _is_gift(text: str, named: Sequence[Word]) -> bool:
    """Tell whether a message looks for a gift of any kind: "a housewarming gift"."""
    texts = [word.text for word in split(text)]
    at = next((at for at, word in enumerate(texts) if word in _GIFTS), None)
    if at is None:
        return _is_idea_for_occasion(texts)
    kinds = {word.text for word in named}
    return bool(kinds & set(texts[max(at - 1, 0) : at])) or not kinds & set(texts[:at])


def _is_idea_for_occasion(texts: Sequence[str]) -> bool:
    """Tell whether a message wants an idea for a birthday, and names no kind of thing."""
    wants_idea = any(word in _IDEAS for word in texts)
    return wants_idea and any(word in word_list("occasions") for word in texts)


def _kind(head: Word, understanding: Understanding) -> str:
    """Return the term of the kind of thing; the category's word where `head` misspells it."""
    language = understanding.language
    if len(head.text) >= TYPO_LENGTH:
        for word in split(understanding.constraints.category):
            errors = OSA.distance(head.key, word.key, score_cutoff=2)
            if 0 < errors <= (2 if len(head.text) >= LONG else 1):
                return _term(word, language)
    return _term(head, language)


def _unfiltered(understanding: Understanding) -> str:
    """Return a message without the words that filters check: prices, options, exclusions, sizes."""
    text = understanding.text
    # The currency says nothing of where a price stands.
    spans = list(price_limits.find(fold(text), "EUR").spans)
    words = split(text)
    spans += [(words[no.start].start, words[no.end - 1].end) for no in unwanted(words)]
    spans += [one.span() for one in _OF_BODY.finditer(fold(text))]
    spans += list(read_size_wish(text).spans)
    filtered = _option_keys(understanding.constraints)
    numbers = {one.end for one in words if one.text.isdigit()}
    for at, word in enumerate(words):
        measured = word.text in _MEASURES and at > 0 and words[at - 1].end in numbers
        if measured or word.key in filtered or word.text in _WEARING:
            spans.append((word.start, word.end))
    return one_word(fold(without(text, spans)))


@lru_cache(maxsize=256)
def _option_keys(constraints: Constraints) -> frozenset[str]:
    """Return the keys of the words that say the options asked for, in either language."""
    sayings = shared_sayings()
    return frozenset(
        key
        for name, value in constraints.options
        for way in sayings.ways(sayings.meaning(name).dimension, value)
        for key in way
    )


@cache
def _audiences() -> frozenset[str]:
    return frozenset(term(word, "fr") for word in word_list("audience"))


@cache
def _occasions(language: Language) -> frozenset[str]:
    return frozenset(term(word, language) for word in word_list("occasions"))


def suits(found: Evidence, understanding: Understanding) -> bool:
    """Tell whether a product fits the facets of a search, as far as it is known."""
    product, want = found.passage.product, wanted(understanding)
    if product is None or not suits_age(product, want.age):
        return False
    people = made_for(found.passage)
    if want.audience and not any(word in people for word in want.audience):
        return False
    return bool(fitting(product.variants, understanding.constraints))


def fit(want: WantedProduct, found: Evidence, *, least: float) -> ProductFit:
    """Return how the product of `found` fits the wanted one.

    It is of the kind if its title names it, or if it is as like the message as `least`.
    """
    passage = found.passage
    title, text = _said(passage)
    people = made_for(passage) if want.audience else frozenset[str]()
    suits = not want.audience or any(word in people for word in want.audience)
    suits = suits or (want.loosely and people.isdisjoint(_audiences()))
    if not suits_age(passage.product, want.age):
        return ProductFit(fits=False)
    said = tuple(word for word_term, word in want.modifiers if not _in(word_term, text))
    missing = () if found.dense >= SURE * least else said
    unmet = sum(not _in(word, text) for word in want.purpose)
    likely = found.dense >= least
    if want.head:
        in_title = _in(want.head, title)
        fits = in_title or (likely and found.dense >= (SURE if said else 1) * least)
        return ProductFit(fits=fits, missing=missing, unmet=unmet, named=in_title, suits=suits)
    if want.gift and not want.loosely:
        language = _language(passage)
        any_gift = _occasions(language)
        named = [w for w in want.purpose if w not in any_gift and not is_generic(w, language)]
        unmet = sum(not _in(word, text) for word in named)  # "wrapping", of "gift wrapping"
        fits = not named or unmet < len(named) or found.dense >= GIFT * least
        return ProductFit(fits=fits, unmet=unmet, suits=suits)
    words = [*(word_term for word_term, _ in want.modifiers), *want.purpose]
    if not words:
        return ProductFit(fits=True, missing=missing, suits=suits)
    if want.loosely:
        return ProductFit(fits=True, missing=said, unmet=unmet, suits=suits)
    share = sum(_in(word, title) for word in words) / len(words)
    in_text = sum(_in(word, text) for word in words) / len(words)
    several = len(words) > 1 and in_text >= LEAST_IN_TEXT
    return ProductFit(fits=likely or share >= LEAST_SHARE or several, suits=suits)


def _parts(text: str, language: Language) -> tuple[list[Word], list[Word]]:
    """Return the content words before a word of purpose, and those after it."""
    before: list[Word] = []
    after: list[Word] = []
    words = split(text)
    known = {word.start for word in content(words)}
    purpose = anything = False
    for word in words:
        anything = anything or word.text in _ANYTHING
        opens = word.text in _PURPOSE[language] and not (word.text == "for" and _seeks(words, word))
        purpose = purpose or (opens and (anything or bool(before)))
        if word.start in known and len(_plain(word)) > 1 and not word.text[0].isdigit():
            (after if purpose else before).append(word)
    return before, after


def _seeks(words: Sequence[Word], preposition: Word) -> bool:
    """Tell whether the word "for" is part of "looking for", which names no purpose."""
    at = words.index(preposition)
    return at > 0 and words[at - 1].text in {"looking", "look", "search", "searching"}


def _is_taste(word: Word, language: Language) -> bool:
    return stem(_plain(word), language) in _TASTE[language]


def _plain(word: Word) -> str:
    return word.text.rstrip("'")


def _term(word: Word, language: Language) -> str:
    return term(_plain(word), language)


def _in(word: str, said: frozenset[str]) -> bool:
    """Tell whether a text says a term, or something that is of its kind: a bowl is crockery."""
    return word in said or any(word in wider(one) for one in said)


def made_for(passage: Passage) -> frozenset[str]:
    """Return the terms of the people that a product is for.

    They stand in its attribute for that, or else in all its text.
    """
    language = _language(passage)
    attributes = passage.product.attributes if passage.product else ()
    stated = " ".join(value for name, value in attributes if fold(name) in _FOR)
    title, text = _said(passage)
    said = terms(stated, language) | title if stated else text
    broader = {broad for one in said for broad in wider(one)}
    return said | broader | {word for word in _audiences() if wider(word) & said}


def for_same_people(first: Passage, second: Passage) -> bool:
    """Tell whether two products are for the same people, as far as the catalogue tells."""
    people, others = made_for(first) & _audiences(), made_for(second) & _audiences()
    return not people or not others or not people.isdisjoint(others)


def _said(passage: Passage) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms of a product's title and category, and of everything said of it."""
    language = _language(passage)
    category = " ".join(passage.product.category) if passage.product else ""
    title = terms(f"{passage.title} {category}", language)
    return title, title | terms(_DENIED.sub(" ", fold(passage.text)), language)


def _language(passage: Passage) -> Language:
    return "fr" if passage.language == "fr" else "en"
