"""Hold one visit of a conversation as the checks of quality read it. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cached_property

from assistant.answers.composing.reply_fit import ReplyFit
from assistant.conversation.events import (
    Author,
    ConversationAssigned,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    CustomerWrote,
    HandoffRequested,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId, TeamId
from assistant.insights.analysis_rows import (
    CheckedSide,
    MessageRow,
    QualityName,
    QualityVerdict,
    VisitRow,
)
from assistant.insights.projection.checks.tone_model import Rudeness, tells_nothing

ReplyDue = Callable[[TeamId | None, datetime, datetime | None], datetime | None]
"""Return by when a person owes a reply: to whom waits since a time, after a handoff at a time.

None: there is no deadline.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskClock:
    """Hold the clock of the shop's people: their zone and their deadlines."""

    zone: tzinfo
    due: ReplyDue


NO_DESK = DeskClock(zone=UTC, due=lambda _team, _since, _handed: None)
"""Clock of a shop without rules of the desk: nobody owes a reply by a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """Hold the result of a check at one place of a visit."""

    side: CheckedSide
    message_id: str  # of the message or reply that it points at
    verdict: QualityVerdict = QualityVerdict.OK
    reason: str = ""  # a word for counting; "" of an ok
    agent_id: str = ""
    team: str = ""
    doubt: float = 0.0  # in [0, 1]; 1: as good as a coin
    due_at: datetime | None = None  # of `OPEN`


@dataclass(frozen=True, kw_only=True)
class CheckedVisit:
    """Hold a visit, with the conversation around it."""

    events: Sequence[ConversationEvent]  # of the whole conversation
    since: int  # place of the visit's first event
    until: int  # place after its last
    rows: Mapping[str, MessageRow]  # of the conversation's messages, by id
    visit: VisitRow
    again: Collection[str] = ()  # messages that ask a question again
    desk: DeskClock = NO_DESK
    rudeness: Rudeness = tells_nothing
    fit: ReplyFit | None = None  # None: no reader tells whether a reply answers

    @cached_property
    def own(self) -> Sequence[ConversationEvent]:
        """Return the visit's events."""
        return self.events[self.since : self.until]

    @cached_property
    def messages(self) -> Sequence[CustomerWrote]:
        """Return the customer's messages of the visit."""
        return [one for one in self.own if isinstance(one, CustomerWrote)]

    @cached_property
    def replies(self) -> Sequence[ReplyWritten]:
        """Return the replies of the assistant and of people; notices of the desk are none."""
        return [
            one
            for one in self.own
            if isinstance(one, ReplyWritten) and one.author in (Author.ASSISTANT, Author.AGENT)
        ]

    @cached_property
    def turns(self) -> Mapping[MessageId, TurnTaken]:
        """Return the turn of each message."""
        found: dict[MessageId, TurnTaken] = {}
        for one in self.own:
            if isinstance(one, TurnTaken):
                for message_id in one.answers:
                    found.setdefault(message_id, one)
        return found

    def before(self, event: ConversationEvent) -> Iterator[ConversationEvent]:
        """Yield the events of the conversation before an event."""
        for one in self.events:
            if one is event:
                return
            yield one

    def is_with_people(self, event: ConversationEvent) -> bool:
        """Tell whether people have the conversation at an event, or were asked to take it."""
        has = False
        for one in self.before(event):
            if isinstance(one, HandoffRequested | ConversationClaimed | ConversationReopened):
                has = True
            elif isinstance(one, ConversationReleased | ConversationResolved):
                has = False
        return has

    def after(self, event: ConversationEvent) -> Iterator[ConversationEvent]:
        """Yield the events of the conversation after an event."""
        passed = False
        for one in self.events:
            if passed:
                yield one
            passed = passed or one is event

    def customer_before(self, reply: ReplyWritten) -> CustomerWrote | None:
        """Return the customer's last message before a reply."""
        last = None
        for one in self.before(reply):
            if isinstance(one, CustomerWrote):
                last = one
        return last

    def team_at(self, event: ConversationEvent) -> str:
        """Return the team that has the conversation at an event; "": none."""
        team: TeamId | None = None
        for one in self.events:
            if isinstance(one, HandoffRequested | ConversationAssigned):
                team = one.team or team
            if one is event:
                break
        return team or ""

    def of_reply(
        self,
        reply: ReplyWritten,
        reason: str = "",
        *,
        verdict: QualityVerdict | None = None,
        doubt: float = 0.0,
        due_at: datetime | None = None,
        at: str = "",
    ) -> CheckFinding:
        """Return a finding on a reply: ok without a `reason`; `at` points at another message."""
        is_person = reply.author is Author.AGENT
        failed = QualityVerdict.FAILED if reason else QualityVerdict.OK
        return CheckFinding(
            side=CheckedSide.PERSON if is_person else CheckedSide.ASSISTANT,
            message_id=at or reply.message_id,
            verdict=verdict or failed,
            reason=reason,
            agent_id=(reply.agent_id or "") if is_person else "",
            team=self.team_at(reply) if is_person else "",
            doubt=doubt,
            due_at=due_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityCheck:
    """Declare one check: its name, whose work it looks at, and how it finds."""

    name: QualityName
    sides: tuple[CheckedSide, ...]
    find: Callable[[CheckedVisit], Iterator[CheckFinding]]
