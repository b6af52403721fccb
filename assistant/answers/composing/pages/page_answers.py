"""Answer from the shop's pages: the statement that answers, and its source. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answers.composing.pages.contradictions import contradiction
from assistant.answers.composing.pages.statement_choice import Extract, Extracts, extract, opening
from assistant.answers.composing.pages.statement_wording import say
from assistant.answers.composing.pages.statements_together import said_together
from assistant.answers.fixed_replies import abstain
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language, Source
from assistant.understanding.types import Understanding
from retrieval.types import Evidence, Passage

MAX_SOURCES = 3
ALSO = 0.5  # least confidence of a page that is named beside the quoted one


def answer(understanding: Understanding, extracts: Extracts) -> Draft:
    """Answer with the best of `extracts`, which is not empty."""
    best = opening(extracts)
    if other := contradiction(extracts, best):
        return _conflicting(extracts, (best, other), understanding.language)
    return _say_together(understanding, extracts, said_together(understanding, extracts, best))


def outline(understanding: Understanding, extracts: Extracts, main: Sequence[Extract]) -> Draft:
    """Answer with the main statements of a page, `main`, in their order."""
    best = max(main, key=lambda one: one.confidence)
    if other := contradiction(extracts, best):
        return _conflicting(extracts, (best, other), understanding.language)
    return _say_together(understanding, extracts, main)


def _say_together(
    understanding: Understanding, extracts: Extracts, together: Sequence[Extract]
) -> Draft:
    best = together[0]
    said = [say(one, extracts) for one in together]
    pages = {one.evidence.passage.source_id for one in together}
    others = (one for one in extracts.of_pages() if one.evidence.passage.source_id not in pages)
    beside = [one for one in others if one.confidence >= ALSO][: MAX_SOURCES - len(together)]
    text = _in_language(
        "\n".join(dict.fromkeys(one.text for one in said)), best, understanding.language
    )
    return Draft(
        kind=ReplyKind.ANSWERED,
        text=text,
        language=understanding.language,
        sources=(
            *(_stated(one, s.quote) for one, s in zip(together, said, strict=True)),
            *(_stated(one, say(one, extracts).quote) for one in beside),
        ),
        evidence=tuple(
            text for one in (*together, *beside) for text in _texts(one.evidence.passage)
        ),
        urls=tuple(one.evidence.passage.url for one in (*together, *beside)),
        rule="pages",
    )


def as_sources(understanding: Understanding, found: Sequence[Evidence]) -> tuple[Source, ...]:
    """Return every passage found as a source of a search, quoted with its best statement."""
    extracts = extract(understanding, found)
    quotes: dict[str, str] = {}
    for one in extracts.ranked:
        passage_id = one.evidence.passage.passage_id
        if passage_id not in quotes:
            quotes[passage_id] = say(one, extracts).quote
    return tuple(
        _source(evidence, quotes.get(evidence.passage.passage_id, evidence.passage.text))
        for evidence in found
    )


def _texts(passage: Passage) -> Iterator[str]:
    yield passage.text
    yield from (passage.title, *passage.headings)


def _source(evidence: Evidence, quote: str) -> Source:
    passage = evidence.passage
    return Source(
        title=passage.title,
        url=passage.url,
        quote=quote,
        language=passage.language,
        score=round(evidence.score, 4),
    )


def _stated(one: Extract, quote: str) -> Source:
    """Return the source of a statement, scored by how likely the statement answers."""
    return replace(_source(one.evidence, quote), score=round(one.confidence, 4))


def _in_language(text: str, best: Extract, language: Language) -> str:
    """Say in front of a text of another language which one it is in."""
    spoken = best.evidence.passage.language
    if spoken == language:
        return text
    texts = TEXTS[language]
    return f"{texts.other_language.format(language=texts.languages.get(spoken, spoken))} {text}"


def _conflicting(extracts: Extracts, two: tuple[Extract, Extract], language: Language) -> Draft:
    """Say that two pages disagree, with the statement of each."""
    said = [say(one, extracts) for one in two]
    lines = [f"• {one.evidence.passage.title} — {s.text}" for one, s in zip(two, said, strict=True)]
    draft = abstain(Reason.CONFLICTING, language)
    return replace(
        draft,
        text="\n".join([draft.text, *lines]),
        sources=tuple(_stated(one, s.quote) for one, s in zip(two, said, strict=True)),
        evidence=tuple(text for one in two for text in _texts(one.evidence.passage)),
        urls=tuple(one.evidence.passage.url for one in two),
    )
