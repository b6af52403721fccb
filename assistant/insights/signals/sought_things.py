"""Read the things that a text asks for.

Whether it is a question, which attribute and which thing it asks for, and which of its words the
catalogue does not know.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.insights.signals.signal_patterns import first, pattern, table
from assistant.insights.signals.sold_things import SoldThings
from assistant.understanding.constraints.lexicon import LEXICONS
from assistant.understanding.constraints.product_titles import Titles
from assistant.understanding.intents.intent_training import shipped_sentences
from assistant.understanding.message_words import Word, content, split
from assistant.understanding.types import Intent
from retrieval.text.resource_files import load_yaml

_ASKS = re.compile(
    r"\s*(?:(?:bonjour|bonsoir|salut|hello|hi|hey|good (?:morning|evening))\W+)?(?:et |and "
    r"|alors |so )?"
    r"(?:est-ce|es-ce|esce|qu'est|quel\w*|combien|comment|ou (?:est|sont|puis|en|se|peut)|quand"
    r"|pourquoi|puis-je|peut-on|pouvez"
    r"|pourriez|avez|auriez|y a-t|y'a|a quel\w*|de quel\w*|pour quel\w*|c'est quoi|is|are"
    r"|do(?! not)|does|did|can(?!'t)|could|how|what|which|when"
    r"|where|why|who|will|would|may|has|have you|any)\b(?!')"
)

ASKING = frozenset(
    {Intent.QUESTION, Intent.PRODUCT_QUESTION, Intent.PRODUCT_SEARCH, Intent.COMPARE}
)
"""Intents of messages that want an answer."""


def asks(folded: str) -> bool:
    """Return whether a folded text is a question by its form."""
    return "?" in folded or bool(_ASKS.match(folded))


def attribute_asked(folded: str) -> str:
    """Return the attribute that a folded question asks for; "" if it is none of the table."""
    return first(table("attributes"), folded)


MOST_WORDS = 4
"""Most words of a phrase; a longer message is a story, not a search."""

LEAST_LETTERS = 4
"""Least letters of an unknown word: shorter ones are sizes, units and slips."""

_PLACEHOLDER = re.compile(r"\[\w+\]")

_INTENTS = 3
"""Least intents whose sentences have a word, for it to be a word of any shop."""


def asks_for_thing(folded: str) -> bool:
    """Return whether a folded text looks for something to buy."""
    return bool(pattern("sought").search(folded))


def sought_phrase(text: str) -> str:
    """Return the thing that a message looks for, in plain words; "" if unclear.

    "Des chaises hautes pour bébé" and "chaise haute" are one thing: number, accents and the person
    whom it is for are left out.
    """
    words = [plain(word.text) for word in content(split(_bare(text))) if _says_what(word)]
    return " ".join(words) if 0 < len(words) <= MOST_WORDS else ""


_PLURAL = re.compile(r"(?<=\w{3})(?<!s)[sx]$")


def plain(folded: str) -> str:
    """Return a folded word without its plural: "combinaisons" -> "combinaison"."""
    return _PLURAL.sub("", folded)


def unknown_words(text: str, language: str, shop: SoldThings) -> Iterator[str]:
    """Yield the words of a search that no text of the catalogue has: "rashguard"."""
    lexicon = LEXICONS.of(shop.vocabulary) if shop.vocabulary.titles else None
    for word in dict.fromkeys(content(split(_bare(text)))):
        if not _says_what(word) or len(word.text) < LEAST_LETTERS or not word.text.isalpha():
            continue
        if word.key in everyday() or shop.knows(word.text, language):
            continue
        if lexicon is not None and _misspells(word, lexicon.titles):
            continue
        yield word.text


def _bare(text: str) -> str:
    """Return a redacted text without the placeholders of personal data."""
    return _PLACEHOLDER.sub(" ", text)


def _says_what(word: Word) -> bool:
    return word.text not in _too_common() and not word.text[0].isdigit() and len(word.text) > 1


def _misspells(word: Word, titles: Titles) -> bool:
    return word.key in titles.words or titles.as_spelt(word) != word.key


@cache
def _too_common() -> frozenset[str]:
    """Return words that are too common to name a thing: "cadeau", "product"."""
    return frozenset(
        str(load_yaml("assistant.insights.signals", "signals.yml")["too_common"]).split()
    )


@cache
def everyday() -> frozenset[str]:
    """Return the keys of words that are used in any shop.

    They are the words of language itself, and those in the sentences of several intents.
    """
    lists = load_yaml("assistant.understanding", "language.yml")
    keys = {word.key for name in ("fr", "en") for one in lists[name].split() for word in split(one)}
    intents: dict[str, set[str]] = {}
    for sentence in shipped_sentences():
        for word in split(sentence.text):
            intents.setdefault(word.key, set()).add(sentence.intent)
    return frozenset(keys | {key for key, of in intents.items() if len(of) >= _INTENTS})
