"""A reply that the guard has not seen yet."""

from dataclasses import dataclass, replace

from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Card, Language, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A piece of evidence that words of our own may rest on."""

    title: str
    headings: tuple[str, ...]
    text: str  # of the shop, verbatim
    url: str
    language: str  # ISO 639-1
    score: float  # calibrated relevance in [0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be said, and everything its facts may rest on."""

    kind: ReplyKind
    text: str
    language: Language
    reason: Reason | None = None
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    topic: str = ""  # the question as it was searched, for a follow-up to lean on
    evidence: tuple[str, ...] = ()  # texts that every fact of `text` and `cards` must stand in
    urls: tuple[str, ...] = ()  # links that may be shown
    rule: str = ""  # which way the draft was composed, for the record
    body: str = ""  # what of `text` may be put into other words; "": nothing
    grounds: tuple[Ground, ...] = ()  # those words rest on one of these, the first by preference

    @property
    def states_something(self) -> bool:
        """Whether it says anything of the shop."""
        return self.kind is ReplyKind.ANSWERED or bool(self.sources or self.cards)

    def with_offer(self, text: str, quick_reply: str) -> "Draft":
        """Return this draft with a person offered after it; as it is where it offers one."""
        if quick_reply in self.quick_replies:
            return self
        return replace(
            self,
            text=f"{self.text}\n\n{text}",
            quick_replies=(*self.quick_replies, quick_reply),
        )

    def followed_by(self, other: "Draft") -> "Draft":
        """Return this draft with `other` said after it, resting on what both rest on."""
        return replace(
            self,
            text=f"{self.text}\n\n{other.text}",
            quick_replies=other.quick_replies or self.quick_replies,
            evidence=(*self.evidence, *other.evidence),
            urls=(*self.urls, *other.urls),
            rule=f"{self.rule}+{other.rule}",
        )
