"""Decide whether a customer may be written to first, now. Pure.

    gone, no consent -> refuse       people, talk, quiet hours -> wait, and decide again then

The decision is made on a conversation's own events, and what it allows is appended only if no event
came in between: whatever a customer says first, it is heard first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.consents import ALERTING, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    OperationDone,
    ReplyRated,
    ReplyWritten,
    SatisfactionRated,
)
from assistant.conversation.message import ChannelKind
from assistant.conversation.ownership import Stage
from assistant.conversation.reach import LAPSE
from assistant.conversation.windows import ReplyWindow, window
from assistant.desk.privacy.passed_stops import given_anew
from assistant.outreach.quiet_hours import Whereabouts, quiet_until

_TALK = timedelta(minutes=30)  # a customer who wrote so lately is still here
_AFTER_PERSON = timedelta(hours=24)
_AFTER_THUMB = timedelta(hours=24)  # Klaviyo's and Gorgias's pause after bad news, in operations
_LOOK_AGAIN = timedelta(hours=1)
_WINDOW_LEFT = timedelta(hours=1)  # own words need to arrive before the window closes
UNHAPPY = 2
"""Score of a resolved conversation, of 5, up to which its customer was unhappy."""


class Block(StrEnum):
    """Name the reasons why a customer is not written to, or not yet."""

    UNREACHABLE = "unreachable"  # of a program, or of another version
    GONE = "gone"  # erased, or merged into another
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    COMPLAINT = "complaint"
    PERSON_HAS_IT = "person_has_it"
    PERSON_WROTE = "person_wrote"
    UNHAPPY = "unhappy"
    TALKING = "talking"
    QUIET_HOURS = "quiet_hours"
    NO_WINDOW = "no_window"
    NO_TEMPLATE = "no_template"
    CAP = "cap"
    OVER = "over"  # it is not so any more
    OFF = "off"  # the trigger was turned off meanwhile
    GUARD = "guard"  # the guard did not let the words pass
    NO_CUSTOMER = "no_customer"  # nobody proved who they are, or the shop knows them no more


@dataclass(frozen=True, slots=True)
class MayWrite:
    """Say that the message may be written now."""

    by_template: bool  # the channel takes nothing else


@dataclass(frozen=True, slots=True)
class MayLater:
    """Say that it is to be decided again, at `at`."""

    why: Block
    at: datetime  # aware, UTC
    is_open: bool = field(default=False, compare=False)  # nobody knows when it ends


@dataclass(frozen=True, slots=True)
class MayNot:
    """Say that the message is not written, now or later."""

    why: Block


OF_CONVERSATION = frozenset({Block.GONE, Block.NO_CONSENT})
"""Reasons that end one conversation: the customer's other ones may still be written to.

