"""Deliver the replies of the assistant and the agents: at least once, in order.

A reply goes out before `ReplyDelivered` says so. A worker that dies in between leaves the reply to
be sent again, and the edge drops a reply that it has seen by (conversation, sequence). The worker
that delivers holds the conversation's turn, and a reply waits for those before it, so none
overtakes another.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationEvent,
    ConversationStarted,
    ReplyDelivered,
    ReplyRejected,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind, OutboundMessage
from assistant.conversation.reach import Reach
from assistant.desk.fenced_append import append_decided
from assistant.desk.handoff.lost_replies import hand_over
from assistant.kit.failpoints import hit
from assistant.kit.fault_log import report
from assistant.kit.telemetry.metrics import DELIVERIES
from assistant.kit.telemetry.trace_spans import span
from assistant.kit.typography import typeset
from assistant.messages.snapshots import Outgoing, Snapshot
from assistant.ports import (
    BrokerUnavailableError,
    Channel,
    ChannelUnavailableError,
    Clock,
    EventLog,
    MessageRejectedError,
    Sent,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLimits:
    """Hold the limits of delivery: how often a reply is sent, and when it is given up."""

    attempts: int = 3  # in a row; more is the sweep's, with growing pauses
    pause_s: float = 0.2  # before the second attempt; doubles, and varies by half
    longest_pause_s: float = 2.0  # a channel that asks for more is left to the sweep
    give_up_after: timedelta = timedelta(hours=24)  # WhatsApp takes no reply after that


class Outbox:
    """Send replies through their conversation's channel, and record that they went."""

    def __init__(
        self,
        *,
        events: EventLog,
        channels: Mapping[ChannelKind, Channel],
        clock: Clock,
        limits: DeliveryLimits,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._events = events
        self._channels = channels
        self._clock = clock
        self._limits = limits
        self._sleep = sleep

    async def deliver(self, snapshot: Snapshot) -> None:
        """Send the replies that have yet to go out, oldest first, up to the first that does not go.

        The caller holds the conversation's turn.
        """
        started = snapshot.conversation.started
        if started is None:
            return
        for outgoing in snapshot.undelivered:
            if not await self._deliver(started, outgoing, snapshot.conversation.reach):
                return

    async def _deliver(
        self, started: ConversationStarted, outgoing: Outgoing, reach: Reach
    ) -> bool:
        """Return whether the reply needs no more attempts."""
        reply = outgoing.reply
        try:
            sent = await self._send(started, outgoing, reach)
        except MessageRejectedError as error:
            DELIVERIES.labels(started.channel, "rejected").inc()
            await self._reject(started.conversation_id, outgoing, error.reason)
            return True
        if sent is None:
            if self._clock.now() - reply.at < self._limits.give_up_after:
                return False
            await self._reject(started.conversation_id, outgoing, "expired")
            return True
        hit("after_send")
        DELIVERIES.labels(started.channel, "delivered").inc()
        delivered = ReplyDelivered(
            conversation_id=started.conversation_id,
            at=self._clock.now(),
            message_id=reply.message_id,
            provider_message_id=sent.provider_message_id,
        )
        await self._events.append(started.conversation_id, [delivered])
        hit("after_delivered")
        return True

    async def _send(
        self, started: ConversationStarted, outgoing: Outgoing, reach: Reach
    ) -> Sent | None:
        """Return the channel's word that it took the reply; None: it did not take it.

        Raises:
            MessageRejectedError: the channel will never take it.
        """
        channel = self._channels.get(started.channel)
        if channel is None:
            log.error("delivery.no_channel", channel=started.channel)
            return None
        message = _address(started, outgoing, reach)
        for attempt in range(1, self._limits.attempts + 1):
            hit("before_send")
            pause_s = self._limits.pause_s * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
            try:
                with span("reply.send", channel=started.channel.value, attempt=attempt):
                    return await channel.send(message) or Sent()
            except MessageRejectedError:
                raise
            except ChannelUnavailableError as error:
                pause_s = max(pause_s, error.retry_after_s or 0.0)
            except BrokerUnavailableError:
                log.warning("delivery.broker_away", channel=started.channel)
            except Exception as error:  # noqa: BLE001 - a fault of this moment; the reply is still due
                report("delivery.failed", error, channel=started.channel)
            if attempt == self._limits.attempts or pause_s > self._limits.longest_pause_s:
                break
            await self._sleep(pause_s)
        DELIVERIES.labels(started.channel, "postponed").inc()
        log.warning("delivery.postponed", conversation_id=started.conversation_id)
        return None

    async def _reject(
        self, conversation_id: ConversationId, outgoing: Outgoing, reason: str
    ) -> None:
        """Record that the reply will never go out, and tell the people who are to hear of it."""
        log.error("delivery.rejected", conversation_id=conversation_id, reason=reason)
        at = self._clock.now()
        rejected = ReplyRejected(
            conversation_id=conversation_id,
            at=at,
            message_id=outgoing.reply.message_id,
            reason=reason,
        )

        def decide(
            conversation: Conversation, _: Sequence[StoredEvent]
        ) -> tuple[ConversationEvent, ...]:
            now = conversation.after(rejected)
            return (rejected, *hand_over(now, outgoing.reply, reason, at))

        await append_decided(self._events, conversation_id, decide)


def as_printed(reply: ReplyWritten) -> ReplyWritten:
    """Return a reply with the apostrophes and spaces of print; a person's words stay the same."""
    if reply.author is Author.AGENT:
        return reply
    return replace(
        reply,
        text=typeset(reply.text, reply.language),
        quick_replies=tuple(typeset(one, reply.language) for one in reply.quick_replies),
        disclosure=typeset(reply.disclosure, reply.language),
    )


def _address(started: ConversationStarted, outgoing: Outgoing, reach: Reach) -> OutboundMessage:
    reply = as_printed(outgoing.reply)
    return OutboundMessage(
        conversation_id=started.conversation_id,
        channel=started.channel,
        account_id=started.account_id,
        sequence=outgoing.sequence,
        message_id=reply.message_id,
        text=reply.text,
        language=reply.language,
        sources=reply.sources,
        cards=reply.cards,
        quick_replies=reply.quick_replies,
        disclosure=reply.disclosure,
        author=reply.author,
        kind=reply.kind,
        agent_name=reply.agent_name,
        agent_picture=reply.agent_picture,
        attachments=reply.attachments,
        written_at=reply.at,
        template=reply.template,
        last_inbound_at=reach.last_inbound_at,
        opted_out=reach.opted_out and not reply.answers,  # an answer was asked for
        last_provider_message_id=reach.last_provider_message_id,
        follows=outgoing.follows,
    )
