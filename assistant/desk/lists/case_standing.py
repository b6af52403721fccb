"""Hold one conversation as the desk's lists know it, moved on by one event at a time. Pure.

A `Standing` holds the fields that a list shows, and all it takes to compute the next standing
without the events before: `integrations/stores/sql` keeps it as one row,
`tests/support/memory/desk_cases.py` in a dictionary. An event that was taken in already changes
nothing, so events may come twice and by two ways.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self, get_args

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ANSWERING,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationResolved,
    ConversationStarted,
    CustomerWrote,
    EventUnread,
    IdentityProven,
    LabelsChanged,
    MessageRevoked,
    NoteWritten,
    ReplyWritten,
    SatisfactionRated,
    StoredEvent,
    TurnTaken,
)
from assistant.conversation.gist import gist
from assistant.conversation.ids import (
    AccountId,
    AgentId,
    ContactId,
    ConversationId,
    CustomerId,
    MessageId,
    TeamId,
)
from assistant.conversation.message import Attachment, ChannelKind, Language
from assistant.conversation.ownership import Ownership
from assistant.conversation.ownership_events import OwnershipEvent
from assistant.desk.handoff.queue_priority import priority
from assistant.desk.ports import PREVIEW, Case

FOLD = 6
"""Of this module's rules; another number has every list made from the log again."""

ERASED = "erased"

_HANDLING = get_args(OwnershipEvent)
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
_NO_ACCOUNT, _NO_CONTACT = AccountId(""), ContactId("")