Each comes with an event, so no process can still write in the conversation it ended. After a STOP
nothing is sought elsewhere.
"""

ContactDecision = MayWrite | MayLater | MayNot


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactState:
    """Hold the facts of a conversation that the rules look at."""

    conversation: Conversation
    gone: bool  # erased, or merged into another
    stopped_at: datetime | None = None  # the last STOP, also one that a START followed
    person_wrote_at: datetime | None = None
    unhappy_at: datetime | None = None  # a thumb down, or a bad score
    complaint: bool = False  # one is open on an order

    @classmethod
    def of(
        cls,
        conversation: Conversation,
        events: Iterable[ConversationEvent],
        *,
        complaint: bool,
    ) -> "ContactState":
        """Return the state of a conversation with these events, oldest first."""
        gone, stopped, person, unhappy = False, None, None, None
        for event in events:
            if isinstance(event, ConversationErased | ConversationMerged):
                gone = True
            elif isinstance(event, ContactOptedOut):
                stopped = event.at
            elif isinstance(event, ReplyWritten) and event.author is Author.AGENT:
                person = event.at
            elif isinstance(event, ReplyRated):
                unhappy = unhappy if event.helpful else event.at
            elif isinstance(event, SatisfactionRated) and event.score <= UNHAPPY:
                unhappy = event.at
        return cls(
            conversation=conversation,
            gone=gone,
            stopped_at=stopped,
            person_wrote_at=person,
            unhappy_at=unhappy,
            complaint=complaint,
        )


def person_wrote_since(events: Iterable[ConversationEvent], since: datetime) -> bool:
    """Return whether an agent wrote to the customer after `since`, which is aware."""
    return any(
        isinstance(one, ReplyWritten) and one.author is Author.AGENT and one.at > since
        for one in events
    )


def may_write(
    state: ContactState, purpose: ContactPurpose, place: Whereabouts, now: datetime
) -> ContactDecision:
    """Return whether a message of this purpose may be written at `now`, aware."""
    if held := held_back(state, purpose, now):
        return held
    fit = quiet_until(place, now)
    if fit is None:
        return MayNot(Block.QUIET_HOURS)
    return _by_window(state, now) if fit == now else MayLater(Block.QUIET_HOURS, fit)


def held_back(
    state: ContactState, purpose: ContactPurpose, now: datetime
) -> MayNot | MayLater | None:
    """Return why nothing may be written, or not yet, by the conversation alone; None: it may."""
    if why := _never(state, purpose):
        return MayNot(why)
    return _later(state, now)


def stopped_elsewhere(
    state: ContactState,
    past: Iterable[ConversationEvent],
    purpose: ContactPurpose,
    cause: str,
) -> bool:
    """Return whether a STOP in another conversation, of `state`, ends the consent of this one.

    It does unless the customer gave the whole consent anew in this one, whose events are `past`.
    A START there brings nothing back here. `cause` is the key of the message's cause.
    """
    stop = state.stopped_at
    return stop is not None and not _asked_anew(past, purpose, cause, since=stop)


def _asked_anew(
    past: Iterable[ConversationEvent], purpose: ContactPurpose, cause: str, *, since: datetime
) -> bool:
    """Return whether words of the customer after `since`, not a file, are a consent by themselves.

    Each alert is asked for by itself, and its cause is the proposal that was said yes to.
    """
    if purpose is not ContactPurpose.ALERT:
        return purpose in given_anew(past, since)
    done = (one for one in past if isinstance(one, OperationDone) and one.at > since)
    return any(one.operation == ALERTING and one.proposal_id == cause for one in done)


def later_elsewhere(state: ContactState, now: datetime) -> MayLater | None:
    """Return the wait for people, anger or a talk in another conversation of the customer.

    What the customer left open there for a day is no talk any more.
    """
    held = None if state.gone else _later(state, now)
    inbound = state.conversation.reach.last_inbound_at
    is_left = inbound is None or now - inbound >= LAPSE
    return None if held and held.why is Block.TALKING and held.is_open and is_left else held


def _never(state: ContactState, purpose: ContactPurpose) -> Block | None:
    conversation = state.conversation
    started = conversation.started
    if state.gone:
        return Block.GONE
    if conversation.is_unread or started is None:
        return Block.UNREACHABLE
    if started.channel is ChannelKind.API:
        return Block.UNREACHABLE
    if conversation.reach.opted_out:
        return Block.OPTED_OUT
    if conversation.reach.consents.of(purpose) is None:
        return Block.NO_CONSENT
    return None


def _later(state: ContactState, now: datetime) -> MayLater | None:
    """Return the wait for people, and for a talk that is going on."""
    conversation, again = state.conversation, now + _LOOK_AGAIN
    if conversation.ownership.stage not in (Stage.PENDING, Stage.RESOLVED):
        return MayLater(Block.PERSON_HAS_IT, again, is_open=True)
    if state.complaint:
        return MayLater(Block.COMPLAINT, again, is_open=True)
    pauses = (
        (Block.PERSON_WROTE, state.person_wrote_at, _AFTER_PERSON),
        (Block.UNHAPPY, state.unhappy_at, _AFTER_THUMB),
        (Block.TALKING, conversation.reach.last_inbound_at, _TALK),
    )
    for why, since, pause in pauses:
        if since is not None and now < since + pause:
            return MayLater(why, since + pause)
    dealings = conversation.dealings
    if conversation.unanswered or dealings.dialogue or dealings.proposal or dealings.confirmed:
        return MayLater(Block.TALKING, again, is_open=True)
    return None


def _by_window(state: ContactState, now: datetime) -> ContactDecision:
    started, inbound = state.conversation.started, state.conversation.reach.last_inbound_at
    if started is None:
        return MayNot(Block.UNREACHABLE)
    windows = {
        window(started.channel, inbound, Author.ASSISTANT, at) for at in (now, now + _WINDOW_LEFT)
    }
    if windows == {ReplyWindow.FREE}:
        return MayWrite(by_template=False)
    if ReplyWindow.TEMPLATE_ONLY in windows:
        return MayWrite(by_template=True)
    return MayNot(Block.NO_WINDOW)
