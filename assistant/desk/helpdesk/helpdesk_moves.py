"""Make the moves of people in the helpdesk happen here, through the desk like anybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import StoredEvent
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent, Role
from assistant.desk.desk_service import Desk
from assistant.desk.helpdesk.types import CaseMessage, CaseState, Colleague
from assistant.desk.moves.conversation_moves import (
    Decided,
    Denied,
    Move,
    assign,
    claim,
    release,
    reopen,
    resolve,
    seen_up_to,
    snooze,
)
from assistant.desk.moves.reply_moves import AgentMessage, note, reply
from assistant.desk.ports import Agents
from assistant.desk.staff.agent_pictures import is_at
from assistant.ports import Clock, PortError

log = structlog.get_logger(__name__)

RULE = "helpdesk"
_UNTIL_THEY_WRITE = timedelta(days=365)  # snoozed without an end


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpdeskMoves:
    """Take in each message of the helpdesk once, by whichever way and however often it comes."""

    desk: Desk
    agents: Agents
    clock: Clock
    source: str  # the helpdesk's name
    home: str  # its address: pictures of its agents are there, or are not shown
    default_language: Language = "fr"

    async def message(
        self,
        conversation_id: ConversationId,
        heard: CaseMessage,
        *,
        up_to: int,
    ) -> bool:
        """Take in a reply or a note of a colleague's; False: it is neither, or empty.

        A reply takes the conversation from anybody who had it, and answers the messages up to event
        number
        `up_to`, which the colleague had before them.

        Raises:
            UnknownConversationError: there is no such conversation.
            ContendedError, LogUnavailableError: the same may work later.
        """
        if heard.by is None or heard.entry_id:
            return False
        text = _with_names(heard)
        if not text.strip():
            return False
        agent = await self.agent(heard.by)
        client_id = f"{self.source}:{heard.number}"

        def plan(past: Sequence[StoredEvent]) -> tuple[Move, ...]:
            return self._moves(agent, heard, text, client_id, seen_up_to(past, up_to))

        made = await self.desk.carry_out(conversation_id, plan, client_id=client_id)
        return not isinstance(made, Denied)

    async def status(
        self,
        conversation: Conversation,
        look: CaseState,
        *,
        before: frozenset[MessageId],
    ) -> None:
        """Take in that the case has another status than both sides agreed on.

        Resolving it there answers the messages in `before`, and no others.
        """
        agent = await self.agent(look.assignee) if look.assignee else None
        move = self._status_move(conversation, look, agent, before)
        made = await self.desk.make(conversation.conversation_id, move)
        denied = made.why if isinstance(made, Denied) else ""
        log.info("helpdesk.status_taken", status=look.status, denied=denied)

    async def agent(self, colleague: Colleague) -> Agent:
        """Return the shop's own agent with that address, else one that the helpdesk alone knows."""
        for one in await self._directory():
            if colleague.email and one.email == colleague.email:
                return one
        return Agent(
            agent_id=AgentId(colleague.colleague_id),
            email=colleague.email,
            name=colleague.name,
            role=Role.AGENT,
            picture=colleague.picture if is_at(colleague.picture, self.home) else "",
        )

    async def _directory(self) -> Sequence[Agent]:
        try:
            return await self.agents.agents()
        except PortError:
            log.warning("helpdesk.directory_away")  # their words count, whoever they are
            return ()

    def _moves(
        self,
        agent: Agent,
        heard: CaseMessage,
        text: str,
        client_id: str,
        before: frozenset[MessageId],
    ) -> tuple[Move, ...]:
        if heard.private:
            return (note(agent, text, client_id=client_id),)

        def answer(conversation: Conversation, at: datetime) -> Decided:
            language = conversation.language or self.default_language
            writing = AgentMessage(text=text, language=language, client_id=client_id, seen=before)
            return reply(agent, writing)(conversation, at)

        return (claim(agent, rule="replied", force=True), answer)

    def _status_move(
        self,
        conversation: Conversation,
        look: CaseState,
        agent: Agent | None,
        before: frozenset[MessageId],
    ) -> Move:
        match look.status:
            case ConversationStatus.PENDING:
                return release(agent, rule=RULE, settle=False)
            case ConversationStatus.RESOLVED:
                return resolve(agent, seen=before, rule=RULE)
            case ConversationStatus.SNOOZED:
                until = look.snoozed_until or self.clock.now() + _UNTIL_THEY_WRITE
                return snooze(agent or self._somebody(), until=until)
            case ConversationStatus.OPEN if conversation.status is ConversationStatus.PENDING:
                return claim(agent, rule=RULE, force=True) if agent else assign(None, rule=RULE)
            case ConversationStatus.OPEN:
                return reopen(agent, rule=RULE)

    def _somebody(self) -> Agent:
        return Agent(
            agent_id=AgentId(f"{self.source}:0"), email="", name=self.source, role=Role.AGENT
        )


def _with_names(heard: CaseMessage) -> str:
    """Return the words, and the names of files, which stay in the helpdesk."""
    return "\n".join(filter(None, (heard.text, *(f"[{name}]" for name in heard.attachments))))
