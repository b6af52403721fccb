"""Apply each update of a channel to its conversation: read this file first.

Applying an update again changes nothing, so an envelope may be applied as often as it takes. An
update that comes too early, such as the edit of a message that is not there yet, is tried again.
"""

from dataclasses import dataclass
from typing import assert_never

import structlog

from assistant.conversation.conversation import ROUTED
from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import DeliveryStatus, InboundMessage, MediaReference
from assistant.messages.channels.ports import (
    ContactBook,
    DueMedia,
    Envelopes,
    MediaQueue,
    StatusBook,
)
from assistant.messages.channels.updates import (
    AccountAlert,
    ContactRekeyed,
    ControlMoved,
    EchoArrived,
    EditArrived,
    MessageArrived,
    PreferenceChanged,
    ReactionArrived,
    ReferralArrived,
    RevocationArrived,
    StatusArrived,
    UnknownUpdate,
    Update,
    WatermarkArrived,
    message_id_of,
)
from assistant.messages.inbox import Inbox
from assistant.messages.intake import stranger_referrals
from assistant.messages.intake.contact_conversations import ConversationFinder
from assistant.messages.intake.conversation_changes import Changes, TooEarlyError
from assistant.ports import BrokerUnavailableError, Clock, EventLog, WorkQueue

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateApplier:
    """Apply updates, one at a time of each contact."""

    events: EventLog
    inbox: Inbox
    queue: WorkQueue
    contacts: ContactBook
    statuses: StatusBook
    media: MediaQueue
    envelopes: Envelopes  # for what is set aside
    clock: Clock

    @property
    def _places(self) -> ConversationFinder:
        return ConversationFinder(events=self.events, contacts=self.contacts, clock=self.clock)

    @property
    def _changes(self) -> Changes:
        return Changes(events=self.events, clock=self.clock)

    async def apply(self, update: Update) -> None:
        """Apply one update.

        Raises:
            TooEarlyError: the message or contact that it is about is not known yet.
            LogUnavailableError, VersionConflictError: the same may work later.
        """
        match update:
            case MessageArrived():
                await self._message(update)
            case StatusArrived():
                await self._status(update)
            case WatermarkArrived():
                await self._watermark(update)
            case EchoArrived():
                await self._echo(update)
            case ControlMoved():
                await self._control(update)
            case ReactionArrived() | EditArrived() | RevocationArrived() | ReferralArrived():
                await self._changed(update)
            case PreferenceChanged():
                await self._preference(update)
            case ContactRekeyed():
                await self.contacts.rekey(
                    update.channel, update.account_id, old=update.old, new=update.new
                )
            case AccountAlert() | UnknownUpdate():
                _note(update)
            case _:
                assert_never(update)

    async def _message(self, update: MessageArrived) -> None:
        account_id = update.place.account_id
        message_id = message_id_of(account_id, update.provider_message_id)
        reply_to = await self._named(account_id, update.reply_to) if update.reply_to else None

        async def receive(conversation_id: ConversationId) -> None:
            if update.standby:
                await self._changes.lose_control(conversation_id, rule=f"{ROUTED}standby")
            message = _inbound(update, conversation_id, message_id, reply_to)
            await self.inbox.receive(message)
            for one in update.media:
                await self.media.put(self._due(message, one))

        async def begin(conversation_id: ConversationId) -> None:
            for one in await stranger_referrals.recall(self.envelopes, update.place):
                await self._changes.referred(conversation_id, one)

        await self._places.within(update.place, receive, name=update.name, begin=begin)

    def _due(self, message: InboundMessage, media: MediaReference) -> DueMedia:
        return DueMedia(
            conversation_id=message.conversation_id,
            message_id=message.message_id or MessageId(message.provider_message_id),
            channel=message.channel,
            account_id=message.account_id,
            media=media,
            since=self.clock.now(),
        )

    async def _status(self, update: StatusArrived) -> None:
        reported = await self.statuses.report(update)
        if update.status is DeliveryStatus.FAILED:
            await self._failed(update)
        if reported is not None and reported.settled:
            await self._wake(reported.conversation_id)  # the outbox learns that it went

    async def _failed(self, update: StatusArrived) -> None:
        """Handle a reply that failed, also where a crash came after the status was stored."""
        key = await self.statuses.find(update.account_id, update.provider_message_id)
        if key is None:
            return
        act = self._changes.send_again if update.passing else self._changes.failed
        done = await act(key.conversation_id, key.message_id)
        if update.passing and not done:
            done = await self._changes.failed(key.conversation_id, key.message_id)
        if done:
            await self._wake(key.conversation_id)

    async def _watermark(self, update: WatermarkArrived) -> None:
        contact = await self.contacts.find(update.place)
        if contact is not None:
            await self.statuses.report_up_to(
                contact.conversation_id, update.status, up_to=update.up_to, at=update.at
            )

    async def _echo(self, update: EchoArrived) -> None:
        """Hand the conversation to an echo's writer; our own echo reports that it was sent."""
        account_id = update.place.account_id
        if update.callback:
            await self._status(
                StatusArrived(
                    channel=update.place.channel,
                    account_id=account_id,
                    provider_message_id=update.provider_message_id,
                    status=DeliveryStatus.SENT,
                    at=update.at,
                    callback=update.callback,
                )
            )
            return
        if await self.statuses.find(account_id, update.provider_message_id):
            return
        message_id = message_id_of(account_id, update.provider_message_id)
        await self._places.within(
            update.place, lambda one: self._changes.echo(one, update, message_id=message_id)
        )

    async def _control(self, update: ControlMoved) -> None:
        rule = f"{ROUTED}{update.rule}"

        async def move(conversation_id: ConversationId) -> None:
            if not update.ours:
                await self._changes.lose_control(conversation_id, rule=rule)
            elif await self._changes.gain_control(conversation_id, rule=rule):
                await self._wake(conversation_id)

        await self._places.within(update.place, move)

    async def _preference(self, update: PreferenceChanged) -> None:
        await self._places.within(
            update.place, lambda one: self._changes.preference(one, opted_out=update.opted_out)
        )

    async def _changed(
        self, update: ReactionArrived | EditArrived | RevocationArrived | ReferralArrived
    ) -> None:
        contact = await self.contacts.find(update.place)
        if contact is None and isinstance(update, ReferralArrived):
            await stranger_referrals.set_aside(self.envelopes, update, at=self.clock.now())
            contact = await self.contacts.find(update.place)  # they may have written meanwhile
            if contact is None:
                return
        if contact is None:
            raise TooEarlyError(update.place.account_id)
        if isinstance(update, ReferralArrived):
            await self._changes.referred(contact.conversation_id, update)
            return
        target = await self._named(update.place.account_id, update.target)
        await self._changes.change(contact.conversation_id, target, update)

    async def _named(self, account_id: AccountId, provider_message_id: str) -> MessageId:
        """Return our id of a channel's message, which is a reply or a customer's message."""
        key = await self.statuses.find(account_id, provider_message_id)
        return key.message_id if key else message_id_of(account_id, provider_message_id)

    async def _wake(self, conversation_id: ConversationId) -> None:
        try:
            await self.queue.put(conversation_id)
        except BrokerUnavailableError:
            log.warning("work.not_queued", conversation_id=conversation_id)


def _inbound(
    update: MessageArrived,
    conversation_id: ConversationId,
    message_id: MessageId,
    reply_to: MessageId | None,
) -> InboundMessage:
    return InboundMessage(
        conversation_id=conversation_id,
        channel=update.place.channel,
        account_id=update.place.account_id,
        provider_message_id=update.provider_message_id,
        text=update.text,
        sent_at=update.at,
        message_id=message_id,
        kind=update.kind,
        choice=update.choice,
        reply_to=reply_to,
        media=update.media,
        location=update.location,
        contacts=update.contacts,
        items=update.items,
        referral=update.referral,
    )


def _note(update: AccountAlert | UnknownUpdate) -> None:
    """Log that an alert or an unknown update came; the caller keeps the unknown one."""
    if isinstance(update, AccountAlert):
        log.warning("channels.alert", channel=update.channel, what=update.what)
    else:
        log.info("channels.unknown", channel=update.channel, what=update.what[:40])
