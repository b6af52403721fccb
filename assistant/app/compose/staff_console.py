"""Put together the console: its pages, the pages of insights and the copilot that they ask."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.data_folders import file_rules, find_version
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.operation_gate import assemble_gate
from assistant.app.compose.privacy_holdings import assemble_house_privacy
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.answers_to_judge import assemble_answer_day, assemble_answers
from assistant.app.compose.services.change_sets import assemble_improve
from assistant.app.compose.services.earned_autonomy import assemble_earned
from assistant.app.compose.services.experiments import experiment_routes, report_sources
from assistant.app.compose.services.first_messages import outreach_routes
from assistant.app.compose.services.house_engine import HouseEngine
from assistant.app.compose.services.knowledge_pages import add_knowledge
from assistant.app.compose.services.scenario_assembly import first_scenarios
from assistant.app.compose.services.setup_steps import add_setup
from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.app.compose.services.subscriber_announcements import assemble_subscribing
from assistant.app.compose.shop_profile import load_shop
from assistant.commerce.ports import ShopSystem
from assistant.console.account import (
    access_refusals,
    privacy_pages,
    profile_page,
    provider_sign_in,
    second_factor_pages,
    sign_in_pages,
    staff_pages,
    stuck_page,
)
from assistant.console.account.account_pages import account_pages
from assistant.console.conversations.console_parts import Console
from assistant.console.conversations.routes import routes
from assistant.console.copilot.copilot_relay import Patience, RemoteCopilot
from assistant.console.improve import (
    answer_page,
    board_page,
    improve_pages,
)
from assistant.console.improve.board_page import BoardSite
from assistant.console.improve.improve_pages import ImproveSite
from assistant.console.insights import coverage_routes, draft_routes, task_routes, webhook_routes
from assistant.console.insights.page_warmup import PageWarmup
from assistant.console.insights.routes import Dashboard
from assistant.console.insights.routes import routes as insight_routes
from assistant.console.quality import quality_routes
from assistant.console.quality.quality_routes import QualitySite
from assistant.console.rehearsing import rehearsal_pages, run_pages
from assistant.console.rehearsing.rehearsal_pages import RehearsalDesk
from assistant.console.rehearsing.run_pages import RunDesk
from assistant.console.report import report_routes
from assistant.console.settings import hours_page, order_rules_page, settings_pages, teams_page
from assistant.console.setup.judged_answers import JudgedAnswers
from assistant.console.shell.access import Access, attach
from assistant.console.trying import bench_page
from assistant.console.trying.bench_page import Bench
from assistant.console.trying.trial_relay import RemoteTrials
from assistant.console.verified import verified_pages
from assistant.console.verified.answer_lists import DueAnswers
from assistant.console.verified.candidate_trials import CandidateTrials
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.console.verified.verified_pages import VerifiedSite
from assistant.desk.desk_service import Desk
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.staff.agent_sign_in import SignIn
from assistant.desk.staff.credentials import Passwords
from assistant.desk.staff.permissions import Sight, put_away
from assistant.desk.staff.second_step import SecondStep
from assistant.desk.staff.sessions import Lifetimes
from assistant.desk.staff.staff_management import StaffManagement
from assistant.desk.staff.team_management import TeamManagement
from assistant.desk.staff.token_seal import TokenSeal
from assistant.improvement.runs.live_check import LiveCheck
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.account_book import Accounts, find_account
from assistant.operations.autonomy.ports import LiveTable
from integrations.channels.meta.approved_templates import MetaTemplates
from integrations.channels.webchat.channel import WebChatChannel
from integrations.channels.webchat.widget_files import look_of
from integrations.channels.webchat.wire_bodies import describe
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.desk.work_figures import read_lists_lag
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.quality_book import SqlQualityBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site

_MORE_S = 3.0
"""For all but the model, which may be asked twice: to read, for half of its time, and to write."""


def remote_copilot(settings: Settings, parts: Parts) -> RemoteCopilot:
    """Return the copilot that the pages ask."""
    return RemoteCopilot(
        fanout=parts.broker.fanout,
        has_model=bool(settings.model.base_url),
        patience=Patience(step_s=1.5 * settings.model.total_s + _MORE_S),
    )


def assemble_dashboard(settings: Settings, parts: Parts, console: Console) -> Dashboard:
    """Return the pages of insights, whose own parts are loaded with the first of them."""

    def load() -> "Site":
        from assistant.app.compose.insight_site import assemble_site  # noqa: PLC0415  # seconds

        return assemble_site(settings, parts, console, SystemClock())

    return Dashboard(console=console, load=load)


def dashboard_routes(settings: Settings, parts: Parts, dashboard: Dashboard) -> APIRouter:
    """Return the routes of /insights."""
    sources = report_sources(settings, parts)
    report = report_routes.first_view(dashboard, sources)

    @asynccontextmanager
    async def warming(_: object) -> AsyncIterator[None]:
        stop = asyncio.Event()
        working = asyncio.create_task(PageWarmup(dashboard=dashboard, further=(report,)).run(stop))
        try:
            yield
        finally:
            stop.set()
            await working

    router = APIRouter(lifespan=warming)
    router.include_router(draft_routes.routes(dashboard))
    router.include_router(task_routes.routes(dashboard))
    router.include_router(
        webhook_routes.routes(dashboard, assemble_subscribing(settings, parts.database))
    )
    router.include_router(
        coverage_routes.routes(settings.data_dir, partial(find_version, settings))
    )
    router.include_router(insight_routes(dashboard))
    router.include_router(report_routes.routes(dashboard, sources))
    quality = QualitySite(dashboard=dashboard, book=SqlQualityBook(parts.database))
    router.include_router(quality_routes.routes(quality))
    profile = load_shop(settings.shop.profile_source)
    router.include_router(outreach_routes(settings, dashboard.console, parts, profile))
    return router


def _add_sign_in(
    app: FastAPI, settings: Settings, parts: Parts, shop_name: str
) -> tuple[StaffManagement, SignIn]:
    """Add the access rules of agents, and the pages where they sign in."""
    lifetimes = Lifetimes(
        idle=timedelta(minutes=settings.console.idle_minutes),
        absolute=timedelta(hours=settings.console.session_hours),
    )
    signing_in = SignIn(
        directory=parts.directory,
        sessions=parts.sessions,
        audit=parts.audit,
        limits=parts.broker.limits,
        passwords=Passwords(),
        clock=SystemClock(),
        lifetimes=lifetimes,
        factors=parts.factors,
        seal=TokenSeal(find_key(settings), SystemClock()),
    )
    rules = load_desk_rules(settings.helpdesk.rule_source)
    access = Access(
        directory=parts.directory,
        sessions=parts.sessions,
        audit=parts.audit,
        clock=SystemClock(),
        lifetimes=lifetimes,
        url=settings.console.url,
        sight=Sight(settings.console.agents_see),
        put_away=put_away(rules.listed()),
    )
    attach(app, access)
    access_refusals.install(app)
    provider = settings.oidc.name if settings.oidc.issuer else ""
    app.include_router(sign_in_pages.routes(signing_in, shop=shop_name, provider=provider))
    second_step = SecondStep(signing_in=signing_in, used=parts.broker.used)
    app.include_router(second_factor_pages.routes(second_step, shop=shop_name))
    managing = StaffManagement(
        directory=parts.directory,
        sessions=parts.sessions,
        audit=parts.audit,
        passwords=signing_in.passwords,
        clock=SystemClock(),
    )
    app.include_router(profile_page.routes(managing, parts.faces))
    if provider:
        from assistant.app.compose.services.console_sign_in import assemble_provider  # noqa: PLC0415  # only who has it pays

        by = assemble_provider(settings, signing_in, managing, parts.broker.used)
        app.include_router(provider_sign_in.routes(by))
    return managing, signing_in


def add_console(
    app: FastAPI,
    settings: Settings,
    parts: Parts,
    shop: ShopSystem | None,
    accounts: Accounts | None = None,
    *,
    server: Settings,
    ask_reading: Callable[[], Awaitable[None]] | None = None,
) -> Callable[[], None]:
    """Add the console's pages to `app`, and the access rules of agents.

    `server` are the settings of the environment alone; `ask_reading` has the sources of the set-up
    read, in a process that can. Returns a function to call when the process is asked to stop.
    """
    profile = load_shop(settings.shop.profile_source)
    staff = _add_sign_in(app, settings, parts, profile.name)
    console = assemble_console(settings, parts, shop, profile, accounts)
    app.include_router(routes(console))
    app.include_router(staff_pages.routes(console, staff[0]))
    changes = assemble_changes(server, parts)
    app.include_router(settings_pages.routes(console, changes))
    app.include_router(teams_page.routes(console, TeamManagement(changes=changes, staff=staff[0])))
    house = HouseEngine(settings, parts.verified, parts.tables)
    verified = assemble_verified(parts, console, house)
    add_setup(
        app,
        server,
        parts,
        console,
        staff=staff,
        changes=changes,
        judging=JudgedAnswers(changes=verified.changes, asked=house),
        ask_reading=ask_reading,
    )
    app.include_router(verified_pages.routes(verified))
    improving = assemble_improve(server, parts, console, verified.changes, changes)
    app.include_router(account_pages(console, improving.steps))
    for pages in (order_rules_page, hours_page):
        app.include_router(pages.routes(console, changes, improving.steps))
    dashboard = assemble_dashboard(settings, parts, console)
    _add_improving(app, server, parts, improving)
    add_knowledge(
        app,
        server,
        parts,
        console,
        dashboard=dashboard,
        live=changes.live,
        ask_reading=ask_reading,
    )
    read_lag = partial(read_lists_lag, parts.database)
    app.include_router(stuck_page.routes(console, parts.stuck, parts.broker.queue, read_lag))
    _add_trying(app, settings, parts, console)
    app.include_router(dashboard_routes(settings, parts, dashboard))
    privacy = assemble_house_privacy(settings, parts.database, shop, parts.attachments)
    keep_days = settings.retention.days
    app.include_router(privacy_pages.routes(console, privacy, keep_days=keep_days))
    return console.streams.close


def assemble_verified(parts: Parts, console: Console, trials: CandidateTrials) -> VerifiedSite:
    """Return the parts behind the pages of verified answers."""
    changes = VerifiedChanges(book=parts.verified, audit=parts.audit, clock=SystemClock())
    return VerifiedSite(console=console, changes=changes, trials=trials)


def assemble_console(
    settings: Settings,
    parts: Parts,
    shop: ShopSystem | None,
    profile: Shop,
    accounts: Accounts | None = None,
) -> Console:
    """Assemble the console of the agents' pages."""
    broker, clock = parts.broker, SystemClock()
    rules = load_desk_rules(settings.helpdesk.rule_source)
    desk = Desk(
        events=parts.log,
        queue=broker.queue,
        fanout=broker.fanout,
        clock=clock,
        cases=parts.cases,
        default_language=profile.default_language,
    )
    return Console.assemble(
        log=parts.log,
        cases=parts.cases,
        directory=parts.directory,
        canned=parts.canned,
        attachments=parts.attachments,
        file_rules=file_rules(settings),
        tables=parts.tables,
        measures=parts.cases,
        shop=shop,
        gate=assemble_gate(settings, parts, shop, LiveTable(parts.tables)) if shop else None,
        shop_name=profile.name,
        desk=desk,
        viewers=broker.viewers,
        presence=broker.agents,
        typing=WebChatChannel(fanout=broker.fanout),
        fanout=broker.fanout,
        clock=clock,
        zones=rules.zone,
        teams=rules.listed(),
        contacts=SqlContactBook(parts.database),
        templates=MetaTemplates(partial(find_account, accounts), clock) if accounts else None,
        copilot=remote_copilot(settings, parts),
        check=live_check(parts),
        customer_tags=settings.escalation.vip_tags,
        page_counts={
            "verified": DueAnswers(parts.verified, clock).count,
            "improve": SqlChangeBook(parts.database).waiting,
        },
        answers=assemble_answer_day(settings, parts),
    )


