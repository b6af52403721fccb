"""Turn an agent's form into moves of the desk."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from assistant.console.conversations import console_forms
from assistant.console.conversations.channel_template_routes import plan_template
from assistant.console.conversations.console_parts import Console
from assistant.console.conversations.file_rules import brought
from assistant.console.conversations.thread_head import labels
from assistant.console.copilot.help_outcomes import sent
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.message import Attachment, Language
from assistant.conversation.people import Agent
from assistant.desk.attachment_store import AttachmentsUnavailableError, UploadOrigin
from assistant.desk.moves import conversation_moves as moves
from assistant.desk.moves.approval_moves import Choice, decide_approval, decide_suggestion
from assistant.desk.moves.conversation_moves import Decided, Denial, Denied, Move
from assistant.desk.moves.reply_moves import AgentMessage, drafted_words, note, own_words, reply
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.ports import Record


def mentioned(text: str, colleagues: Sequence[Agent]) -> tuple[AgentId, ...]:
    """Return the colleagues that "@" and their whole or their first name stand for.

    A first name that several have names nobody.
    """
    folded = text.casefold()
    first = [one.name.split()[0].casefold() if one.name.split() else "" for one in colleagues]
    found = dict[AgentId, None]()
    for one, given in zip(colleagues, first, strict=True):
        unique = bool(given) and first.count(given) == 1
        if _names(folded, one.name.casefold()) or (unique and _names(folded, given)):
            found[one.agent_id] = None
    return tuple(found)


def _names(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold the moves that a form asks for, to be made in one transaction."""

    moves: tuple[Move, ...]
    client_id: str = ""  # of what is written: the same again changes nothing


Planner = Callable[[Request, Agent, ConversationId], Awaitable[Plan]]
"""Reads the form of a request; the agent and the conversation are known by then."""


@dataclass(frozen=True, slots=True)
class FormPlanner:
    """Read forms, each into a plan."""

    console: Console

    async def write(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        form = await console_forms.read_form(request, console_forms.Write)
        text = form.text.replace("\r\n", "\n").strip()
        if form.mode == "note":
            mentions = mentioned(text, await self.console.reading.colleagues())
            written = note(agent, text, client_id=form.client_id, mentions=mentions)
            return Plan(moves=(written,), client_id=form.client_id)
        record = await self.console.reading.record(one)
        files = await self._files(form, UploadOrigin(agent_id=agent.agent_id, conversation_id=one))
        if files is None:
            return Plan(moves=(file_gone,))
        writing = AgentMessage(
            text=text,
            language=_language(record, one),
            client_id=form.client_id,
            seen=seen_up_to(record, form.seen),
            attachments=files,
        )
        helped = sent(agent, form.helps(), text, message_id=writing.message_id)
        moves_ = (taken_over, own_words, reply(agent, writing), helped)
        return Plan(moves=moves_, client_id=form.client_id)

    async def _files(
        self, form: console_forms.Write, by: UploadOrigin
    ) -> tuple[Attachment, ...] | None:
        try:
            return await brought(self.console.attachments, form.file_ids(), by=by)
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None

    async def suggestion(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Suggestion)
        made_of_it = decide_suggestion(agent, MessageId(form.suggestion_id), _choice(form))
        may = () if form.outcome == "rejected" else (drafted_words,)
        return Plan(moves=(*may, made_of_it))

    async def template(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        move, client_id = await plan_template(self.console, request, agent, one)
        return Plan(moves=(taken_over, move), client_id=client_id)

    async def approval(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        form = await console_forms.read_form(request, console_forms.Approval)
        seen = seen_up_to(await self.console.reading.record(one), form.seen)
        decided = decide_approval(agent, form.proposal_id, approved=form.approved, seen=seen)
        return Plan(moves=(decided,))

    async def claim(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.ClaimForm)
        rule = "accepted" if form.asked else "taken"
        return Plan(moves=(moves.claim(agent, rule=rule, force=form.force),))

    async def release(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Release)
        return Plan(moves=(moves.release(agent, settle=form.settle),))

    async def resolve(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        form = await console_forms.read_form(request, console_forms.Resolve)
        seen = seen_up_to(await self.console.reading.record(one), form.seen)
        return Plan(moves=(moves.resolve(agent, seen=seen),))

    async def reopen(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del request, one
        return Plan(moves=(moves.reopen(agent),))

    async def snooze(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Snooze)
        until = form.time(self.console.clock.now())
        return Plan(moves=(all_answered, moves.snooze(agent, until=until)))

    async def assign(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Assign)
        to, team = form.target()
        reading = self.console.reading
        agents = {each.agent_id for each in await reading.colleagues() if each.active}
        teams = {each.team_id for each in await reading.teams()}
        if (to and to not in agents) or (team and team not in teams):
            return Plan(moves=(nobody_there,))
        return Plan(moves=(moves.assign(to, team=team, by=agent),))

    async def label(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        form = await console_forms.read_form(request, console_forms.Labels)
        had = set(labels((await self.console.reading.record(one)).events))
        on, off = form.wanted() - had, had - form.wanted()
        if not on and not off:
            return Plan(moves=())
        change = moves.label(agent, added=tuple(sorted(on)), removed=tuple(sorted(off)))
        return Plan(moves=(change,))


def _choice(form: console_forms.Suggestion) -> Choice:
    return Choice(
        outcome=form.outcome,
        text=form.text.replace("\r\n", "\n").strip(),
        keep=form.keep,
        client_id=f"suggestion-{form.suggestion_id}",
    )


def taken_over(conversation: Conversation, at: datetime) -> Decided:
    """Refuse words to the customer while the assistant has the conversation."""
    del at
    return Denied(why=Denial.NOT_YOURS) if conversation.status is ConversationStatus.PENDING else ()


def file_gone(conversation: Conversation, at: datetime) -> Decided:
    """Refuse a reply that names a file which its writer did not bring here."""
    del conversation, at
    return Denied(why=Denial.FILE_GONE)


def nobody_there(conversation: Conversation, at: datetime) -> Decided:
    """Refuse to give a conversation to an agent or a team that does not exist."""
    del conversation, at
    return Denied(why=Denial.NOBODY)


def all_answered(conversation: Conversation, at: datetime) -> Decided:
    """Refuse to snooze a conversation with unanswered messages, which would open it at once."""
    del at
    return Denied(why=Denial.UNANSWERED) if conversation.unanswered else ()


def seen_up_to(record: Record, sequence: int) -> frozenset[MessageId]:
    """Return the customer's messages that a page had shown."""
    return frozenset(
        stored.event.message_id
        for stored in record.events
        if isinstance(stored.event, CustomerWrote) and stored.sequence <= sequence
    )


def _language(record: Record, one: ConversationId) -> Language:
    """Return the customer's language."""
    events = (stored.event for stored in record.events)
    return Conversation.fold(one, events).language or "fr"