class MissingEventError(Exception):
    """Say that an event came before its predecessor was taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Hold a message that waits for an answer, without its words."""

    message_id: MessageId
    at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Hold the last human stretch that was resolved, with the agent and team of its work."""

    at: datetime  # aware, UTC
    agent_id: AgentId | None
    team: TeamId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold the standing as of event number `sequence`; 0: no event was taken in."""

    conversation_id: ConversationId
    sequence: int = 0
    channel: ChannelKind = ChannelKind.WEBCHAT
    account_id: AccountId = _NO_ACCOUNT
    contact_id: ContactId = _NO_CONTACT
    customer_id: CustomerId | None = None
    language: Language | None = None
    ownership: Ownership = field(default_factory=Ownership)
    unanswered: tuple[Unanswered, ...] = ()  # oldest first
    labels: tuple[str, ...] = ()  # sorted
    mentions: tuple[AgentId, ...] = ()  # whom notes name
    preview: str = ""
    preview_author: str = ""
    started_at: datetime = _BEFORE_ALL
    last_at: datetime = _BEFORE_ALL
    satisfaction: int | None = None
    merged_into: ConversationId | None = None
    stretch_at: datetime | None = None  # since when it is a person's; None: it is not
    replied: bool = False  # a person has answered something in this stretch
    resolution: Resolution | None = None
    erased: bool = False  # the person in it is: no list shows it, nothing finds it

    def after(self, stored: StoredEvent) -> Self:
        """Return the standing after one more event, or itself if it has taken it in.

        Raises:
            MissingEventError: the event is not the next one.
        """
        if stored.sequence <= self.sequence:
            return self
        if stored.sequence != self.sequence + 1:
            msg = f"event {stored.sequence} came after event {self.sequence}"
            raise MissingEventError(msg)
        after = replace(self._after(stored.event), sequence=stored.sequence)
        return after._measured(self, stored.event)  # noqa: SLF001 - of the same class

    @property
    def case(self) -> Case:
        """Return the case as a list shows it."""
        now = self.ownership
        return Case(
            conversation_id=self.conversation_id,
            channel=self.channel,
            contact_id=self.contact_id,
            customer_id=self.customer_id,
            status=now.status,
            agent_id=now.agent_id,
            claimed=now.claimed,
            team=now.team,
            language=self.language,
            reason=now.handoff.reason if now.handoff else None,
            priority=priority(now.handoff.reason if now.handoff else None),
            labels=self.labels,
            preview=self.preview,
            preview_author=self.preview_author,
            started_at=self.started_at,
            last_at=self.last_at,
            waiting_since=self.unanswered[0].at if self.unanswered else None,
            handed_off_at=now.handoff.at if now.handoff else None,
            accept_by=now.accept_by,
            snoozed_until=now.snoozed_until,
            suggestion=now.suggestion is not None or now.approval is not None,
            satisfaction=self.satisfaction,
            merged_into=self.merged_into,
        )

    @property
    def deadline(self) -> datetime | None:
        """Return when the desk has to act by itself: wake it, or ask another agent."""
        now = self.ownership
        if now.status is ConversationStatus.SNOOZED:
            return now.snoozed_until
        waits = now.status is ConversationStatus.OPEN and not now.claimed
        return now.accept_by if waits else None

    @property
    def placing(self) -> str:
        """Return the status, or `ERASED`, which no view shows."""
        return ERASED if self.erased else self.ownership.status

    def _after(self, event: ConversationEvent) -> Self:  # noqa: PLR0911  # one line a case
        match event:
            case ConversationStarted():
                return self._started(event)
            case CustomerWrote():
                one = Unanswered(message_id=event.message_id, at=event.at)
                wrote = self._said(gist(event), (), "customer", event.at)
                return wrote._owned(  # noqa: SLF001 - of the same class
                    self.ownership.after_message(event), (*self.unanswered, one)
                )
            case ReplyWritten():
                said = self._heard(event)
                return said._owned(  # noqa: SLF001
                    self.ownership.after_reply(event), self._without(event.answers)
                )
            case EventUnread():
                left = replace(self, unanswered=self._without(event.answers))
                return left if event.message is None else left._after(event.message)  # noqa: SLF001
            case MessageRevoked():
                return self._owned(self.ownership, self._without(event.answers))
            case TurnTaken():
                return replace(self, language=event.language)
            case IdentityProven():
                return replace(self, customer_id=self.customer_id or event.customer_id)
            case ConversationErased():
                return type(self)(conversation_id=self.conversation_id, erased=True)
            case _ if isinstance(event, _HANDLING):
                return self._handled(event)
            case _:
                return self

    def _started(self, event: ConversationStarted) -> Self:
        return replace(
            self,
            channel=event.channel,
            account_id=event.account_id,
            contact_id=event.contact_id,
            language=event.language,
            started_at=event.at,
            last_at=event.at,
        )

    def _handled(self, event: OwnershipEvent) -> Self:
        left = self._without(event.answers) if isinstance(event, ANSWERING) else self.unanswered
        after = self._owned(self.ownership.after(event, unanswered=bool(left)), left)
        match event:
            case NoteWritten():
                named = dict.fromkeys((*self.mentions, *event.mentions))
                return replace(after, mentions=tuple(named))
            case LabelsChanged():
                labels = {*self.labels, *event.added} - {*event.removed}
                return replace(after, labels=tuple(sorted(labels)))
            case SatisfactionRated():
                return replace(after, satisfaction=event.score)
            case ConversationMerged():
                return replace(after, merged_into=event.into)
            case _:
                return after

    def _heard(self, event: ReplyWritten) -> Self:
        """Return this standing with a reply's words, unless they only announce a wait.

        A list shows the unanswered message rather than the notice that somebody will answer it.
        """
        by_desk = event.author in (Author.ASSISTANT, Author.SYSTEM)
        if by_desk and not event.answers and self.unanswered:
            return self
        return self._said(event.text, event.attachments, event.author, event.at)

    def _said(
        self, text: str, attachments: tuple[Attachment, ...], author: str, at: datetime
    ) -> Self:
        words = " ".join(text.split()) or ", ".join(one.name for one in attachments)
        shown = words if len(words) <= PREVIEW else words[: PREVIEW - 1].rstrip() + "…"
        return replace(self, preview=shown, preview_author=str(author), last_at=at)

    def _owned(self, ownership: Ownership, unanswered: tuple[Unanswered, ...]) -> Self:
        merged = self.merged_into if ownership.status is ConversationStatus.RESOLVED else None
        return replace(self, ownership=ownership, unanswered=unanswered, merged_into=merged)

    def _measured(self, before: Self, event: ConversationEvent) -> Self:
        """Return this standing with the facts of the stretch that `work_measures` needs."""
        if self.ownership.status in (ConversationStatus.OPEN, ConversationStatus.SNOOZED):
            answered = _is_persons(event) and bool(before.unanswered)
            stretch_at = self.stretch_at or event.at
            reopened = before.stretch_at is None
            return replace(
                self,
                stretch_at=stretch_at,
                replied=self.replied or answered,
                resolution=None if reopened else self.resolution,
            )
        resolution = self.resolution
        ended = (
            self.ownership.status is ConversationStatus.RESOLVED and before.stretch_at is not None
        )
        if isinstance(event, ConversationResolved) and ended:
            now = before.ownership
            agent_id = event.by or now.agent_id
            resolution = Resolution(at=event.at, agent_id=agent_id, team=now.team)
        return replace(self, stretch_at=None, replied=False, resolution=resolution)

    def _without(self, answered: tuple[MessageId, ...]) -> tuple[Unanswered, ...]:
        return tuple(one for one in self.unanswered if one.message_id not in answered)


def _is_persons(event: ConversationEvent) -> bool:
    return isinstance(event, ReplyWritten) and event.author is Author.AGENT
