"""Tell a message that takes back the request for a person: "laissez tomber, répondez-moi". Pure.

It is only asked of a customer who waits: to anybody else these words mean something else.
"""

import re
from functools import cache

from assistant.understanding.message_words import Word, split
from retrieval.text.resource_files import load_yaml

_Phrase = tuple[str, ...]
_STOP = "|"
_STOPS = re.compile(r"\s*[.:;,!?]")


class TakeBackPhrases:
    """Hold the phrases of `resources/taken_back.yml`, ready for use."""

    def __init__(self) -> None:
        lists = load_yaml("assistant.understanding", "taken_back.yml")
        self._sure = _phrases(lists["sure"])
        self._alone = _phrases(lists["alone"])
        self._after = _phrases(lists["after"])
        self._optional = frozenset(" ".join(lists["optional"]).split())

    def read(self, text: str, *, surely: bool = False) -> str | None:
        """Return the rest of a message that takes the request back; None: it does not.

        Words that may mean something else ("annuler") take back only where they are the whole
        message, or "answer me" follows; with `surely`, not at all.
        """
        words = split(text)
        texts = tuple(_with_stop(text, word) for word in words)
        at, end, sure, perhaps, answer = 0, 0, False, False, False
        while at < len(texts):
            if size := _longest(texts, at, self._sure):
                sure = True
            elif not surely and (size := _longest(texts, at, self._alone)):
                perhaps = True
            elif size := _longest(texts, at, self._after):
                answer = True
            elif texts[at].rstrip(_STOP) in self._optional:
                at += 1
                continue
            else:
                break
            at = end = at + size
        rest = text[words[end].start :].strip() if at < len(texts) else ""
        if sure or (perhaps and answer):
            return rest
        return "" if perhaps and not rest else None


def _longest(texts: _Phrase, at: int, phrases: frozenset[_Phrase]) -> int:
    """Return the number of words of the longest phrase that stands at a place; 0: none does."""
    return max((len(one) for one in phrases if _is_there(texts, at, one)), default=0)


def _is_there(texts: _Phrase, at: int, phrase: _Phrase) -> bool:
    """Return whether a phrase stands at a place, with no stop between its words."""
    *first, last = texts[at : at + len(phrase)] or ("",)
    return (*first, last.rstrip(_STOP)) == phrase


def _with_stop(text: str, word: Word) -> str:
    """Return a word, marked where a stop follows it: no phrase goes on behind one."""
    return word.text + (_STOP if _STOPS.match(text, word.end) else "")


@cache
def shared_phrases() -> TakeBackPhrases:
    """Return the process's one set of phrases."""
    return TakeBackPhrases()


def _phrases(rows: list[str]) -> frozenset[_Phrase]:
    return frozenset(tuple(word.text for word in split(phrase)) for phrase in rows)
