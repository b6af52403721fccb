"""Read all updates that are no messages: marks, reactions, edits, consents, moved control. Pure."""

from collections.abc import Callable, Sequence
from typing import Literal

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind, DeliveryStatus
from assistant.messages.channels.updates import (
    ControlMoved,
    EditArrived,
    PreferenceChanged,
    ReactionArrived,
    StatusArrived,
    Update,
    WatermarkArrived,
)
from integrations.channels.messenger.shapes import (
    DeliveryTold,
    EditTold,
    MessengerControl,
    OptInTold,
    ReactionTold,
    ReadTold,
    Where,
)

PAGE_INBOX = "263902037430900"
"""App id of Meta's own inbox of a page. Source: bottender.js.org, "Messenger handover protocol"."""


def read_edit(told: object, where: Where) -> Sequence[Update]:
    """Return the update of a message whose text was changed."""
    edit = EditTold.model_validate(told)
    return (EditArrived(place=where.place, at=where.at, target=edit.mid, text=edit.text.strip()),)


def read_reaction(told: object, where: Where) -> Sequence[Update]:
    """Return the update of a reaction that was set, or removed."""
    reaction = ReactionTold.model_validate(told)
    emoji = "" if reaction.action == "unreact" else reaction.emoji
    return (ReactionArrived(place=where.place, at=where.at, target=reaction.mid, emoji=emoji),)


def read_delivery(told: object, where: Where) -> Sequence[Update]:
    """Return the updates of messages that have arrived: those that are named, and all up to a time.

    Both, because a message that is named may not be in our own book of sent messages yet.
    """
    delivery = DeliveryTold.model_validate(told)
    named = tuple(
        StatusArrived(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(where.page),
            provider_message_id=mid,
            status=DeliveryStatus.DELIVERED,
            at=where.at,
        )
        for mid in delivery.mids or ()
    )
    if delivery.watermark is None:
        return named
    up_to = WatermarkArrived(
        place=where.place,
        status=DeliveryStatus.DELIVERED,
        up_to=delivery.watermark,
        at=where.at,
    )
    return (*named, up_to)


def read_seen(told: object, where: Where) -> Sequence[Update]:
    """Return the update that all messages up to a time were read."""
    mark = ReadTold.model_validate(told).watermark
    if mark is None:
        return ()
    return (
        WatermarkArrived(place=where.place, status=DeliveryStatus.READ, up_to=mark, at=where.at),
    )


def read_optin(told: object, where: Where) -> Sequence[Update]:
    """Return the update of a customer who agreed to messages of the shop, or stopped them."""
    optin = OptInTold.model_validate(told)
    stopped = "STOP" in optin.notification_messages_status.upper()
    return (PreferenceChanged(place=where.place, at=where.at, opted_out=stopped),)


def read_control(
    move: Literal["pass", "take"],
) -> Callable[[object, Where], Sequence[Update]]:
    """Return a function that reads the update of a conversation that moved between apps.

    All apps of the page hear of it. The conversation is ours if it was passed to an app that is not
    known to be another's, and was not told in `standby`, where apps hear of it that stand by. Where
    that is wrong, Meta refuses the next reply and says so.
    """

    def read(told: object, where: Where) -> Sequence[Update]:
        control = MessengerControl.model_validate(told)
        moved = ControlMoved(
            place=where.place,
            at=where.at,
            ours=move == "pass" and not where.standby and control.new_owner_app_id != PAGE_INBOX,
            rule="passed" if move == "pass" else "taken",
            event_id=f"{control.previous_owner_app_id}>{control.new_owner_app_id}",
        )
        return (moved,)

    return read
