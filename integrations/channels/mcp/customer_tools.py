"""Carry out the tools that speak for customers: each call is a customer's message.

So reader, policy, gate, guard and people see the same as for a message in the widget, and an answer
survives a crash of either side.
"""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from mcp.types import CallToolResult

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.dealings import Proposal
from assistant.conversation.events import ReplyWritten
from assistant.operations.operation_register import OPERATIONS
from assistant.ports import UnknownConversationError
from assistant.tools.facts import ToolError
from assistant.tools.operation_tools import call_of
from integrations.channels.completions.api_errors import ApiError
from integrations.channels.completions.chat_request import ClientRequest
from integrations.channels.completions.client_conversations import (
    AcceptedRequest,
    ClientConversations,
)
from integrations.channels.completions.past_conversation import PastConversation, was_said
from integrations.channels.mcp.mcp_callers import ForCustomers
from integrations.channels.mcp.tool_parts import ASK, CONFIRM, REPLIES
from integrations.channels.mcp.tool_results import replied

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTools:
    """Carry out the tools of a program that speaks for customers."""

    talk: ClientConversations
    wait_s: float
    shop_url: str = ""  # of the shop's pages; "": not known

    async def call(
        self, caller: ForCustomers, name: str, given: Arguments, *, repeat: str = ""
    ) -> CallToolResult:
        """Return the result of a call; `repeat` is the same when a call is made again.

        Raises:
            ToolError: it cannot be carried out as it is.
            PortError: nothing can be said now.
        """
        called = given.get("conversation_id", "") or caller.called
        try:
            if name == REPLIES:
                return await self._read_on(caller, called)
            asked = _asked(name, given, called)
            past = await self._expect(caller, asked, repeat) if name == CONFIRM else None
            return await self._say(caller, asked, past, repeat)
        except ApiError as error:
            raise ToolError(_for_tools(error)) from None
        except UnknownConversationError:
            message = "this conversation was erased: leave conversation_id out to begin a new one"
            raise ToolError(message) from None

    async def _say(
        self, caller: ForCustomers, asked: ClientRequest, past: PastConversation | None, repeat: str
    ) -> CallToolResult:
        accepting = await self.talk.accept(
            caller.client, asked, token=caller.token, repeat=repeat, past=past
        )
        caller.goes_on(accepting.called)
        return await self._answer(accepting)

    async def _read_on(self, caller: ForCustomers, called: str) -> CallToolResult:
        """Return the replies since the customer's last message."""
        past = await self._past(caller, called)
        if not past.wrote:
            message = f"nothing was said in this conversation yet: {ASK} begins it"
            raise ToolError(message)
        caller.called = called
        accepting = AcceptedRequest(
            conversation_id=past.state.conversation_id,
            called=called,
            sequence=max(past.wrote.values()),
            message_ids=frozenset(past.wrote),
            missed=(),
            past=past,
            may_repeat=True,
        )
        return await self._answer(accepting)

    async def _answer(self, accepting: AcceptedRequest) -> CallToolResult:
        replies = (*accepting.missed, *await self._wait(accepting))
        state = await self.talk.now(accepting.past)
        return replied(
            accepting.called,
            replies,
            language=accepting.language or state.language,
            awaited=_awaited(state),
            shop_url=self.shop_url,
        )

    async def _wait(self, accepting: AcceptedRequest) -> tuple[ReplyWritten, ...]:
        replying = self.talk.replies(accepting, wait_s=self.wait_s)
        async with aclosing(replying) as arriving:
            async for heard in arriving:
                if not isinstance(heard, str):
                    return heard
        raise LookupError

    async def _expect(
        self, caller: ForCustomers, asked: ClientRequest, repeat: str
    ) -> PastConversation:
        """Return the conversation if its read-back still waits for the customer's yes or no.

        The gate looks again when the words come.

        Raises:
            ToolError: it does not wait any more.
        """
        past = await self._past(caller, asked.called)
        awaited = _awaited(past.state)
        waits = awaited is not None and awaited.proposal_id == asked.confirms
        if not waits and not was_said(past, asked, repeat):
            message = (
                "nothing waits under this confirmation_id: it was answered, replaced, or is of"
                " another conversation. Nothing was done by this call. Call the operation again"
                " for a new read-back, and show that to the customer"
            )
            raise ToolError(message)
        return past

    async def _past(self, caller: ForCustomers, called: str) -> PastConversation:
        if not called:
            message = f"conversation_id is missing: give the one that came with an answer to {ASK}"
            raise ToolError(message)
        try:
            return await self.talk.read(caller.client, called)
        except UnknownConversationError:
            message = (
                "there is no such conversation: give the conversation_id of an answer, or leave it"
                f" out of {ASK} to begin a new one"
            )
            raise ToolError(message) from None


def _awaited(state: Conversation) -> Proposal | None:
    """Return the proposal that was read back last, to which a yes would belong."""
    pending = state.status is ConversationStatus.PENDING
    return state.dealings.proposal if pending and state.dealings.said_last else None


def _asked(name: str, given: Arguments, called: str) -> ClientRequest:
    """Return a call as a request with the customer's message."""
    words = given["message"] if name == ASK else given["words"]
    if not words.strip():
        message = "the customer's words are empty: give what they said"
        raise ToolError(message)
    return ClientRequest(
        texts=(words,),
        called=called,
        streams=False,
        usage=False,
        transcript="",
        call=call_of(OPERATIONS[name], given) if name in OPERATIONS else None,
        confirms=given["confirmation_id"] if name == CONFIRM else "",
    )


def _for_tools(error: ApiError) -> str:
    """Return the message of an API error in terms of tools."""
    if error.conversation_id:
        return (
            f"there is no answer yet, but the message is kept: call {REPLIES} with conversation_id"
            f" {error.conversation_id} in a moment, and do not say it again"
        )
    if error.code == "identity_refused":
        return f"{error}; leave it out once the conversation knows the customer"
    return str(error)
