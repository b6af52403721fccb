"""Check that nobody waited too long: for the assistant, and for people in their hours. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.conversation.events import (
    Author,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    CustomerWrote,
    HandoffRequested,
    MessageRevoked,
    ReplyWritten,
)
from assistant.conversation.ids import TeamId
from assistant.insights.analysis_rows import CheckedSide, QualityVerdict
from assistant.insights.projection.checks.check_words import wants_reply
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding

ASSISTANT_WITHIN = timedelta(minutes=1)
"""Longest wait for the assistant: it listens for seconds, a model may take half a minute."""


@dataclass(slots=True, kw_only=True)
class _WaitCourse:
    """Follow the messages that wait for a reply."""

    visit: CheckedVisit
    waiting: list[CustomerWrote] = field(default_factory=list)
    handed: HandoffRequested | None = None  # and no person has written since
    persons: bool = False  # a person has the conversation

    def follow(self, event: ConversationEvent) -> Iterator[CheckFinding]:
        """Take the next event; yield a finding where a wait ends."""
        match event:
            case CustomerWrote() if wants_reply(event.text) or event.attachments:
                self.waiting.append(event)
            case HandoffRequested():
                self.handed = event
            case ConversationClaimed() | ConversationReopened():
                self.persons = True
            case ConversationReleased() | ConversationResolved():
                self.persons, self.handed, self.waiting = False, None, []
            case MessageRevoked():
                self.waiting = [w for w in self.waiting if w.message_id not in event.answers]
            case ReplyWritten(author=Author.ASSISTANT):
                yield from self._assistant(event)
            case ReplyWritten(author=Author.AGENT):
                yield from self._person(event)
            case _:
                pass

    def rest(self) -> Iterator[CheckFinding]:
        """Yield findings on the messages that wait at the end."""
        asked = self.handed
        if asked is not None or self.persons:
            since = self.waiting[0].at if self.waiting else None
            event = asked or (self.waiting[0] if self.waiting else None)
            if event is not None:
                at = self.waiting[0].message_id if self.waiting else _first(asked)
                yield from self._open(event, since or event.at, at)
        elif self.waiting:
            one = self.waiting[0]
            yield CheckFinding(
                side=CheckedSide.ASSISTANT,
                message_id=one.message_id,
                verdict=QualityVerdict.OPEN,
                reason="no_reply",
                due_at=one.at + ASSISTANT_WITHIN,
            )

    def _assistant(self, reply: ReplyWritten) -> Iterator[CheckFinding]:
        for one in self.waiting:
            if one.message_id in reply.answers:
                late = reply.at - one.at > ASSISTANT_WITHIN
                yield self.visit.of_reply(reply, "late" if late else "", at=one.message_id)
        self.waiting = [one for one in self.waiting if one.message_id not in reply.answers]

    def _person(self, reply: ReplyWritten) -> Iterator[CheckFinding]:
        since = self._since()
        handed_at = self.handed.at if self.handed else None
        self.handed, self.waiting, self.persons = None, [], True
        if since is None:
            return
        due = self._due(reply, since, handed_at)
        if due is not None:
            yield self.visit.of_reply(reply, "late" if reply.at > due else "")

    def _since(self) -> datetime | None:
        """Return since when somebody waits for a person; None: nobody does."""
        if self.handed is not None:
            return self.handed.at
        return self.waiting[0].at if self.waiting else None

    def _due(
        self, event: ConversationEvent, since: datetime, handed_at: datetime | None
    ) -> datetime | None:
        team = self.visit.team_at(event)
        return self.visit.desk.due(TeamId(team) if team else None, since, handed_at)

    def _open(self, event: ConversationEvent, since: datetime, at: str) -> Iterator[CheckFinding]:
        handed_at = self.handed.at if self.handed else None
        due = self._due(event, max(since, handed_at or since), handed_at)
        if due is not None:
            yield CheckFinding(
                side=CheckedSide.PERSON,
                message_id=at,
                verdict=QualityVerdict.OPEN,
                reason="no_reply",
                team=self.visit.team_at(event),
                due_at=due,
            )


def _first(handed: HandoffRequested | None) -> str:
    return next(iter(handed.messages), "") if handed else ""


def find_waits(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each wait of the visit."""
    course = _WaitCourse(visit=visit)
    for event in visit.own:
        yield from course.follow(event)
    yield from course.rest()
