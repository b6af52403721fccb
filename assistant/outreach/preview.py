"""Count the customers that a trigger would write to for the last week; write nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from assistant.conversation.ids import ConversationId
from assistant.outreach.contact_rules import Block, ContactState, MayWrite, may_write
from assistant.outreach.fact_sources.gathered_facts import FactGathering
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.ports import Audience, ContactPlaces
from assistant.outreach.quiet_hours import Whereabouts, whereabouts
from assistant.outreach.triggers.customer_facts import unknown_customer
from assistant.outreach.triggers.trigger import Trigger
from assistant.outreach.triggers.trigger_register import has_open_complaint
from assistant.ports import Clock, EventLog, UnknownConversationError

WEEK = timedelta(days=7)
MOST = 300
"""Conversations of the audience that are looked at: each is a question to the shop system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachPreview:
    """Hold the customers who qualify now for a cause of the last seven days."""

    looked_at: int  # conversations with a consent
    qualified: int
    now: tuple[ConversationId, ...]  # that would be written to at once, before the holdout
    blocks: Mapping[Block, int]  # the others, by why not, or not yet


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewMaker:
    """Look at an audience as the round does, and keep nothing."""

    audience: Audience
    facts: FactGathering
    channels: ContactPlaces
    events: EventLog
    clock: Clock
    default_place: Whereabouts

    async def make(self, trigger: Trigger) -> OutreachPreview:
        """Return the preview of a trigger, over a part of a large audience.

        Raises:
            ShopUnavailableError: the shop does not answer.
        """
        page = await self.audience.page(trigger.purpose, after=None, limit=MOST)
        free, blocks, qualified = list[ConversationId](), Counter[Block](), 0
        for conversation_id in page:
            try:
                talk = KnownTalk.of(await self.events.read(conversation_id))
            except UnknownConversationError:
                continue
            block = await self._block(trigger, talk)
            if block is None:
                continue
            qualified += 1
            if block == "":
                free.append(conversation_id)
            else:
                blocks[Block(block)] += 1
        return OutreachPreview(
            looked_at=len(page), qualified=qualified, now=tuple(free), blocks=blocks
        )

    async def _block(self, trigger: Trigger, talk: KnownTalk) -> str | None:
        """Return why a customer who qualifies would not be written to now, "" if they would.

        None: they do not qualify, or nobody knows who they are.
        """
        conversation, now = talk.conversation, self.clock.now()
        identity = conversation.dealings.identity
        if identity is None and trigger.known_only:
            return None
        one = conversation.conversation_id
        customer_id = identity.customer_id if identity else unknown_customer(one)
        known = await self.facts.of(customer_id, talk, [trigger])
        if known is None:
            return None
        causes = trigger.qualifies(known.facts, now, known.language)
        if not any(one.at is None or one.at > now - WEEK for one in causes):
            return None
        complaint = has_open_complaint(known.facts, now)
        state = ContactState.of(conversation, talk.past, complaint=complaint)
        number = await self.channels.number(conversation.conversation_id)
        place = whereabouts(number, known.country, default=self.default_place)
        decision = may_write(state, trigger.purpose, place, now)
        return "" if isinstance(decision, MayWrite) else decision.why