def _add_improving(app: FastAPI, server: Settings, parts: Parts, improving: ImproveSite) -> None:
    """Add the pages of change sets, the board of autonomy, and answers to judge."""
    console = improving.console
    earned, book = assemble_earned(server, parts, improving.steps), improving.steps.book
    board = BoardSite(console=console, rows=earned.rows, changes=book)
    app.include_router(board_page.routes(board))  # its address is no change set's, nor are the next
    if console.answers is not None:
        site = assemble_answers(parts, console, console.answers)
        app.include_router(answer_page.routes(site))
    app.include_router(improve_pages.routes(improving))
    app.include_router(experiment_routes(server, parts, improving))


def _add_trying(app: FastAPI, settings: Settings, parts: Parts, console: Console) -> None:
    """Add the bench, and the pages of scenarios and of runs."""
    app.include_router(bench_page.routes(assemble_bench(settings, parts, console)))
    app.include_router(run_pages.routes(RunDesk(console, live_check(parts))))
    first, check = first_scenarios(settings, parts, console.gate), live_check(parts)
    rehearsals = RehearsalDesk(console=console, book=first.book, check=check, first=first)
    app.include_router(rehearsal_pages.routes(rehearsals))


def assemble_bench(settings: Settings, parts: Parts, console: Console) -> Bench:
    """Return the bench of the pages, whose messages are tried in a worker.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    return Bench(
        console=console,
        trials=RemoteTrials(fanout=parts.broker.fanout),
        seal=TokenSeal(find_key(settings), SystemClock()),
        zone=load_desk_rules(settings.helpdesk.rule_source).zone(None),
        describe=describe,
        look=widget_look(settings),
    )


def widget_look(settings: Settings) -> Mapping[str, str]:
    """Return the look of the widget that people set, with the shop's name."""
    profile = settings.shop.profile_source
    return look_of(settings.webchat, shop=load_shop(profile).name if profile else "")


def live_check(parts: Parts) -> LiveCheck:
    """Return the check that holds changes until the scenarios were played."""
    return LiveCheck(
        book=SqlScenarioBook(parts.database),
        runs=SqlTrialRuns(parts.database),
        clock=SystemClock(),
    )
