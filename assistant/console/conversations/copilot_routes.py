"""Stream a help of the copilot over HTTP, and record helps that are not wanted.

Every message of the stream is one JSON object:

    progress  how far the words have come, in `text`
    end       the help: `text` for the composer, "" if there is none, `html` to be shown beside it
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any, assert_never

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.conversations.console_forms import HelpForm, PathId, UnusedHelp, read_form
from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import Console, check_open, make_chrome
from assistant.console.conversations.operation_forms import for_orders
from assistant.console.conversations.page_stream import frame_of
from assistant.console.copilot.help_outcomes import not_sent
from assistant.console.copilot.ports import Copilot
from assistant.console.copilot.types import (
    Drafted,
    End,
    Failed,
    Help,
    Progress,
    Rewritten,
    Step,
    Suggested,
    Task,
    Why,
)
from assistant.console.shell.access import Access, DeniedError, SignedIn, access_of, require
from assistant.console.shell.texts import word
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.desk.desk_service import ContendedError
from assistant.desk.moves.conversation_moves import Move
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.event_stream import EventStreamResponse
from assistant.ports import UnknownConversationError

log = structlog.get_logger(__name__)

_Helped = Annotated[SignedIn, Depends(require(Permission.USE_COPILOT))]


def routes(console: Console, copilot: Copilot) -> APIRouter:
    """Return the routes of the copilot."""
    router = APIRouter(include_in_schema=False)
    api = _CopilotApi(console, copilot)
    at = "/console/c/{conversation_id}/copilot"
    router.add_api_route(at, api.help, methods=["POST"])
    router.add_api_route(f"{at}/unused", api.unused, methods=["POST"], status_code=204)
    return router


@dataclass(frozen=True, slots=True)
class _Asking:
    """Hold a help and the agent who waits for it."""

    task: Task
    who: SignedIn
    access: Access
    chrome: Chrome


@dataclass(frozen=True, slots=True)
class _CopilotApi:
    """Handle the routes of the copilot."""

    console: Console
    copilot: Copilot

    async def help(self, request: Request, who: _Helped, conversation_id: PathId) -> Response:
        """Stream a help; it is stopped when the page goes away."""
        form, one = await read_form(request, HelpForm), ConversationId(conversation_id)
        if form.help is Help.OPERATION and not who.may(Permission.OPERATE_FOR_CUSTOMER):
            raise DeniedError
        await check_open(self.console, request, who, one)
        await access_of(request).note(who, Action.COPILOT_USED, one, {"help": form.help})
        chrome = await make_chrome(self.console, request, who, counted=False)
        task = Task(help=form.help, conversation_id=one, text=form.text)
        asking = _Asking(task, who, access_of(request), chrome)
        return EventStreamResponse(lambda gone: self._frames(asking, gone))

    async def unused(self, request: Request, who: _Helped, conversation_id: PathId) -> None:
        """Record that a help was not wanted."""
        form, one = await read_form(request, UnusedHelp), ConversationId(conversation_id)
        await check_open(self.console, request, who, one)
        move = not_sent(who.agent, form.help, form.outcome, by_model=form.by_model)
        await self._count(one, move)

    async def _count(self, one: ConversationId, move: Move) -> None:
        """Record a help that is not sent; where it cannot be recorded now, nobody waits for it."""
        try:
            await self.console.desk.make(one, move)
        except ContendedError:
            log.warning("console.contended", conversation_id=one)

    async def _frames(self, asking: _Asking, gone: asyncio.Event) -> AsyncGenerator[bytes, None]:
        try:
            async with aclosing(until(gone, self.copilot.help(asking.task))) as steps:
                async for step in steps:
                    if _reads_orders(step):
                        await self._note_reading(asking)
                    yield frame_of(await self._told(step, asking))
        except UnknownConversationError:
            yield frame_of(await self._told(Failed(why=Why.UNAVAILABLE), asking))

    async def _note_reading(self, asking: _Asking) -> None:
        """Record the customer whose orders a help has looked at, before the agent sees it."""
        one = asking.task.conversation_id
        events = (stored.event for stored in (await self.console.reading.record(one)).events)
        if identity := Conversation.fold(one, events).dealings.identity:
            await asking.access.note(asking.who, Action.CUSTOMER_READ, identity.customer_id)

    async def _told(self, step: Step, asking: _Asking) -> Mapping[str, Any]:
        task, who, chrome = asking.task, asking.who, asking.chrome
        if isinstance(step, Progress):
            return {"type": "progress", "text": step.text}
        if isinstance(step, Failed) and step.why is Why.MOVED_ON:
            late = not_sent(who.agent, task.help, "outdated", by_model=False)
            await self._count(task.conversation_id, late)
        html = self.console.pages.page(
            "helped.html",
            chrome,
            end=step,
            kind=type(step).__name__,
            help=task.help,
            to=f"/console/c/{task.conversation_id}",
            has_form=_has_form(step),
            changed=_words("changed", step.what if isinstance(step, Failed) else (), chrome),
            doubted=_words("doubts", step.doubts if isinstance(step, Rewritten) else (), chrome),
        )
        return {"type": "end", "help": task.help, "html": html, **_told_of(step)}


def _reads_orders(step: Step) -> bool:
    """Return whether a help was made of orders of a customer whose identity is proven."""
    match step:
        case Drafted():
            return step.of_orders
        case Suggested():
            return step.proven
        case _:
            return False


def _told_of(end: End) -> Mapping[str, Any]:
    """Return the values by which a page's script handles an end, beside showing it."""
    match end:
        case Drafted():
            return {"text": end.text, "by_model": end.by_model}
        case Rewritten():
            return {"text": end.text, "by_model": True, "doubted": bool(end.doubts)}
        case Suggested():
            return {"text": "", "by_model": False, "suggested": True}
        case Failed():
            return {"text": ""}
        case _:
            assert_never(end)


def _words(section: str, what: Sequence[str], chrome: Chrome) -> str:
    """Return the changes, or doubts, of a rewording in words that people read."""
    return ", ".join(word(section, one, chrome.language) for one in what)


def _has_form(end: End) -> bool:
    """Return whether the operation can be prepared on the page of an order."""
    return isinstance(end, Suggested) and any(one.name == end.operation for one in for_orders())


async def until(
    gone: asyncio.Event, steps: AsyncGenerator[Step, None]
) -> AsyncGenerator[Step, None]:
    """Yield `steps` until they end; stop them when `gone` is set."""
    leaving = asyncio.create_task(gone.wait())
    try:
        async with aclosing(steps):
            while True:
                coming = asyncio.ensure_future(anext(steps, None))
                await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    coming.cancel()
                    await asyncio.wait({coming})
                    return
                if (step := coming.result()) is None:
                    return
                yield step
    finally:
        leaving.cancel()
        await asyncio.wait({leaving})
