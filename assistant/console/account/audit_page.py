"""Show the page of the audit: the deeds of the shop's people, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from babel.dates import format_datetime
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from assistant.console.account.deed_words import say_detail
from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.texts import LOCALES, say, word
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action, AuditEntry
from assistant.desk.staff.permissions import Permission

PAGE = "/console/audit"
_ROWS = 50

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_AUDIT))]
_Id = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Hold an entry of the audit as the page shows it."""

    number: int
    at: str  # ISO 8601
    shown_at: str  # in UTC, as the language writes it
    actor: str
    actor_name: str
    action: str
    subject: str
    subject_name: str
    detail: str


def routes(console: Console) -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PAGE, _Page(console).show, methods=["GET"])
    return router


@dataclass(frozen=True, slots=True)
class _Page:
    console: Console

    async def show(
        self,
        request: Request,
        reader: _Reader,
        actor: _Id = "",
        subject: _Id = "",
        before: Annotated[int | None, Query(ge=1, lt=2**53)] = None,
    ) -> Response:
        access = access_of(request)
        entries = await access.audit.recent(
            before=before, limit=_ROWS, actor=actor, subject=subject
        )
        await access.note(reader, Action.AUDIT_READ)
        teams = {str(one.team_id): one.name for one in self.console.reading.teams}
        names = teams | {str(one.agent_id): one.name for one in await access.directory.agents()}
        asked = {name: value for name, value in (("actor", actor), ("subject", subject)) if value}
        more = urlencode(asked | {"before": str(entries[-1].number)}) if entries else ""
        chrome = await make_chrome(self.console, request, reader)
        html = self.console.pages.beside(
            "audit.html",
            chrome,
            title=say("page.audit", chrome.language),
            rows=[_row(entry, names, teams, chrome.language) for entry in entries],
            older=f"{PAGE}?{more}" if len(entries) == _ROWS else "",
            only=", ".join(names.get(one, one) for one in asked.values()),
        )
        return send(html)


def _row(
    entry: AuditEntry, names: Mapping[str, str], teams: Mapping[str, str], language: Language
) -> AuditRow:
    deed = entry.deed
    return AuditRow(
        number=entry.number,
        at=deed.at.isoformat(timespec="seconds"),
        shown_at=f"{format_datetime(deed.at, 'medium', locale=LOCALES[language])} UTC",
        actor=deed.actor,
        actor_name=names.get(deed.actor) or word("actor", deed.actor, language),
        action=deed.action,
        subject=deed.subject,
        subject_name=names.get(deed.subject, deed.subject),
        detail=say_detail(deed.detail, language, teams),
    )
