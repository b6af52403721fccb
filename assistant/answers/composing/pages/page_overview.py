"""Choose the main facts of a page for a message that only names its subject. Pure.

"Returns?", "what is your return policy", "how long does shipping take": no single statement is
asked for.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.terms import terms, word_list
from assistant.conversation.message import Language
from assistant.understanding.types import Intent, Understanding

MOST = 3  # statements that are said
MOST_WORDS = 8  # of a message that only names a subject
MOST_TERMS = 2  # of a subject: "gift cards"
SHARE = 0.34  # of a heading or title that a bare subject is
WHOLE = 1.0  # the same of a message that says more, as a quick reply with a page's title may
HEADED = 1.0  # of confidence, that a heading of the subject's very words is worth


def find_overview(understanding: Understanding, extracts: Extracts) -> tuple[Extract, ...]:
    """Return the main statements on the subject of a message, in the order of their page.

    Empty: the message says more than a subject, or no page or section is called after it. How sure
    they are does not count: that the page is meant is known by its name.
    """
    subject = _subject(understanding)
    if not subject:
        return ()
    share = SHARE if _is_bare(understanding, subject, extracts) else WHOLE
    found = [(one, _headed(one, subject)) for one in extracts.ranked]
    headed = [pair for pair in found if pair[1] >= share]
    if any(_language(one) == understanding.language for one in extracts.ranked):
        headed = [pair for pair in headed if _language(pair[0]) == understanding.language]
    main = _of_best_page(headed)
    kinds = extracts.question.kinds
    fitting = [one for one in main if kinds & (one.statement.kinds | one.statement.in_words)]
    chosen = (fitting or main)[:MOST]
    order = {one.reading: at for at, one in enumerate(chosen)}  # of its sections, the surest first
    return tuple(sorted(chosen, key=lambda one: (order[one.reading], one.statement.first)))


def _subject(understanding: Understanding) -> frozenset[str]:
    """Return the terms of a message without those of asking."""
    if understanding.follow_up or understanding.products:
        return frozenset()
    said = terms(understanding.own_words, understanding.language)
    return (said - _frame()) or said


def _is_bare(understanding: Understanding, subject: frozenset[str], extracts: Extracts) -> bool:
    """Tell whether a question names a subject and no more: no country, no figure."""
    words = understanding.own_words
    return (
        understanding.intent is Intent.QUESTION
        and len(subject) <= MOST_TERMS
        and len(words.split()) <= MOST_WORDS
        and not extracts.question.named
        and not any(letter.isdigit() for letter in words)
    )


def _headed(one: Extract, subject: frozenset[str]) -> float:
    """Return the share of a statement's heading, or of its page's title, that is the subject."""
    reading, language = one.reading, _language(one)
    nearest = terms(reading.heading, language)
    return max(
        (
            len(subject & named) / len(named)
            for named in (nearest, reading.title)
            if named and subject <= named | reading.title
        ),
        default=0.0,
    )


def _of_best_page(headed: list[tuple[Extract, float]]) -> list[Extract]:
    """Return the statements of the page that the subject names best, surest first."""
    pages: dict[str, list[tuple[Extract, float]]] = defaultdict(list)
    for one, named in headed:
        pages[one.evidence.passage.source_id].append((one, named))
    best = max(pages.values(), key=lambda page: sum(_worth(page)), default=[])
    return sorted((one for one, _ in best), key=lambda one: one.confidence, reverse=True)


def _worth(page: list[tuple[Extract, float]]) -> Iterator[float]:
    yield HEADED * max(named for _, named in page)
    yield from sorted((one.confidence for one, _ in page), reverse=True)[:MOST]


@cache
def _frame() -> frozenset[str]:
    """Return the terms of asking for a subject as such: "policy", "options", "how much"."""
    return terms(" ".join(word_list("frame_fr")), "fr") | terms(
        " ".join(word_list("frame_en")), "en"
    )


def _language(one: Extract) -> Language:
    return "fr" if one.evidence.passage.language == "fr" else "en"
