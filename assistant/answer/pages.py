"""Answer from the shop's pages: the sentences that answer, and where they stand. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.answer.draft import Draft
from assistant.answer.extract import Extract, extract
from assistant.answer.plain import is_table_row, plain, row_in_words
from assistant.answer.replies import abstain
from assistant.answer.texts import TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language, Source
from assistant.understanding.facts import FactKind, find
from assistant.understanding.types import Understanding
from retrieval.types import Evidence

SAME_STATEMENT = 0.94  # cosine of two sentences that say the same of the same thing
SAME_SCORE = 0.02  # how near two extracts score when both answer
COMPARABLE = frozenset({FactKind.AMOUNT, FactKind.DURATION, FactKind.PERCENT})
MAX_SOURCES = 3


def answer(understanding: Understanding, found: Sequence[Evidence]) -> Draft | None:
    """Answer from passages of pages, best first; None: none of them has a sentence."""
    extracts = extract(understanding, found)
    if not extracts:
        return None
    best = extracts[0]
    for other in extracts[1:]:
        if _conflict(best, other):
            return _conflicting((best, other), understanding.language)
    return Draft(
        kind=ReplyKind.ANSWERED,
        text=_text(best, understanding.language),
        language=understanding.language,
        sources=sources(best, found),
        evidence=tuple(evidence.passage.text for evidence in found),
        urls=tuple(evidence.passage.url for evidence in found),
        rule="pages",
    )


def sources(best: Extract, found: Sequence[Evidence]) -> tuple[Source, ...]:
    """Return the quoted passage, then what else was found, each page once."""
    shown = [_source(best.evidence, best.quote)]
    seen = {best.evidence.passage.source_id}
    for evidence in found:
        if evidence.passage.source_id not in seen and len(shown) < MAX_SOURCES:
            seen.add(evidence.passage.source_id)
            shown.append(_source(evidence, evidence.passage.sentences[0].text))
    return tuple(shown)


def as_sources(understanding: Understanding, found: Sequence[Evidence]) -> tuple[Source, ...]:
    """Return every passage found as a source with its best sentence: what a search shows."""
    best = {e.evidence.passage.passage_id: e.quote for e in extract(understanding, found)}
    return tuple(
        _source(evidence, best.get(evidence.passage.passage_id, evidence.passage.text))
        for evidence in found
    )


def _source(evidence: Evidence, quote: str) -> Source:
    passage = evidence.passage
    return Source(
        title=passage.title,
        url=passage.url,
        quote=quote,
        language=passage.language,
        score=round(evidence.score, 4),
    )


def _text(best: Extract, language: Language) -> str:
    passage = best.evidence.passage
    words = "\n".join(
        row_in_words(line, passage.text) if is_table_row(line) else plain(line)
        for line in best.sentences
    )
    if passage.language == language:
        return words
    texts = TEXTS[language]
    named = texts.languages.get(passage.language, passage.language)
    return f"{texts.other_language.format(language=named)} {words}"


def _conflict(one: Extract, other: Extract) -> bool:
    """Tell whether two pages state the same thing with different figures."""
    first, second = one.evidence.passage, other.evidence.passage
    if first.source_id == second.source_id or one.score - other.score > SAME_SCORE:
        return False
    mine, theirs = _figures(one), _figures(other)
    if not any(mine[kind].isdisjoint(theirs[kind]) for kind in mine.keys() & theirs.keys()):
        return False
    return float(np.dot(_vector(one), _vector(other))) >= SAME_STATEMENT


def _figures(extracted: Extract) -> dict[tuple[FactKind, str], set[str]]:
    """Return the values an extract states, by kind and unit."""
    figures: dict[tuple[FactKind, str], set[str]] = {}
    for fact in (fact for sentence in extracted.sentences for fact in find(sentence)):
        if fact.kind in COMPARABLE:
            figures.setdefault((fact.kind, fact.unit), set()).add(fact.value)
    return figures


def _vector(extracted: Extract) -> np.ndarray:
    first = extracted.sentences[0]
    vectors = (s.vector for s in extracted.evidence.passage.sentences if s.text == first)
    return next(vectors).astype(np.float32)


def _conflicting(extracts: tuple[Extract, ...], language: Language) -> Draft:
    return replace(
        abstain(Reason.CONFLICTING, language),
        sources=tuple(_source(e.evidence, e.quote) for e in extracts),
        evidence=tuple(e.evidence.passage.text for e in extracts),
        urls=tuple(e.evidence.passage.url for e in extracts),
    )
