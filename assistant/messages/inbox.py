"""Accept customers' messages: the one door for every channel.

A message is in the log before the channel is told that it was accepted. The entry in the work
queue that follows only makes the answer quick: the sweep finds messages that were never queued.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import structlog

from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Call, InboundMessage
from assistant.kit.failpoints import hit
from assistant.kit.telemetry.metrics import ACCEPTING, MESSAGES, NOT_QUEUED
from assistant.kit.telemetry.trace_spans import span
from assistant.ports import Accepted, BrokerUnavailableError, Clock, EventLog, WorkQueue
from assistant.understanding.personal_data.payment_data import masked

log = structlog.get_logger(__name__)


def _new_id() -> MessageId:
    return MessageId(uuid4().hex)


class Inbox:
    """Accept each message once. Webhooks wait for it, so it never waits for a turn.

    `put_timeout_s` bounds what a hanging queue may cost a customer; a queue that answers takes
    less than a millisecond.
    """

    def __init__(
        self,
        *,
        events: EventLog,
        queue: WorkQueue,
        clock: Clock,
        new_id: Callable[[], MessageId] = _new_id,
        put_timeout_s: float = 0.25,
    ) -> None:
        self._events = events
        self._queue = queue
        self._clock = clock
        self._new_id = new_id
        self._put_timeout_s = put_timeout_s

    async def receive(self, message: InboundMessage) -> Accepted:
        """Store a message, wake a worker, and return the result, for a repeat the same one.

        A payment card's number is stored without its digits but the last four.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        begun = time.perf_counter()
        with span(
            "message.accept", conversation=message.conversation_id, channel=message.channel.value
        ):
            accepted = await self._events.accept(
                self._event(message),
                account_id=message.account_id,
                provider_message_id=message.provider_message_id,
            )
            hit("after_accept")
            # A repeat is queued as well: the first delivery may have died before it came to this.
            await self._wake(message.conversation_id)
            hit("after_put")
        ACCEPTING.observe(time.perf_counter() - begun)
        MESSAGES.labels("new" if accepted.is_new else "repeat").inc()
        return accepted

    def _event(self, message: InboundMessage) -> CustomerWrote:
        # A page's own id and clock are of no use to anybody later; another company's are.
        ours = message.channel.is_ours
        return CustomerWrote(
            conversation_id=message.conversation_id,
            at=self._clock.now(),
            message_id=message.message_id or self._new_id(),
            text=masked(message.text),
            kind=message.kind,
            choice=message.choice,
            reply_to=message.reply_to,
            attachments=message.attachments,
            media=message.media,
            location=message.location,
            contacts=message.contacts,
            items=message.items,
            referral=message.referral,
            call=_masked_call(message.call),
            confirms=message.confirms,
            page_product=message.page_product,
            page_category=message.page_category,
            page_basket=message.page_basket,
            provider_message_id="" if ours else message.provider_message_id,
            sent_at=None if ours else message.sent_at,
        )

    async def _wake(self, conversation_id: ConversationId) -> None:
        try:
            async with asyncio.timeout(self._put_timeout_s):
                await self._queue.put(conversation_id)
        except (BrokerUnavailableError, TimeoutError):
            NOT_QUEUED.inc()
            log.warning("work.not_queued", conversation_id=conversation_id)


def _masked_call(call: Call | None) -> Call | None:
    """Return a call without the numbers of payment cards, which programs copy from customers."""
    if call is None:
        return None
    return replace(call, slots=masked(call.slots), described=masked(call.described))
