"""What an answer would have somebody do, and what is none of a shop's business. Pure."""

from collections.abc import Sequence

import regex

from assistant.answers.words import terms
from assistant.conversation.conversation_message import Language
from assistant.answers.guard.guard_words import Pattern, promises
from assistant.answers.guard.claim_support import support
from retrieval.catalogue.case_folding import fold

_DOES = r"\b(?:we|nous|on|is|are|est|sont)(?: (?!not\b|pas\b|n\b|ne\b)\p{{L}}+){{0,3}}? {}"
PROVEN = 0.6  # least share of a promise's content words that a receipt has


def promises_something(
    text: str, *, stated: str, receipts: Sequence[str], language: Language
) -> bool:
    """Whether `text` says that something is done or will be, and neither shop nor receipt does."""
    said = _plain(text)
    if any(support(text, one, language) >= PROVEN for one in receipts):
        return False
    patterns = promises()
    if any(pattern.search(said) for pattern in patterns.promised):
        return True
    if any(_is_no_rule(pattern, said, _plain(stated)) for pattern in patterns.by_rule):
        return True
    theirs = terms(stated, language)
    return any(
        not terms(found[1], language) <= theirs
        for pattern in patterns.by_the_shop
        for found in pattern.finditer(said)
    )


def _is_no_rule(pattern: Pattern, said: str, stated: str) -> bool:
    """Whether something is done in `said` that is none of the shop's rules as `stated`."""
    return any(
        not promises().when.search(said)
        or not regex.search(_DOES.format(regex.escape(found[1])), stated)
        for found in pattern.finditer(said)
    )


def leaves_the_shop(text: str, *, stated: str) -> bool:
    """Whether `text` advises on what is no shop's business, and the evidence does not."""
    plain = _plain(stated)
    return any(
        found[0] not in plain
        for pattern in promises().outside
        for found in pattern.finditer(_plain(text))
    )


def talks_of_itself(text: str, *, stated: str) -> bool:
    """Whether `text` is about the machine that wrote it, or what it was given."""
    plain = _plain(stated)
    return any(
        found[0] not in plain
        for pattern in promises().machine
        for found in pattern.finditer(_plain(text))
    )


def _plain(text: str) -> str:
    return fold(text.replace("’", "'"))  # noqa: RUF001  # what keyboards type
