"""Words without content: what is left of a message when they go is what it is about."""

from collections.abc import Sequence
from functools import cache

from assistant.understanding.word_lists import word_list
from assistant.understanding.text import Word


def is_content(words: Sequence[Word]) -> bool:
    """Whether any word says what is looked for or asked about."""
    empty = empty_words()
    return any(word.text not in empty for word in words)


def content(words: Sequence[Word]) -> list[Word]:
    """Return the words that say what is looked for or asked about."""
    empty = empty_words()
    return [word for word in words if word.text not in empty]


@cache
def empty_words() -> frozenset[str]:
    """Return the words of grammar, of asking ("je cherche", "please") and question words."""
    return word_list("grammar") | word_list("request") | word_list("question")
