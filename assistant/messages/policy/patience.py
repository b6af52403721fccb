"""Decide how long to listen on before a customer is answered: a table, no I/O and no clock.

    a tap, a bare value that was asked for -> not at all
    a whole request                        -> for a moment, which joins what is sent in one go
    what a detail often follows            -> until it would be seen that the customer types on
    what only begins                       -> for longer

While they type, for as long as they do, up to a limit. Where a channel does not tell of typing,
its habit stands in for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import CustomerWrote
from assistant.conversation.message import ChannelKind, MessageKind
from assistant.messages.channels.one_word_messages import preference_of
from assistant.understanding.entities.yes_no_answers import read_answer
from assistant.understanding.intents.completeness import (
    Completeness,
    breaks_off,
    completeness_of,
    is_bare_value,
    only_opens,
)
from assistant.understanding.message_words import same_words

STRAY_S = 0.1
"""A sign of typing this soon after a message is of the typing that the message ended."""


TOO_SHORT_S = 0.005
"""A pause below this is not worth a way through the queue."""


class Pause(StrEnum):
    """Name how long to listen on, from not at all to longest."""

    NONE = "none"
    MOMENT = "moment"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Hold how long a kind of channel is listened to after a message, in seconds."""

    short_s: float
    long_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningTimes:
    """Hold for how long customers are listened to; `settings.PatienceSettings` fills it in."""

    moment_s: float = 0.1  # what a page sends in one go arrives within that
    page: Pauses = Pauses(short_s=1.4, long_s=2.0)  # it tells that the customer types
    phone: Pauses = Pauses(short_s=5.0, long_s=6.0)  # WhatsApp and Messenger tell nothing
    typing_s: float = 3.0  # a page tells of typing every 2 s
    longest_s: float = 8.0  # since the first of the messages that wait

    def wait_s(
        self, conversation: Conversation, *, now: datetime, typed_at: datetime | None
    ) -> float:
        """Return how many seconds to listen on; 0.0: the customer is answered now.

        `typed_at`: when the customer last typed, as far as their page tells.
        """
        waiting = conversation.to_answer
        if not waiting or conversation.started is None:
            return 0.0
        channel, last = conversation.started.channel, waiting[-1]
        pause = pause_after(conversation)
        if pause is Pause.NONE or channel is ChannelKind.API:
            return 0.0
        window_s = self._window_s(pause, channel)
        ends = last.at + timedelta(seconds=window_s)
        if typed_at is not None and typed_at > last.at + timedelta(seconds=STRAY_S):
            window_s = max(window_s, self.typing_s)
            ends = max(ends, typed_at + timedelta(seconds=self.typing_s))
        ends = min(ends, waiting[0].at + timedelta(seconds=self.longest_s))
        # No longer than the window, though the clocks of two machines may differ.
        left_s = min((ends - now).total_seconds(), window_s)
        return left_s if left_s > TOO_SHORT_S else 0.0

    def _window_s(self, pause: Pause, channel: ChannelKind) -> float:
        windows = self.page if channel is ChannelKind.WEBCHAT else self.phone
        match pause:
            case Pause.LONG:
                return windows.long_s
            case Pause.SHORT:
                return windows.short_s
            case _:
                return self.moment_s


def pause_after(conversation: Conversation) -> Pause:
    """Return how long to listen on after the messages that wait, of which there is at least one."""
    *earlier, last = conversation.to_answer
    if _is_done(conversation, last):
        return Pause.NONE
    if _is_asked(conversation):
        goes_on = last.kind is MessageKind.TEXT and breaks_off(last.text)
        return Pause.LONG if goes_on else Pause.MOMENT
    if last.kind is MessageKind.STICKER:
        return Pause.MOMENT
    completeness = completeness_of(last.text)
    in_pieces = any(not only_opens(wrote.text) for wrote in earlier)
    if completeness is Completeness.BEGUN or (in_pieces and completeness is Completeness.OPEN):
        return Pause.LONG
    asks = completeness is Completeness.WHOLE and last.text.rstrip().endswith("?")
    if completeness is Completeness.OPEN or (
        not asks and (in_pieces or _wrote_pieces(conversation))
    ):
        return Pause.SHORT
    return Pause.MOMENT


def _is_done(conversation: Conversation, last: CustomerWrote) -> bool:
    """Return whether nothing can be missing: a tap, a command, a value that was asked for."""
    if last.kind is MessageKind.CHOICE or last.choice or last.confirms or last.call is not None:
        return True
    if conversation.dealings.confirmed or conversation.dealings.ordered:
        return True  # it is done in a turn of its own
    text, reply = last.text.strip(), conversation.last_reply
    offered = reply.quick_replies if reply is not None else ()
    if preference_of(text) or any(same_words(text, one) for one in offered):
        return True
    answer = read_answer(text)
    return _is_asked(conversation) and (
        is_bare_value(text) or (answer is not None and not answer.rest)
    )


def _is_asked(conversation: Conversation) -> bool:
    """Return whether the assistant's last words ask for something, beside how it can help."""
    if conversation.dealings.dialogue or conversation.dealings.proposal:
        return True
    reply = conversation.last_reply
    if reply is None or reply.author is not Author.ASSISTANT:
        return False
    ends = reply.text.rstrip().endswith("?") and reply.kind is not ReplyKind.SMALL_TALK
    return ends or reply.kind is ReplyKind.ASKED


def _wrote_pieces(conversation: Conversation) -> bool:
    """Return whether the customer wrote their last request in pieces."""
    reply = conversation.last_reply
    return reply is not None and len(reply.answers) > 1
