"""Tell whether a sentence claims more than the words it rests on. Pure.

Words compare as terms (`assistant.answers.terms`), so inflections and a shop's synonyms are alike.
Across languages only the words that decide a claim are compared, by a list that has both.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import regex

from assistant.answers.guard.denials import NOT_COUNTED, conditions, marked
from assistant.answers.guard.guard_words import bound_patterns, fold_typed, word_lists
from assistant.answers.terms import DAYS, term, terms
from assistant.conversation.message import Language
from assistant.understanding.stated_facts import FactKind
from assistant.understanding.stated_facts import find as find_facts

_WORD = regex.compile(r"[\p{L}\p{N}]+(?:'t\b)?")
_NAME = regex.compile(
    r"(?<=[\p{Ll}\d,;:)] )(?:\p{Lu}[\p{L}\p{M}\p{N}]+)|\b\p{L}*\p{Ll}\p{Lu}\p{L}*\b"
)
_I = frozenset({"i", "je"})
_ROW = 4  # words in a row that no sentence says twice
_LEAST_WORDS = 3  # of a sentence: "It costs 5 €"
_OPEN = regex.compile(r"(?:\?|:|:\.|\.\.\.|…)[\"»”]?\s*$|\|")
_LINKS = frozenset({"et", "and"})
_NEAR_KINDS = {"at_least": "above", "at_most": "below"}
_SIDES = frozenset(_NEAR_KINDS.values())
_MEASURE = regex.compile(r"\d[\d.,]*\s?(?:kg|g|m|cm|mm|km|l|cl|ml|lbs?|oz|ft|inch(?:es)?)\b")
_AT_LEAST = "at least"  # a way to say the claim of "two or more"


def unfounded_claim(sentence: str, span: str) -> str:
    """Return the first word that decides a claim and has no counterpart in `span`; "": none."""
    said, stands = f" {_folded(sentence)} ", f" {_folded(span)} "
    for number in _compounds(said):
        if f" {number} " not in stands:
            return number
    days = terms(span, "fr") | terms(span, "en")  # "Tuesday to Saturday" has a Thursday
    for way in _claims_in(said):
        ways = word_lists().claims[way]
        if any(f" {one} " in stands for one in ways):
            continue
        if _AT_LEAST in ways and conditions(span)["at_least"]:
            continue
        if not (
            way in DAYS and any(term(one, "fr") in days or term(one, "en") in days for one in ways)
        ):
            return way
    return ""


def denies_otherwise(sentence: str, span: str) -> bool:
    """Tell whether one of the two texts denies something, and the other denies nothing."""
    return is_negative(sentence) != is_negative(span)


def is_negative(text: str) -> bool:
    """Tell whether a text denies something."""
    said = f" {' '.join(_WORD.findall(fold_typed(text)))} "
    for idiom in word_lists().no_denials:
        said = said.replace(f" {idiom} ", " ")
    words = said.split()
    negations = word_lists().negations
    return any(word in negations or word.endswith("n't") for word in words)


def drops_a_limit(sentence: str, span: str) -> bool:
    """Tell whether `span` limits its statement, and `sentence` makes it without a limit.

    Words of one kind of condition stand for each other: "over 2 kg", "more than 2 kg".
    """
    limits = word_lists().limits
    narrowed = limits & set(_WORD.findall(fold_typed(span)))
    if narrowed and not limits & set(_WORD.findall(fold_typed(sentence))):
        counted = _counts(span)
        return not _kinds(sentence, counted=counted) & _kinds(span, counted=counted)
    return False


def turns_a_limit(sentence: str, span: str) -> bool:
    """Tell whether `sentence` speaks of values below a limit, and `span` of values above it.

    Or the other way round.
    """
    stands = _kinds(span, counted=False) & _SIDES
    if len(stands) != 1 or bound_patterns().other_side.search(marked(span)):
        return False
    said = _kinds(sentence, counted=False) & _SIDES
    return len(said) == 1 and said != stands


@lru_cache(maxsize=4_096)  # the same passages are evidence again and again
def _kinds(text: str, *, counted: bool) -> frozenset[str]:
    """Return the kinds of condition that a text has.

    "Over 40 €" is as good as "40 € or more"; with `counted` things it is not: more than 3 is not 3.
    """
    found = set(conditions(text))
    return frozenset(found if counted else (_NEAR_KINDS.get(kind, kind) for kind in found))


def _counts(text: str) -> bool:
    """Tell whether a text has numbers of things, in figures or words; measures are none."""
    numbers = word_lists().numbers - NOT_COUNTED
    facts = find_facts(_MEASURE.sub(" ", text))
    return any(one.kind is FactKind.NUMBER for one in facts) or any(
        word in numbers for word in _folded(text).split()
    )


def support(sentence: str, span: str, language: Language) -> float:
    """Return the share in [0, 1] of the sentence's content words that `span` has, too.

    Both are in `language`. A sentence without content words has all of them.
    """
    said = terms(_timed(sentence), language) - _polite(language)
    if not said:
        return 1.0
    return len(said & terms(_timed(span), language)) / len(said)


@lru_cache(maxsize=4_096)  # the same passages are evidence again and again
def _timed(text: str) -> str:
    """Return a text with figures for the numbers in words of its times: "deux ans" as "2 ans"."""
    pattern, figures = _times()
    return pattern.sub(lambda found: figures[found[0].casefold()], text)


@cache
def _times() -> tuple[regex.Pattern[str], Mapping[str, str]]:
    lists = word_lists()
    figures = {
        word: number
        for number, ways in lists.claims.items()
        if number.isdigit() and number != "0"
        for word in ways & lists.numbers
    }
    some, alone = "|".join(figures), "|".join(lists.numbers)
    pattern = regex.compile(
        rf"(?<!\b(?:{alone})[ -](?:(?:et|and)[ -])?)\b(?:{some})"
        rf"(?=[ \u00a0-]+{bound_patterns().units}\b)",
        regex.IGNORECASE,
    )
    return pattern, figures


def foreign_name(sentence: str, known: str) -> str:
    """Return the first name in a sentence that does not stand in `known`; "": there is none.

    A word with a capital letter that does not begin a sentence is a name.
    """
    stands = set(_WORD.findall(_folded(known)))
    for name in _NAME.findall(sentence):
        word = _folded(name)
        if word in _I or word in word_lists().claims:
            continue
        if word not in stands and _singular(word) not in stands:
            return str(name)
    return ""


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _claims_in(said: str) -> Iterator[str]:
    lists = word_lists()
    yield from (way for way in lists.long_claims if f" {_folded(way)} " in said)
    yield from (word for word in said.split() if word in lists.claims)


def _compounds(said: str) -> Iterator[str]:
    """Yield numbers of several words ("vingt et un"), which must be compared as a whole."""
    numbers, run = word_lists().numbers, list[str]()
    for word in (*said.split(), ""):
        if word in numbers or (run and word in _LINKS):
            run.append(word)
            continue
        while run and run[-1] in _LINKS:
            run.pop()
        if len(run) > 1:
            yield " ".join(run)
        run = []


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    return " ".join(_WORD.findall(fold_typed(text)))


@lru_cache(maxsize=2)
def _polite(language: Language) -> frozenset[str]:
    return frozenset(term(word, language) for word in word_lists().polite)
