"""Show the dead letters, and let people try them again or put them away.

The page also says what else stands still: the audit that is broken, and lists that are behind.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.case_list import tag
from assistant.console.conversations.console_forms import ClientId, Form, read_form
from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import LOCALES, say, texts
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.ports import ListsLag
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.messages.ports import DeadLetter, StuckWork
from assistant.ports import BrokerUnavailableError, WorkQueue

PAGE = "/console/stuck"
_ROWS = 200
_BEHIND = timedelta(seconds=10)
"""Age of an event from which lists without it are behind: else a worker is about to take it in."""

ReadLag = Callable[[], Awaitable[ListsLag | None]]
"""Return how far the lists are behind the log; None: they show all of it."""

_Mender = Annotated[SignedIn, Depends(require(Permission.MEND_WORK))]


class StuckForm(Form):
    """Hold the choice for one dead letter, or for all that are shown."""

    do: Literal["retry", "put_away", "retry_all"]
    conversation_id: ClientId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckRow:
    """Hold a dead letter as the page shows it."""

    conversation_id: ConversationId
    name: str
    reason: str
    tries: int
    age: str  # as the language writes it
    at: str  # ISO 8601
    shown_at: str  # in UTC, as the language writes it
    waits: bool


def routes(console: Console, stuck: StuckWork, queue: WorkQueue, read_lag: ReadLag) -> APIRouter:
    """Return the routes of the page and of its forms."""
    page = _StuckPages(console, stuck, queue, read_lag)
    return page_router(
        ("GET", PAGE, page.show),
        ("POST", PAGE, page.mend),
    )


@dataclass(frozen=True, slots=True)
class _StuckPages:
    console: Console
    stuck: StuckWork
    queue: WorkQueue
    read_lag: ReadLag

    async def show(self, request: Request, who: _Mender) -> Response:
        letters = await self.stuck.dead(limit=_ROWS)
        chrome = await make_chrome(self.console, request, who)
        audit = await access_of(request).audit.noted()
        html = self.console.pages.page(
            "stuck.html",
            chrome,
            rows=self._rows(letters, chrome.language),
            count=await self.stuck.count_dead(),
            broken_at=audit.broken_at if audit else None,
            behind=self._say_lag(await self.read_lag(), chrome.language),
        )
        return send(html)

    async def mend(self, request: Request, who: _Mender) -> Response:
        """Apply the choice of a form; one that somebody else has made already changes nothing."""
        form = await read_form(request, StuckForm)
        if form.do == "retry_all":
            for letter in await self.stuck.dead(limit=_ROWS):
                if letter.waits:
                    await self._retry(request, who, letter.conversation_id)
        elif form.conversation_id is not None:
            one = ConversationId(form.conversation_id)
            if form.do == "retry":
                await self._retry(request, who, one)
            elif await self.stuck.put_away(one, at=self.console.clock.now()):
                await access_of(request).note(who, Action.WORK_MENDED, one, {"how": "put_away"})
        return RedirectResponse(PAGE, status_code=303)

    async def _retry(self, request: Request, who: SignedIn, one: ConversationId) -> None:
        if not await self.stuck.retry(one):
            return
        with suppress(BrokerUnavailableError):  # the sweep finds it
            await self.queue.put(one)
        await access_of(request).note(who, Action.WORK_MENDED, one, {"how": "retry"})

    def _say_lag(self, lag: ListsLag | None, language: Language) -> str:
        """Return how far the lists are behind; empty: they are not."""
        age = self.console.clock.now() - lag.since if lag else timedelta()
        if lag is None or age < _BEHIND:
            return ""
        locale = LOCALES[language]
        count = format_decimal(lag.events, locale=locale)
        return say("stuck.lists", language, n=count, age=format_timedelta(age, locale=locale))

    def _rows(self, letters: Sequence[DeadLetter], language: Language) -> list[StuckRow]:
        now, locale = self.console.clock.now(), LOCALES[language]
        other = say("stuck_reason.other", language)
        return [
            StuckRow(
                conversation_id=one.conversation_id,
                name=tag(one.conversation_id),
                reason=texts(language).get(f"stuck_reason.{one.reason}", other),
                tries=one.tries,
                age=format_timedelta(now - one.since, locale=locale),
                at=one.at.isoformat(timespec="seconds"),
                shown_at=f"{format_datetime(one.at, 'medium', locale=locale)} UTC",
                waits=one.waits,
            )
            for one in letters
        ]
