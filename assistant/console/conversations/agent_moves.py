"""Turn an agent's form into moves of the desk."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from fastapi import Request

from assistant.console.conversations import console_forms
from assistant.console.conversations.channel_template_routes import plan_template
from assistant.console.conversations.console_parts import Console
from assistant.console.conversations.thread_head import labels
from assistant.console.copilot.help_outcomes import sent
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import StoredEvent
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.message import Attachment
from assistant.conversation.people import Agent
from assistant.desk.attachment_store import AttachmentsUnavailableError, UploadOrigin, brought
from assistant.desk.desk_service import MovePlan
from assistant.desk.moves import conversation_moves as moves
from assistant.desk.moves.approval_moves import Choice, decide_approval, decide_suggestion
from assistant.desk.moves.conversation_moves import Decided, Denial, Denied, Move, seen_up_to
from assistant.desk.moves.reply_moves import AgentMessage, drafted_words, note, own_words, reply
from assistant.desk.staff.permissions import Permission, may, takes_conversations
from assistant.kit.web.web_errors import ErrorCode, RefusedError


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

    moves: MovePlan  # from the events of the conversation, which the desk reads once
    client_id: str = ""  # of what is written: the same again changes nothing


def always(*planned: Move, client_id: str = "") -> Plan:
    """Return the plan of moves that do not depend on earlier events."""
    return Plan(moves=lambda _: planned, client_id=client_id)


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
            return always(written, client_id=form.client_id)
        files = await self._files(form, UploadOrigin(agent_id=agent.agent_id, conversation_id=one))
        if files is None:
            return always(file_gone)
        message_id = MessageId(uuid4().hex)
        helped = sent(agent, form.helps(), text, message_id=message_id)

        def plan(past: Sequence[StoredEvent]) -> tuple[Move, ...]:
            writing = AgentMessage(
                text=text,
                client_id=form.client_id,
                seen=seen_up_to(past, form.seen),
                attachments=files,
                message_id=message_id,
            )
            return (taken_over, own_words, reply(agent, writing), helped)

        return Plan(moves=plan, client_id=form.client_id)

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
        return always(*may, made_of_it)

    async def template(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        move, client_id = await plan_template(self.console, request, agent, one)
        return always(taken_over, move, client_id=client_id)

    async def approval(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Approval)

        def plan(past: Sequence[StoredEvent]) -> tuple[Move]:
            seen = seen_up_to(past, form.seen)
            return (decide_approval(agent, form.proposal_id, approved=form.approved, seen=seen),)

        return Plan(moves=plan)

    async def claim(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.ClaimForm)
        rule = "accepted" if form.asked else "taken"
        return always(moves.claim(agent, rule=rule, force=form.force))

    async def release(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Release)
        return always(moves.release(agent, settle=form.settle))

    async def resolve(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Resolve)
        return Plan(moves=lambda past: (moves.resolve(agent, seen=seen_up_to(past, form.seen)),))

    async def reopen(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del request, one
        return always(moves.reopen(agent))

    async def snooze(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Snooze)
        until = form.time(self.console.clock.now())
        return always(all_answered, moves.snooze(agent, until=until))

    async def assign(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Assign)
        to, team = form.target()
        reading = self.console.reading
        agents = {one.agent_id for one in await reading.colleagues() if takes_conversations(one)}
        teams = {each.team_id for each in reading.teams if not each.put_away}
        if (to and to not in agents) or (team and team not in teams):
            return always(nobody_there)
        if may(agent.role, Permission.ASSIGN_OTHERS):
            return always(moves.assign(to, team=team, by=agent))
        return always(moves.transfer(agent, to, team=team))

    async def label(self, request: Request, agent: Agent, one: ConversationId) -> Plan:
        del one
        form = await console_forms.read_form(request, console_forms.Labels)

        def plan(past: Sequence[StoredEvent]) -> tuple[Move, ...]:
            had = set(labels(past))
            on, off = form.wanted() - had, had - form.wanted()
            if not on and not off:
                return ()
            return (moves.label(agent, added=tuple(sorted(on)), removed=tuple(sorted(off))),)

        return Plan(moves=plan)


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
