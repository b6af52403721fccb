"""Tell whether a word that could be a size means a size where it stands."""

import re
from collections.abc import Sequence

from assistant.understanding.message_words import Word, content
from assistant.understanding.word_lists import word_list

_CODE = re.compile(r"x{1,4}[sl]|\d{1,2}x[sl]")
_SHORT_MESSAGE = 6  # words; in one, a size among nothing but function words is a size


def is_size_here(
    words: Sequence[Word], start: int, end: int, text: str, *, after_size: bool
) -> bool:
    """Tell whether words[start:end], which spell a size of the catalogue, mean that size.

    `after_size`: the word before the last one was a size, as in "M ou L".
    """
    value = [word.text for word in words[start:end]]
    if all(part.isdigit() for part in value):
        if end < len(words) and words[end].text in word_list("counted"):
            return False
    elif len(value) > 1 or _CODE.fullmatch(value[0]) or any(c.isdigit() for c in value[0]):
        return True  # "140x200", "6 mois", "taille unique", "XL"
    if _is_cued(words, start) or (after_size and words[start - 1].text in word_list("listing")):
        return True
    if len(value[0]) == 1 and _is_written_large(words[start], text):
        return True
    others = [word for at, word in enumerate(words) if not start <= at < end]
    return len(words) <= _SHORT_MESSAGE and not content(others)


def cue_start(words: Sequence[Word], start: int) -> int:
    """Return where the words that announce an option begin: "en taille 42" at "en"."""
    announcing = word_list("size_cues") | word_list("size_links") | word_list("option_cues")
    at = start
    while at > 0 and words[at - 1].text in announcing:
        at -= 1
    while at < start and words[at].text in word_list("size_links"):
        at += 1  # an article without a cue belongs to the rest
    return at


def names_shoe_size(words: Sequence[Word], start: int) -> bool:
    """Tell whether the words before a size say that it is of shoes."""
    return any(
        word.text in {"pointure", "chausse", "shoe"} for word in words[max(0, start - 3) : start]
    )


def is_about_shoes(words: Sequence[Word]) -> bool:
    """Tell whether a message names a kind of shoe."""
    return any(word.text in word_list("shoes") for word in words)


def _is_cued(words: Sequence[Word], start: int) -> bool:
    before = [word.text for word in words[max(0, start - 4) : start]]
    if not before:
        return False
    if before[-1] in word_list("size_cues"):
        return True
    if before[-1] not in word_list("size_links"):
        return False
    return (len(before) > 1 and before[-2] in word_list("size_cues")) or any(
        word in word_list("wearing") for word in before[:-1]
    )


def _is_written_large(word: Word, text: str) -> bool:
    """Tell whether a lone letter is a capital by choice: not in a shout, nor in "M. Dupont"."""
    letter = text[word.start : word.end]
    return letter.isupper() and not text.isupper() and text[word.end : word.end + 1] != "."
