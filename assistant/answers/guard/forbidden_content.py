"""Find forbidden content of an answer: markup, links, leaks, promises, advice. Pure.

Talk of the machine that writes it is forbidden, too.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from assistant.answers.guard.claim_support import support
from assistant.answers.guard.guard_words import Pattern, fold_typed, promises
from assistant.answers.guard.quoted_spans import normal
from assistant.answers.terms import terms
from assistant.conversation.message import Language

_MARKUP = regex.compile(
    r"!?\[[^\]]*\]\s*\([^)]*\)"  # a Markdown link or image, which would be fetched when it is shown
    r"|!\[|</?[a-z!][^>]*>|&#?\w+;|```|~~~|\{\{|\}\}|<\||\|>"
    r"|\b(?:javascript|data|vbscript|file|blob)\s*:"
    r"|\b(?:system|assistant|user|human|instruction)s?\s*:\s"
    r"|^\W*(?:question|answer|response|seller|customer|client|text|texte|réponse|vendeur|note)s?\s*:",
    regex.IGNORECASE,
)
_HIDDEN = regex.compile(r"[\p{Cf}\p{Cc}\p{Co}\p{Cn}\p{Cs}--[\u200d\n\t]]", regex.VERSION1)
_HOST = regex.compile(
    r"(?<![\w@.])(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:com|net|org|io|co|fr|eu|be|ch|uk|de|es|it|shop|"
    r"store|info|biz|app|dev|xyz|site|online|example|test|ru|cn|me|link|click|top)\b",
    regex.IGNORECASE,
)
_OPEN_LINK = regex.compile(r"https?://|www\.", regex.IGNORECASE)
_SHINGLE = 6  # words in a row of the instructions that no sentence says by chance


def carries_markup(text: str) -> bool:
    """Tell whether `text` has markup that a page could act on, or characters that nobody sees."""
    return bool(_MARKUP.search(text) or _HIDDEN.search(text))


def hosts_in(text: str) -> list[str]:
    """Return every host that is named in `text`, in a link or bare."""
    return [str(found[0]) for found in _HOST.finditer(text)]


def strange_host(text: str, allowed: Iterable[str]) -> str:
    """Return a host named in `text`, as a link or bare, that is none of `allowed`; "": none."""
    known = {one.lower().removeprefix("www.") for one in allowed}
    named = hosts_in(text)
    if not named and _OPEN_LINK.search(text):
        return "link"  # to a number, or to a host of a kind that nobody knows
    return next((one for one in named if one.lower().removeprefix("www.") not in known), "")


def leaks(text: str, *, secrets: Sequence[str], instructions: str, evidence: str) -> bool:
    """Tell whether `text` has a secret, or words of the instructions that no evidence has."""
    said = normal(text)
    squeezed = _squeezed(said)
    if any(_squeezed(normal(one)) in squeezed for one in secrets if one):
        return True
    mine = _shingles(said) & _shingles(normal(instructions))
    return bool(mine - _shingles(normal(evidence)))


def _squeezed(text: str) -> str:
    """Return the letters and digits of a text: a secret that is spelled out counts, too."""
    return "".join(letter for letter in text if letter.isalnum())


@lru_cache(maxsize=256)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = regex.findall(r"[\p{L}\p{N}']+", text)
    return frozenset(tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))


_DOES = r"\b(?:we|nous|on|is|are|est|sont)(?: (?!not\b|pas\b|n\b|ne\b)\p{{L}}+){{0,3}}? {}"
PROVEN = 0.6  # least share of a promise's content words that a receipt has


def promises_something(
    text: str, *, stated: str, receipts: Sequence[str], language: Language
) -> bool:
    """Tell whether `text` promises an action that neither the shop's rules nor a receipt state."""
    said = fold_typed(text)
    if any(support(text, one, language) >= PROVEN for one in receipts):
        return False
    patterns = promises()
    if any(pattern.search(said) for pattern in patterns.promised):
        return True
    if any(_is_no_rule(pattern, said, fold_typed(stated)) for pattern in patterns.by_rule):
        return True
    theirs = terms(stated, language)
    return any(
        not terms(found[1], language) <= theirs
        for pattern in patterns.by_the_shop
        for found in pattern.finditer(said)
    )


def says_done(text: str, *, receipts: Sequence[str], language: Language) -> bool:
    """Tell whether `text` says that what was spoken of is done, and no receipt says so."""
    if any(support(text, one, language) >= PROVEN for one in receipts):
        return False
    said = fold_typed(text)
    return any(pattern.search(said) for pattern in promises().done)


def _is_no_rule(pattern: Pattern, said: str, stated: str) -> bool:
    """Tell whether `said` has an action done that is none of the shop's rules as `stated`."""
    return any(
        not promises().when.search(said)
        or not regex.search(_DOES.format(regex.escape(found[1])), stated)
        for found in pattern.finditer(said)
    )


def leaves_the_shop(text: str, *, stated: str) -> bool:
    """Tell whether `text` gives advice that is no shop's business and not in the evidence."""
    return _says_more(promises().outside, text, stated)


def talks_of_itself(text: str, *, stated: str) -> bool:
    """Tell whether `text` is about the language model that wrote it, or about its input."""
    return _says_more(promises().machine, text, stated)


def _says_more(patterns: Iterable[Pattern], text: str, stated: str) -> bool:
    """Tell whether `text` has words that a pattern finds, and the evidence does not have them."""
    said, evidence = fold_typed(text), fold_typed(stated)
    return any(found[0] not in evidence for one in patterns for found in one.finditer(said))
