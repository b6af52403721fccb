"""Say in one line each event of a conversation that is no message. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never
from zoneinfo import ZoneInfo

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money
from assistant.console.shell.rule_words import say_outcome
from assistant.console.shell.texts import say, word
from assistant.conversation import events as e
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.message import Language
from assistant.desk.handoff.moments import write_moment
from assistant.operations.shop_values import short_day

_UNSAID = (
    e.CustomerWrote,
    e.TurnTaken,
    e.ReplyWritten,
    e.ReplyDelivered,
    e.ReplyRejected,
    e.ReplyRated,
    e.NoteWritten,
    e.DialogueMoved,
    e.ReplySuggested,
)
"""What a thread shows in another way, or not at all."""


def line(
    event: e.ConversationEvent,
    language: Language,
    names: Mapping[AgentId, str],
    *,
    zone: ZoneInfo,
    teams: Mapping[TeamId, str] = MappingProxyType({}),
) -> str | None:
    """Return the line for `event`, in the reader's language and `zone`; None: it has none.

    `names` are those of agents, `teams` those of teams; who is not among them is named by the id.
    """
    if isinstance(event, _UNSAID):
        return None
    return _Teller(language, names, zone, teams).tell(event)


class _Teller:
    """Word events in one language."""

    def __init__(
        self,
        language: Language,
        names: Mapping[AgentId, str],
        zone: ZoneInfo,
        teams: Mapping[TeamId, str],
    ) -> None:
        self._teams = teams
        self._language = language
        self._names = names
        self._zone = zone

    def tell(self, event: e.ConversationEvent) -> str | None:  # noqa: C901, PLR0911, PLR0912  # one line a case
        match event:
            case e.ConversationStarted():
                page = event.page_url
                return self._say("started_on", page=page) if page else self._say("started")
            case e.HandoffRequested() | e.HandoffOffered():
                offered = isinstance(event, e.HandoffOffered)
                reason = word("reason", event.reason, self._language)
                return self._say("offered" if offered else "handed_off", reason=reason)
            case e.EventUnread():
                return self._say("unread", type=event.written_type)
            case e.LabelsChanged():
                return self._labels(event)
            case e.SatisfactionRated():
                return self._say("rated", score=event.score)
            case e.ContactAddressGiven():
                return self._say("email", email=event.email)
            case e.ContactOptedOut() | e.ContactOptedIn() | e.CustomerReferred():
                return self._reached(event)
            case e.OfferMade():
                return self._offered(event)
            case e.ConsentChanged():
                return self._say(f"consent_{event.stage}_{event.purpose}")
            case _ if isinstance(event, _Shop):
                return self._dealing(event)
            case _ if isinstance(event, _Decided):
                return self._decided(event)
            case _ if isinstance(event, _Hands):
                return self._hands(event)
            case _:
                return None

    def _reached(self, event: e.ContactOptedOut | e.ContactOptedIn | e.CustomerReferred) -> str:
        if isinstance(event, e.CustomerReferred):
            came = event.referral
            return self._say("referred", what=came.headline or came.reference or came.source)
        return self._say("opted_out" if isinstance(event, e.ContactOptedOut) else "opted_in")

    def _offered(self, event: e.OfferMade) -> str:
        worth = Money(amount_minor=event.worth_minor, currency=event.currency)
        return self._say(
            f"offer_{event.occasion}",
            worth=write_amount(worth, self._language),
            until=short_day(event.ends_on, self._language),
        )

    def _hands(self, event: "_HandsEvent") -> str:
        match event:
            case e.ConversationAssigned():
                return self._assigned(event)
            case e.ConversationClaimed():
                who = self._names.get(event.agent_id, event.agent_name or event.agent_id)
                return self._say("claimed", who=who)
            case e.ConversationSnoozed():
                until = write_moment(event.until, zone=self._zone, language=self._language)
                return self._by("snoozed", event.by, until=f"{until} ({self._zone.key})")
            case _:
                return self._by(_DONE_BY[type(event)], event.by)

    def _assigned(self, event: e.ConversationAssigned) -> str:
        if event.agent_id:
            name = "assigned_until" if event.accept_by else "assigned"
            return self._say(name, who=self._names.get(event.agent_id, event.agent_id))
        if event.team:
            return self._say("to_team", team=self._teams.get(event.team, event.team))
        return self._say("to_queue")

    def _labels(self, event: e.LabelsChanged) -> str:
        changes = [f"+{one}" for one in event.added] + [f"−{one}" for one in event.removed]  # noqa: RUF001
        return self._by("labels", event.by, changes=", ".join(changes))

    def _dealing(self, event: "_ShopEvent") -> str:  # noqa: PLR0911  # one line an event
        match event:
            case e.IdentityProven() | e.IdentityRefused():
                name = "proven" if isinstance(event, e.IdentityProven) else "not_proven"
                return self._say(name, how=word("method", event.method, self._language))
            case e.CodeSent():
                return self._say("code_sent")
            case e.OperationConfirmed():
                return self._say("confirmed")
            case e.OperationOrdered(told="exception"):
                return self._by("given", event.by, reason=event.reason)
            case e.OperationOrdered():
                return self._by(
                    "ordered",
                    event.by,
                    told=word("told", event.told, self._language),
                    reason=event.reason,
                )
            case e.OperationDropped():
                return self._say("dropped", rule=say_outcome(event.rule, self._language))
            case _:
                return self._operating(event)

    def _operating(self, event: e.OperationProposed | e.OperationRefused | e.OperationDone) -> str:
        what = word("operation", event.operation, self._language)
        match event:
            case e.OperationProposed():
                return self._say("proposed", what=what)
            case e.OperationRefused():
                return self._say("refused", what=what, rule=say_outcome(event.rule, self._language))
            case e.OperationDone():
                return self._say("done", what=what, reference=event.reference)
            case _:
                assert_never(event)

    def _decided(
        self, event: e.SuggestionDecided | e.ApprovalRequested | e.ApprovalDecided
    ) -> str | None:
        match event:
            case e.SuggestionDecided():
                return self._by(f"suggestion_{event.outcome}", event.by)
            case e.ApprovalRequested():
                what = word("operation", event.operation, self._language)
                if event.asked is not None:
                    asked = event.asked
                    return self._by("asked", asked.by, what=what, reason=asked.reason)
                return self._say("approval", what=what)
            case e.ApprovalDecided():
                return self._by("approved" if event.approved else "denied", event.by)
            case _:
                assert_never(event)

    def _by(self, name: str, by: AgentId | None, **values: object) -> str:
        """Return the line with the name of the agent, or with the desk if no agent did it."""
        if by is None:
            return self._say(f"{name}_by_desk", **values)
        return self._say(name, who=self._names.get(by, by), **values)

    def _say(self, name: str, **values: object) -> str:
        return say(f"line.{name}", self._language, **values)


_HandsEvent = (
    e.ConversationAssigned
    | e.ConversationClaimed
    | e.ConversationReleased
    | e.ConversationSnoozed
    | e.ConversationResolved
    | e.ConversationReopened
    | e.ConversationMerged
    | e.ConversationErased
)
_DONE_BY: Mapping[type, str] = {
    e.ConversationReleased: "released",
    e.ConversationResolved: "resolved",
    e.ConversationReopened: "reopened",
    e.ConversationMerged: "merged",
    e.ConversationErased: "erased",
}
_Hands = _HandsEvent
_ShopEvent = (
    e.IdentityProven
    | e.IdentityRefused
    | e.CodeSent
    | e.OperationProposed
    | e.OperationRefused
    | e.OperationDropped
    | e.OperationConfirmed
    | e.OperationOrdered
    | e.OperationDone
)
_Shop = _ShopEvent
_Decided = e.SuggestionDecided | e.ApprovalRequested | e.ApprovalDecided
