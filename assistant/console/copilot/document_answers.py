"""Answer from the shop's documents as the assistant would, in a model's words if there is one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from assistant.answers.composing.pages.page_answers import as_sources
from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.console.copilot.types import Drafted, Why
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ModelUsed, ReplyKind
from assistant.conversation.message import Card, Language, Source
from assistant.kit.model.ports import Purpose
from assistant.messages.channels.web_addresses import web_address
from assistant.messages.policy.turn_decision import Answer
from assistant.messages.ports import Knowledge
from assistant.messages.turn import Turn
from assistant.mind.model_mind import ModelMind
from assistant.understanding.types import Understanding

CLOSEST = 3
"""Passages that are shown where none answers."""

Say = Callable[[str], Awaitable[None]]
"""Shows how far the words have come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAnswer:
    """Hold the documents' answer to a question."""

    text: str  # "": nothing; `sources` come closest
    sources: tuple[Source, ...]
    events: tuple[ConversationEvent, ...] = ()  # of how it was made
    by_model: bool = False
    fell_back: str = ""  # why it is not the model's, though there is one
    unanswered: tuple[str, ...] = ()  # of several questions

    def drafted(self, language: Language) -> Drafted:
        """Return the answer as a draft that an agent reads."""
        return Drafted(
            text=self.text,
            language=language,
            sources=self.sources,
            by_model=self.by_model,
            fell_back=self.fell_back,
        )

    def and_then(self, other: "DocumentAnswer") -> "DocumentAnswer":
        """Return both answers, one after the other; of an empty answer only its events are kept."""
        if not self.text or not other.text:
            says = self if self.text or (self.sources and not other.text) else other
            return replace(says, events=(*self.events, *other.events), unanswered=self.unanswered)
        sources = {(one.url, one.quote): one for one in (*self.sources, *other.sources)}
        return DocumentAnswer(
            text=f"{self.text}\n\n{other.text}",
            sources=tuple(sources.values()),
            events=(*self.events, *other.events),
            by_model=self.by_model or other.by_model,
            fell_back=self.fell_back or other.fell_back,
            unanswered=self.unanswered,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answer questions from the documents; it holds collaborators and no state."""

    turn: Turn
    mind: ModelMind | None = None  # None: there is no language model
    shop_url: str = ""  # that links of the catalogue are completed by; "": it is not known

    async def answer(
        self,
        conversation: Conversation,
        understanding: Understanding,
        knowledge: Knowledge,
        *,
        say: Say,
    ) -> DocumentAnswer | Why:
        """Return the answer, or the reason why the message asks nothing of the documents."""
        turn = self.turn
        decision = turn.policy.converse(understanding)
        if not isinstance(decision, Answer):
            return Why.NOTHING_TO_ANSWER
        thought, events = await self._think(conversation, understanding, knowledge, say)
        if thought is not None:
            return replace(_answered(thought, self.shop_url), events=events, by_model=True)
        composer = knowledge.composer(turn.limit, turn.statements, None)
        draft = await composer.compose(understanding, floor=decision.floor)
        approved = isinstance(review(draft, names=knowledge.names), Approved)
        used = (one.outcome for one in reversed(events) if isinstance(one, ModelUsed))
        fell_back = next(used, "")
        if draft.kind is not ReplyKind.ANSWERED or not approved:
            closest = await self._closest(knowledge, understanding)
            return DocumentAnswer(text="", sources=closest, events=events, fell_back=fell_back)
        return replace(_answered(draft, self.shop_url), events=events, fell_back=fell_back)

    async def _think(
        self,
        conversation: Conversation,
        understanding: Understanding,
        knowledge: Knowledge,
        say: Say,
    ) -> tuple[Draft | None, tuple[ConversationEvent, ...]]:
        """Return the model's answer from the documents, and its account; None: it has none."""
        if self.mind is None:
            return None, ()
        mind = replace(self.mind, speaker=_Showing(say), purpose=Purpose.COPILOT)
        tool_turn = self.turn.tool_turn(conversation, knowledge, understanding)
        replied = await mind.reply(tool_turn, aloud=True)  # to the agent alone
        # Nobody but the agent has seen it: `shown` is of customers.
        events = tuple(
            replace(one, shown=False) if isinstance(one, ModelUsed) else one
            for one in replied.account
        )
        draft = replied.draft
        if draft is None or not isinstance(review(draft, names=knowledge.names), Approved):
            return None, events
        return (draft if draft.kind is ReplyKind.ANSWERED else None), events

    async def _closest(
        self, knowledge: Knowledge, understanding: Understanding
    ) -> tuple[Source, ...]:
        found = await knowledge.searcher.search(
            understanding.text,
            understanding.vector,
            language=understanding.language,
            limit=CLOSEST,
        )
        return as_sources(understanding, found)


@dataclass(frozen=True, slots=True)
class _Showing:
    """Show a draft to the agent who waits for it: a `Speaker`."""

    show: Say

    async def say(self, conversation: Conversation, text: str) -> bool:
        del conversation
        await self.show(text)
        return True


def _answered(draft: Draft, shop_url: str) -> DocumentAnswer:
    """Return a draft as an agent sends it: in a mail, an address without its shop opens nothing."""
    cards = [
        replace(card, url=web_address(card.url, base_url=shop_url) if shop_url else card.url)
        for card in draft.cards
    ]
    lines = [draft.text, *(_line(card) for card in cards)]
    return DocumentAnswer(text="\n".join(lines), sources=draft.sources or _of_cards(draft))


def _line(card: Card) -> str:
    """Return a product as a line of text: an agent's reply has no cards."""
    parts = (card.title, card.price, card.availability, card.url)
    return f"• {' · '.join(part for part in parts if part)}"


def _of_cards(draft: Draft) -> tuple[Source, ...]:
    return tuple(
        Source(
            title=card.title, url=card.url, quote=card.subtitle, language=draft.language, score=1
        )
        for card in draft.cards
    )
