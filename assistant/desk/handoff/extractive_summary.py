"""Choose the sentences that say most of a text, as they were written. Pure."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers.terms import terms
from assistant.conversation.message import Language
from retrieval.text.sentence_split import split

LIMIT = 3  # sentences
LONGEST = 280  # characters of one; a longer one is cut

_FIGURES = 0.5  # for an order number, an amount, a date
_FIRST = 0.25  # what a conversation begins with is mostly what it is about


@dataclass(frozen=True, slots=True)
class _Sentence:
    place: int
    text: str
    terms: frozenset[str]


def summarise(texts: Sequence[str], language: Language, *, limit: int = LIMIT) -> tuple[str, ...]:
    """Return up to `limit` sentences of `texts`, in their order, none that says nothing new.

    A sentence counts for its terms, the more the more often the others use them (SumBasic,
    Nenkova and Vanderwende 2005), not for its length; what has been chosen counts no more.
    Where no sentence has a term, the last one stands for all.
    """
    sentences = list(_sentences(texts, language))
    often = Counter(term for one in sentences for term in one.terms)
    chosen: list[_Sentence] = []
    said: set[str] = set()
    while len(chosen) < limit:
        left = [one for one in sentences if one not in chosen and one.terms - said]
        if not left:
            break
        best = max(left, key=lambda one: (_weight(one, often, said), -one.place))
        chosen.append(best)
        said |= best.terms
    if not chosen:
        return (_cut(sentences[-1].text),) if sentences else ()
    return tuple(_cut(one.text) for one in sorted(chosen, key=lambda one: one.place))


def open_question(unanswered: Sequence[str], language: Language) -> str:
    """Return the last question among unanswered messages, else their last sentence; "": none."""
    said = [one.text for one in _sentences(unanswered, language)]
    asked = [one for one in said if one.rstrip().endswith("?")]
    return _cut((asked or said or [""])[-1])


def _weight(one: _Sentence, often: Counter[str], said: set[str]) -> float:
    new = one.terms - said
    spoken = sum(often[term] for term in new) / math.sqrt(len(one.terms))
    figures = _FIGURES * any(character.isdigit() for character in one.text)
    return spoken + figures + _FIRST * (one.place == 0)


def _sentences(texts: Sequence[str], language: Language) -> Iterator[_Sentence]:
    place = 0
    for text in texts:
        for line in filter(None, map(str.strip, text.splitlines())):
            for start, end in split(line, language):
                said = line[start:end]
                yield _Sentence(place, said, terms(said, language))
                place += 1


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
