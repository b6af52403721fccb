"""Compute the outlook of the wait for a person, from known facts alone. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import ConversationEvent, ReplyWritten
from assistant.conversation.windows import closes_at

LEAST = 3
"""Waits that an expectation rests on: fewer say nothing of the next."""

TO_ANSWER = timedelta(hours=1)
"""After somebody comes back, before it can be promised that they have answered."""

LONGEST = timedelta(hours=2)
"""An expected wait above this is not said: it would be wrong by more than it helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Hold the outlook of a wait as of `at`; an unknown value is None, and never made up."""

    at: datetime  # aware, UTC
    timezone: ZoneInfo  # the team's, in which its hours are said
    open: bool  # whether these are opening hours
    staffed: bool | None = None  # whether somebody who may take it is there
    next_opening: datetime | None = None  # aware, UTC; if it is not open
    position: int | None = None  # in the queue: 1 is the next
    expected_wait: timedelta | None = None
    address_known: bool = False  # where the customer can be written to
    attended: bool = False  # whoever has the conversation is there, whatever the hours
    answers_until: datetime | None = None  # aware, UTC; of the channel. None: it has no end

    @property
    def is_absent(self) -> bool:
        """Return whether nobody is there to take the conversation now, as far as is known."""
        if self.attended or self.staffed:  # whatever the hours: they answer who is there
            return False
        return not self.open or self.staffed is False

    @property
    def comes_too_late(self) -> bool:
        """Return whether the channel may have closed its window before an agent can answer."""
        if self.answers_until is None:
            return False
        comes = self.at if self.open else self.next_opening
        return comes is None or comes + TO_ANSWER > self.answers_until


def answers_until(conversation: Conversation) -> datetime | None:
    """Return until when the channel takes a person's own words; None: it has no window."""
    started = conversation.started
    if started is None:
        return None
    return closes_at(started.channel, conversation.reach.last_inbound_at, Author.AGENT)


def first_reply_wait(before: Conversation, events: Iterable[ConversationEvent]) -> timedelta | None:
    """Return how long the customer waited for a person's first reply; None: there was none.

    The wait runs from the first unanswered message; only a message from before the handoff still
    waits
    for a first reply of a person.
    """
    handoff = before.ownership.handoff
    if handoff is None or not before.unanswered or before.unanswered[0].at > handoff.at:
        return None
    replies = (e for e in events if isinstance(e, ReplyWritten) and e.author is Author.AGENT)
    first = next((reply for reply in replies if reply.answers), None)
    return None if first is None else first.at - before.unanswered[0].at


def expected_wait(recent: Sequence[timedelta]) -> timedelta | None:
    """Return the median of the last waits for a first reply; None: too few, or too long."""
    if len(recent) < LEAST:
        return None
    in_order = sorted(recent)
    # The upper of the two in the middle: a wait that is shorter than said annoys nobody.
    expected = in_order[len(in_order) // 2]
    return expected if expected <= LONGEST else None
