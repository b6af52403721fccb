"""Hold the parts behind the console's routes, the chrome around a page, and its headers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, Self

from fastapi import Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from assistant.commerce.ports import ShopSystem
from assistant.console.conversations.case_list import ListQuery
from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_pages import Chrome, Pages
from assistant.console.conversations.console_reader import ConsoleReader, KnownCustomers
from assistant.console.conversations.file_rules import FileRules
from assistant.console.conversations.log_follower import Follower
from assistant.console.conversations.page_stream import Streams
from assistant.console.copilot.ports import Copilot
from assistant.console.shell import console_assets
from assistant.console.shell.access import SignedIn, access_of
from assistant.console.shell.console_assets import Assets
from assistant.console.shell.page_response import HEADERS, language_of, theme_of
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Team
from assistant.desk.attachment_store import Attachments
from assistant.desk.canned_replies import CannedReplies
from assistant.desk.conversation_merge import ConversationMerge
from assistant.desk.desk_service import Desk
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.handoff.moments import Zones
from assistant.desk.lists.work_statistics import Measures
from assistant.desk.ports import AgentPresence, Case, Cases, Typing, View, Viewers
from assistant.desk.staff.permissions import Permission, put_away, teams_of
from assistant.desk.staff.ports import Directory
from assistant.improvement.quality.answer_day import AnswerDay
from assistant.improvement.runs.live_check import LiveCheck, resent
from assistant.messages.channels.message_templates import Templates
from assistant.messages.channels.ports import ContactBook
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.ports import AutonomyTables
from assistant.operations.gate import Gate
from assistant.ports import Clock, EventLog, Fanout, Record

PageCount = Callable[[], Awaitable[int]]
"""Return how much waits on a page of the menu; cheap, for every page asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Hold all parts that the routes need."""

    reading: ConsoleReader
    customers: KnownCustomers
    gate: Gate | None  # None: there is no shop system
    canned: CannedReplies
    attachments: Attachments
    file_rules: FileRules
    merging: ConversationMerge
    tables: AutonomyTables
    measures: Measures
    shop_name: str
    desk: Desk
    viewers: Viewers
    presence: AgentPresence
    typing: Typing
    fanout: Fanout
    clock: Clock
    pages: Pages
    assets: Assets
    streams: Streams
    templates: Templates | None = None  # None: no channel has any
    copilot: Copilot | None = None  # None: agents write alone
    check: LiveCheck | None = None  # None: changes go live at once
    page_counts: Mapping[str, PageCount] = field(default_factory=dict)
    customer_tags: Sequence[str] = ()  # that the settings name, as the shop spells them
    answers: AnswerDay | None = None  # None: nobody is asked about answers

    @classmethod
    def assemble(
        cls,
        *,
        log: EventLog,
        cases: Cases,
        directory: Directory,
        canned: CannedReplies,
        attachments: Attachments,
        file_rules: FileRules,
        tables: AutonomyTables,
        measures: Measures,
        shop: ShopSystem | None,
        gate: Gate | None,
        shop_name: str,
        desk: Desk,
        viewers: Viewers,
        presence: AgentPresence,
        typing: Typing,
        fanout: Fanout,
        clock: Clock,
        zones: Zones,
        teams: Sequence[Team] = (),
        templates: Templates | None = None,
        contacts: ContactBook | None = None,
        copilot: Copilot | None = None,
        check: LiveCheck | None = None,
        page_counts: Mapping[str, PageCount] | None = None,
        customer_tags: Sequence[str] = (),
        answers: AnswerDay | None = None,
    ) -> Self:
        """Put the parts together; call `streams.close` when the process is asked to stop."""
        assets = console_assets.load()
        pages = Pages(static=assets.base, files=file_rules)
        customers = KnownCustomers(shop)
        reading = ConsoleReader(
            log=log,
            cases=cases,
            directory=directory,
            customers=customers,
            clock=clock,
            zones=zones,
            teams=teams,
            contacts=contacts,
        )
        return cls(
            reading=reading,
            customers=customers,
            gate=gate,
            canned=canned,
            attachments=attachments,
            file_rules=file_rules,
            tables=tables,
            measures=measures,
            merging=ConversationMerge(events=log, desk=desk, shop=shop_name, zones=zones),
            shop_name=shop_name,
            desk=desk,
            viewers=viewers,
            presence=presence,
            typing=typing,
            fanout=fanout,
            clock=clock,
            pages=pages,
            assets=assets,
            templates=templates,
            copilot=copilot,
            check=check,
            page_counts=page_counts or {},
            customer_tags=customer_tags,
            answers=answers,
            streams=Streams(
                reading=reading, pages=pages, viewers=viewers, follower=Follower(log, fanout)
            ),
        )


Part = Annotated[str, Header(alias="X-Part")]
"""Which part of a page a script asks for; "": the whole page."""

RUNS = "/console/runs"
"""Where runs are shown, which a change waits for."""

AVAILABILITY_COOKIE = "console_availability"

_PAGES: Mapping[str, Permission] = {
    "improve": Permission.READ_INSIGHTS,
    "insights": Permission.READ_INSIGHTS,
    "knowledge": Permission.READ_KNOWLEDGE,
    "try": Permission.TRY_ASSISTANT,
    "statistics": Permission.READ_STATISTICS,
    "report": Permission.READ_INSIGHTS,
    "quality": Permission.READ_STATISTICS,
    "outreach": Permission.READ_STATISTICS,
    "stuck": Permission.MEND_WORK,
    "replies": Permission.EDIT_CANNED,
    "verified": Permission.EDIT_ANSWERS,
    "autonomy": Permission.EDIT_AUTONOMY,
    "teams": Permission.EDIT_TEAMS,
    "hours": Permission.EDIT_TEAMS,
    "staff": Permission.MANAGE_STAFF,
    "set-up": Permission.EDIT_SETTINGS,
    "settings": Permission.READ_SETTINGS,
    "audit": Permission.READ_AUDIT,
}
"""Pages beside the lists, and what it takes to see them."""


async def make_chrome(
    console: Console, request: Request, who: SignedIn, *, counted: bool = True
) -> Chrome:
    """Return the chrome of a page; parts of pages go without the counts."""
    counts: Mapping[View, int] = {}
    if counted:
        teams = teams_of(who.agent, access_of(request).sight, put_away(console.reading.teams))
        counts = await console.reading.counts(who.agent.agent_id, teams=teams)
    query = request.url.query
    pages = [name for name, permission in _PAGES.items() if who.may(permission)]
    waiting = {name: count for name, count in console.page_counts.items() if name in pages}
    return Chrome(
        me=who.agent,
        csrf=who.csrf,
        language=language_of(request),
        theme=theme_of(request),
        availability=availability_of(request),
        here=f"{request.url.path}?{query}" if query else request.url.path,
        query=ListQuery.read(request.query_params),
        counts=counts,
        colleagues=await console.reading.colleagues(),
        teams=console.reading.teams,
        may=frozenset(one for one in Permission if who.may(one)),
        copilot=_copilot(console),
        sight=access_of(request).sight,
        pages=pages,
        page_counts={name: await count() for name, count in waiting.items()} if counted else {},
    )


async def count_answers(console: Console, who: SignedIn) -> int:
    """Return how many answers a person is asked about."""
    day = console.answers
    if day is None or not who.may(Permission.EDIT_QUESTIONS):
        return 0
    return await day.waiting(who.agent.agent_id)


def _copilot(console: Console) -> str:
    if console.copilot is None:
        return ""
    return "model" if console.copilot.has_model else "documents"


def availability_of(request: Request) -> Availability:
    """Return the availability that the agent set in this browser; without one they are online."""
    said = request.cookies.get(AVAILABILITY_COOKIE, "")
    return Availability(said) if said in set(Availability) else Availability.ONLINE


def send(html: str, status: int = 200) -> HTMLResponse:
    """Return a page or a part of one."""
    return HTMLResponse(html, status_code=status, headers=dict(HEADERS))


@dataclass(frozen=True, slots=True)
class PageFolder:
    """Hold the templates and the texts that the pages of a folder share."""

    say: Callable[..., str]  # a text by its name, in a language
    folders: tuple[Path, ...]  # of templates

    async def page(
        self,
        console: Console,
        request: Request,
        who: SignedIn,
        template: str,
        *,
        title: str,
        here: str = "",
        tab: str = "",
        status: int = 200,
        **values: Any,  # noqa: ANN401  # a template's own
    ) -> HTMLResponse:
        """Return a page; `here`: the address that opens it, where its form is sent elsewhere.

        `tab` is the page of the menu that it belongs to, where its address does not tell.
        """
        chrome, language = await make_chrome(console, request, who), language_of(request)
        html = _pages(console.assets.base, console.file_rules, self.folders).beside(
            template,
            replace(chrome, here=here or chrome.here, tab=tab),
            title=title,
            say=lambda name, /, **given: self.say(name, language, **given),
            **values,
        )
        return send(html, status)


@cache
def _pages(static: str, files: FileRules, folders: tuple[Path, ...]) -> Pages:
    return Pages(static=static, files=files, further=folders)


async def held(
    console: Console, request: Request, who: SignedIn, change: CandidateChange
) -> Response | None:
    """Return the way to the run of the scenarios that a change waits for; None: for none.

    A change without a form of its own has the one that was sent, which is sent again once it may go
    live.
    """
    if console.check is None:
        return None
    sent = await form_of(request)
    waiting = change if change.form else replace(change, form=resent(sent))
    run_id = await console.check.hold(
        waiting, sent, by=who.agent.agent_id, may_allow=who.may(Permission.ALLOW_HARM)
    )
    return RedirectResponse(f"{RUNS}/{run_id}", status_code=303) if run_id else None


async def open_record(
    console: Console, request: Request, who: SignedIn, conversation_id: ConversationId
) -> Record:
    """Return a conversation that the agent may open.

    Raises:
        UnknownConversationError: there is none, or the agent may not open it.
    """
    await check_open(console, request, who, conversation_id)
    return await console.reading.record(conversation_id)


async def check_open(
    console: Console, request: Request, who: SignedIn, conversation_id: ConversationId
) -> Case:
    """Return a conversation as lists have it, if the agent may open it.

    Raises:
        UnknownConversationError: there is none, or the agent may not open it.
    """
    access = access_of(request)
    may_open = partial(access.may_open, who)
    return access.open(who, await console.reading.case(conversation_id, may_open=may_open))
