"""Hold a reply that the guard has not seen yet."""

from dataclasses import dataclass, replace

from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Card, Language, Source
from assistant.conversation.product_search import ProductSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Hold a piece of evidence that a sentence of a model has to quote."""

    title: str
    headings: tuple[str, ...]
    text: str  # of the shop, verbatim
    url: str
    language: str  # ISO 639-1
    score: float  # calibrated relevance in [0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hold the text of a reply, and all the evidence that its facts may rest on."""

    kind: ReplyKind
    text: str
    language: Language
    reason: Reason | None = None
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    topic: str = ""  # the question as it was searched, for a follow-up to lean on
    search: ProductSearch | None = None  # that it answers, with what it shows
    evidence: tuple[str, ...] = ()  # texts that every fact of `text` and `cards` must stand in
    urls: tuple[str, ...] = ()  # links that may be shown
    rule: str = ""  # which way the draft was composed, for the record

    @property
    def states_something(self) -> bool:
        """Return whether the draft states a fact of the shop."""
        return self.kind is ReplyKind.ANSWERED or bool(self.sources or self.cards)

    def with_offer(self, text: str, quick_reply: str) -> "Draft":
        """Return this draft with the offer of a person after it, unless it has one already."""
        if quick_reply in self.quick_replies:
            return self
        return replace(
            self,
            text=f"{self.text}\n\n{text}",
            quick_replies=(*self.quick_replies, quick_reply),
        )

    def joined_to(self, other: "Draft") -> "Draft":
        """Return one draft with the statements, sources and cards of both."""
        return replace(
            self.followed_by(other),
            text=f"{self.text}\n{other.text}",
            sources=(*self.sources, *other.sources),
            cards=(*self.cards, *other.cards),
            rule=self.rule,
        )

    def followed_by(self, other: "Draft") -> "Draft":
        """Return this draft with the text and the evidence of `other` after it."""
        return replace(
            self,
            text=f"{self.text}\n\n{other.text}",
            quick_replies=other.quick_replies or self.quick_replies,
            evidence=(*self.evidence, *other.evidence),
            urls=(*self.urls, *other.urls),
            rule=f"{self.rule}+{other.rule}",
        )
