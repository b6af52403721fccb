"""Compose the draft of a model's sentences that passed, with their sources and cards. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answers.fixed_replies import offer
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import terms
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Card, Source
from assistant.mind.cited_sentences import CitedSentence, joined
from assistant.mind.reply_guard import ReplyBasis
from assistant.tools.facts import FactOrigin, ToolFact

MOST_CARDS = 6
MOST_SOURCES = 4
RULE = "mind"
"""Rule of a draft that a model wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftParts:
    """Hold what a draft is made of."""

    sentences: Sequence[CitedSentence]  # that passed
    basis: ReplyBasis
    closing: Draft | None  # code's own words, behind the model's
    offers_person: bool
    topic: str  # the question as it was searched


def compose(parts: DraftParts) -> Draft | None:
    """Return the draft; None: nothing that is left answers anything."""
    named = [fact for one in parts.sentences for fact in parts.basis.named(one)]
    silent = any(0 in one.facts for one in parts.sentences)
    asks = any(one.asks for one in parts.sentences)
    if not (named or silent or asks or parts.closing):
        return None
    basis, text = parts.basis, joined(list(parts.sentences))
    cards = tuple(_cards(named)) if not parts.closing or not parts.closing.cards else ()
    draft = Draft(
        kind=_kind(named, silent=silent),
        text=text,
        language=basis.language,
        reason=None if named or not silent else Reason.NO_EVIDENCE,
        sources=tuple(_sources(parts)),
        cards=cards,
        topic=parts.topic,
        evidence=(*basis.texts, *(one.price for one in cards), *(one.subtitle for one in cards)),
        urls=tuple(_urls(basis, cards)),
        rule=RULE,
    )
    draft = _with_closing(draft, parts.closing) if parts.closing else draft
    wants_person = parts.offers_person or (silent and not named)
    return offer(draft, Reason.NO_EVIDENCE) if wants_person and not parts.closing else draft


def _kind(named: Sequence[ToolFact], *, silent: bool) -> ReplyKind:
    if named:
        return ReplyKind.ANSWERED
    return ReplyKind.ABSTAINED if silent else ReplyKind.ASKED


def _with_closing(draft: Draft, closing: Draft) -> Draft:
    """Return the draft with code's own words behind it, which decide what kind of reply it is."""
    said = draft.text.strip()
    return replace(
        draft,
        kind=closing.kind,
        reason=closing.reason,
        text=f"{said}\n\n{closing.text}" if said else closing.text,
        cards=(*draft.cards, *closing.cards),
        quick_replies=closing.quick_replies,
        evidence=(*draft.evidence, *closing.evidence),
        urls=(*draft.urls, *closing.urls),
        rule=f"{RULE}+{closing.rule}" if said else closing.rule,
    )


def _sources(parts: DraftParts) -> Iterator[Source]:
    """Yield the pages and products that sentences rest on, each once, with the line meant."""
    seen: set[str] = set()
    for sentence in parts.sentences:
        for fact in parts.basis.named(sentence):
            key = fact.url or fact.title
            if fact.origin not in {FactOrigin.PAGE, FactOrigin.PRODUCT} or key in seen:
                continue
            if len(seen) == MOST_SOURCES:
                return
            seen.add(key)
            yield Source(
                title=fact.title,
                url=fact.url,
                quote=_line(fact, sentence),
                language=fact.language,
                score=fact.score,
            )


def _line(fact: ToolFact, sentence: CitedSentence) -> str:
    """Return the line of a fact that has most of a sentence's words."""
    if fact.origin is FactOrigin.PRODUCT:
        return fact.title
    lines = [line for line in fact.text.split("\n") if line.strip()] or [fact.text]
    language = "fr" if fact.language == "fr" else "en"
    said = terms(sentence.text, language)
    return max(lines, key=lambda line: (len(said & terms(line, language)), -len(line)))


def _cards(named: Sequence[ToolFact]) -> Iterator[Card]:
    cards = {one.card.product_id: one.card for one in named if one.card is not None}
    yield from list(cards.values())[:MOST_CARDS]


def _urls(basis: ReplyBasis, cards: Sequence[Card]) -> Iterator[str]:
    yield from basis.urls
    yield from (one.url for one in basis.facts if one.url)
    yield from (url for one in cards for url in (one.url, one.image_url) if url)
