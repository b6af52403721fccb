"""Choose the sentences of the evidence that answer a question. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer.plain import is_table_row
from assistant.answer.words import overlap, stems
from assistant.conversation.message import Language
from assistant.understanding.asked import asked_kinds
from assistant.understanding.facts import find
from assistant.understanding.types import Understanding
from retrieval.types import Evidence

OVERLAP_WEIGHT = 0.10  # of shared words, beside the cosine, which spreads over about 0.1
KIND_WEIGHT = 0.03  # of stating what was asked for: an amount, a duration, a time
PASSAGE_WEIGHT = 0.15  # of the passage's own relevance
MAX_PASSAGES = 3  # looked at; the answer is seldom further down
MAX_CHARS = 420  # of an answer: what is read on a phone without scrolling
NEIGHBOUR_MARGIN = 0.02  # how far behind the best a neighbour may score to be said with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Adjacent sentences of one passage, verbatim, that answer best."""

    sentences: tuple[str, ...]
    evidence: Evidence
    score: float  # unbounded; only compared within one question

    @property
    def quote(self) -> str:
        """Return the sentences as they stand in the passage."""
        text, start = self.evidence.passage.text, 0
        first = text.find(self.sentences[0])
        for sentence in self.sentences:
            start = text.find(sentence, max(start, first)) + len(sentence)
        return text[first:start]


def extract(understanding: Understanding, found: Sequence[Evidence]) -> tuple[Extract, ...]:
    """Return the best extract of each passage, best first."""
    candidates = (_best(understanding, evidence) for evidence in found[:MAX_PASSAGES])
    return tuple(sorted(filter(None, candidates), key=lambda e: e.score, reverse=True))


def _best(understanding: Understanding, evidence: Evidence) -> Extract | None:
    sentences = evidence.passage.sentences
    if not sentences:
        return None
    scores = _scores(understanding, evidence)
    best = int(np.argmax(scores))
    first, last = _widen(scores, best, [s.text for s in sentences])
    return Extract(
        sentences=tuple(s.text for s in sentences[first : last + 1]),
        evidence=evidence,
        score=float(scores[best]) + PASSAGE_WEIGHT * evidence.score,
    )


def _scores(understanding: Understanding, evidence: Evidence) -> np.ndarray:
    passage = evidence.passage
    cosines = np.stack([s.vector for s in passage.sentences]).astype(np.float32)
    scores = cosines @ understanding.vector
    language: Language = "fr" if passage.language == "fr" else "en"
    wanted = stems(understanding.text, language)
    kinds = asked_kinds(understanding.text)
    for at, sentence in enumerate(passage.sentences):
        scores[at] += OVERLAP_WEIGHT * overlap(wanted, stems(sentence.text, language))
        if kinds and any(fact.kind in kinds for fact in find(sentence.text)):
            scores[at] += KIND_WEIGHT
    return scores


def _widen(scores: np.ndarray, best: int, texts: list[str]) -> tuple[int, int]:
    """Take in the neighbours that belong: a list after its colon, a sentence that scores alike."""
    first = last = best
    room = MAX_CHARS - len(texts[best])
    if is_table_row(texts[best]):
        return first, last
    while last + 1 < len(texts) and _belongs(scores, texts, last, best):
        room -= len(texts[last + 1])
        if room < 0:
            break
        last += 1
    return first, last


def _belongs(scores: np.ndarray, texts: list[str], last: int, best: int) -> bool:
    following = texts[last + 1]
    if is_table_row(following) or following.lstrip().startswith("#"):
        return False
    opens_list = texts[best].rstrip().endswith(":")
    return opens_list or bool(scores[last + 1] >= scores[best] - NEIGHBOUR_MARGIN)
