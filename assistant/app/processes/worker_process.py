"""Run a worker process: from an unanswered message to a delivered reply."""

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial

import structlog

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.app.compose.answer_engine import open_answer_parts
from assistant.app.compose.assistant_turn import (
    AnswerParts,
    assemble_steps,
    assemble_turn,
    follow_answers,
)
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.meta_channels import assemble_media, open_accounts, open_channels
from assistant.app.compose.operation_gate import assemble_sender
from assistant.app.compose.people_desk import assemble_checks, assemble_outlooks
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.compose.services import first_messages
from assistant.app.compose.services.experiments import open_arms, open_table
from assistant.app.compose.services.language_model import in_other_tone
from assistant.app.compose.services.stored_settings import open_live
from assistant.app.compose.services.subscriber_announcements import open_announcing
from assistant.app.compose.shop_operations import (
    ShopOperations,
    assemble_trials,
    open_operations,
)
from assistant.app.compose.shop_profile import load_shop
from assistant.app.processes.candidate_pages import CandidatePages, assemble_candidate_pages
from assistant.app.processes.metrics_server import serve_metrics
from assistant.app.processes.round_processes import (
    assemble_keeping,
    assemble_page_round,
    assemble_round,
)
from assistant.app.processes.scenario_work import CandidateTurns, assemble_scenarios
from assistant.app.processes.worker_duties import (
    assemble_describers,
    assemble_improvement,
    assemble_rounds,
    assemble_trial_work,
    assemble_work,
    open_thinker,
)
from assistant.conversation.message import ChannelKind, Language
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.desk.helpdesk.helpdesk_loop import HelpdeskLoop
from assistant.desk.lists.list_projection import Projector, ProjectorLimits
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.kit.duty import Duty
from assistant.kit.settings.live_settings import LiveSettings, work_along
from assistant.kit.settings.settings import Settings
from assistant.kit.telemetry.trace_export import exported_traces
from assistant.messages.answerer import Answerer, AnsweringLimits, Apology, Listener
from assistant.messages.channels.account_book import find_account
from assistant.messages.channels.read_receipts import Receipts
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.policy.patience import ListeningTimes, Pauses
from assistant.messages.snapshots import Snapshots
from assistant.messages.steps.turn_step import TurnStep
from assistant.messages.sweep import Sweep, SweepLimits
from assistant.messages.trials.trial import Trials
from assistant.messages.turn import Turn
from assistant.messages.worker import Worker, WorkerLimits, living, run_until, signalled
from assistant.mind.thinker import Thinker
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.gate import Gate
from assistant.outreach.outreach_round import OutreachRound
from assistant.ports import Channel
from assistant.understanding.languages.written_language import load_detector
from integrations.channels.completions.channel import CompletionsChannel
from integrations.channels.webchat.channel import WebChatChannel
from integrations.stores.redis.redis_broker import Broker
from integrations.stores.sql.desk.customer_talks import SqlCustomerTalks

log = structlog.get_logger(__name__)

_LOOK_S = 0.5


async def run_measured_worker(settings: Settings) -> None:
    """Take turns in a process that no other started, and serve its metrics; see `run_worker`."""
    async with serve_metrics(settings, None):
        await run_worker(settings)


async def run_worker(settings: Settings, *, name: str | None = None) -> None:
    """Take turns until SIGTERM or SIGINT; by `name` its unfinished work can be released.

    A worker waits for the first index, which the set-up or a command makes.

    Raises:
        LogUnavailableError, EmbeddedServerError: see `open_parts`.
        SettingError: a key cannot be used, or the helpdesk's address is missing.
        RulesFileError, DeskFileError: the shop's or the desk's rules cannot be used.
    """
    with signalled() as stop, exported_traces(settings):
        await _wait_for_index(settings, stop)
        if stop.is_set():
            return
        async with open_parts(settings, name=name) as parts:
            live = open_live(settings, parts)
            async with open_answer_parts(settings) as loaded:  # what a process reads once
                verified = await follow_answers(loaded, parts.verified, whole=False)
                answering = replace(loaded, verified=verified)
                async with living(parts.broker.presence, parts.broker.name):
                    work = partial(_work, parts, answering, verified, live=live)
                    await work_along(live, work, stop)


async def _wait_for_index(settings: Settings, stop: asyncio.Event) -> None:
    if await find_version(settings) is None:
        log.info("worker.waits", until="something is indexed")
    while await find_version(settings) is None and not stop.is_set():
        with suppress(TimeoutError):  # other processes set no event, so it looks again
            await asyncio.wait_for(stop.wait(), _LOOK_S)


async def _work(
    parts: Parts,
    loaded: AnswerParts,
    verified: LiveAnswers,
    settings: Settings,
    over: asyncio.Event,
    *,
    live: LiveSettings,
) -> None:
    """Take turns with these settings until `over` is set."""
    answering = replace(loaded, settings=settings, shop=load_shop(settings.shop.profile_source))
    table, language = open_table(parts), answering.shop.default_language
    checks = assemble_checks(settings, parts)
    async with (
        open_thinker(parts, answering) as thinker,
        open_operations(settings, parts, table, language, answering.index) as operations,
        open_channels(settings, parts) as channels,
        open_announcing(settings, parts.database) as announcing,
        AsyncExitStack() as stack,
        _open_helpdesk(settings, parts, language) as helpdesk,
    ):
        _keep_what_is_loaded()
        customers = operations.customers if operations else None
        outlooks = assemble_outlooks(settings, parts, customers)
        autonomy = AnswerAutonomy(autonomy=table, customers=customers, checks=checks)
        turn = assemble_worker_turn(answering, autonomy, operations, outlooks, thinker)
        gate = operations.gate if operations else None
        trials = assemble_trials(settings, turn, operations)
        turns = partial(_trials_of, answering, autonomy, operations, (outlooks, thinker))
        pages = await _open_pages(settings, loaded, stack)
        candidates = CandidateTurns(trials, turns, live.with_others, verified, customers, pages)
        absence = assemble_absence(outlooks, language) if outlooks else None
        receipts, outreach = Receipts(channels), _outreach(settings, parts, gate, answering, trials)
        arms, last = await open_arms(parts, verified, turn, turns, live)
        steps = _steps(settings, parts, turn, gate, absence, receipts, outreach, last)
        worker = assemble_worker(settings, parts, steps, turn.apologise, channels=channels)
        duties = (
            assemble_sweep(parts),
            assemble_sender(settings, parts),
            assemble_projector(parts),
            *assemble_keeping(settings, parts),
            operations.watch if operations else None,
            assemble_rounds(parts, absence, outlooks) if absence and outlooks else None,
            helpdesk,
            assemble_media(stack, settings, parts),
            assemble_round(settings, parts),
            assemble_page_round(settings, parts),
            assemble_work(settings, parts, turn, gate, thinker),
            assemble_trial_work(parts, trials),
            assemble_scenarios(settings, parts, live, candidates),
            *assemble_improvement(settings, live, parts),
            *assemble_describers(settings, parts, turn, thinker),
            outreach,
            first_messages.assemble_imports(settings, parts),
            verified,
            arms,
        )
        others = (one.run for one in (*duties, receipts, announcing) if one is not None)
        await run_until(over, worker.run, _load_languages, *others)


async def _load_languages(over: asyncio.Event) -> None:
    """Load the detector of other languages, so that no turn waits for it."""
    del over
    await asyncio.to_thread(load_detector)


def _outreach(
    settings: Settings, parts: Parts, gate: Gate | None, answering: AnswerParts, trials: Trials
) -> OutreachRound | None:
    find = partial(find_account, open_accounts(settings, parts))
    made = partial(first_messages.assemble_outreach, settings, parts, find=find, trials=trials)
    return made(gate=gate, shop=answering.shop) if gate else None


def _steps(  # noqa: PLR0917 - the collaborators of one turn
    settings: Settings,
    parts: Parts,
    turn: Turn,
    gate: Gate | None,
    absence: AbsenceNotices | None,
    receipts: Receipts,
    outreach: OutreachRound | None,
    last: TurnStep,
) -> tuple[TurnStep, ...]:
    return assemble_steps(
        turn,
        gate=gate,
        absence=absence,
        receipts=receipts,
        offer=first_messages.SwitchedOn(switches=outreach.switches) if outreach else None,
        consents=SqlCustomerTalks(parts.database),
        sees=settings.model.sees and turn.mind is not None,
        last=last,
    )


def _keep_what_is_loaded() -> None:
    """Collect garbage from now on; no collection looks at the objects there are again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _trials_of(
    loaded: AnswerParts,
    autonomy: AnswerAutonomy,
    operations: ShopOperations | None,
    beside: tuple[DeskOutlooks | None, Thinker | None],
    settings: Settings,
) -> Trials:
    """Return trials of the turn that other settings make."""
    answering = replace(
        loaded,
        settings=settings,
        shop=load_shop(settings.shop.profile_source),
        statements=loaded.statements if settings.search.reader else None,
    )
    outlooks, thinker = beside
    tuned = in_other_tone(thinker, settings, answering.shop)
    turn = assemble_worker_turn(answering, autonomy, operations, outlooks, tuned)
    return assemble_trials(settings, turn, operations)


async def _open_pages(
    settings: Settings, loaded: AnswerParts, stack: AsyncExitStack
) -> CandidatePages:
    """Return the pages of candidates, which the stack closes."""
    pages = await assemble_candidate_pages(settings, loaded.encoder)
    stack.push_async_callback(pages.close)
    return pages


def assemble_worker_turn(
    answering: AnswerParts,
    autonomy: AnswerAutonomy,
    operations: ShopOperations | None,
    outlooks: DeskOutlooks | None,
    thinker: Thinker | None,
) -> Turn:
    """Return the turn of a worker, which only answers where there are no operations."""
    hours = outlooks.rules.hours(None) if outlooks else None
    if operations is None:
        return assemble_turn(
            answering, autonomy=autonomy, outlooks=outlooks, thinker=thinker, hours=hours
        )
    return assemble_turn(
        answering,
        autonomy=autonomy,
        dialogue=operations.dialogue,
        operates=operations.operates,
        sells=operations.gate.keeper is not None,
        attributes=operations.attributes,
        outlooks=outlooks,
        thinker=thinker,
        hours=hours,
        sales=operations.sales,
        gate=operations.gate,
    )


def assemble_absence(outlooks: DeskOutlooks, default_language: Language) -> AbsenceNotices:
    """Return the notices to a customer whose conversation waits for a person."""
    return AbsenceNotices(outlooks=outlooks, clock=SystemClock(), default_language=default_language)


def assemble_sweep(parts: Parts) -> Sweep:
    """Return the sweep, which puts back work that the queue has lost."""
    return Sweep(
        stuck=parts.stuck,
        queue=parts.broker.queue,
        leases=parts.broker.leases,
        clock=SystemClock(),
        limits=SweepLimits(),
    )


@asynccontextmanager
async def _open_helpdesk(
    settings: Settings, parts: Parts, language: Language
) -> AsyncIterator[HelpdeskLoop | None]:
    """Open the loop that keeps the shop's own helpdesk up to date; None: it has none."""
    if settings.helpdesk.kind != "chatwoot":
        yield None
        return
    from assistant.app.compose.services.chatwoot_helpdesk import open_helpdesk_loop  # noqa: PLC0415  # only who has it pays

    async with open_helpdesk_loop(settings, parts, default_language=language) as loop:
        yield loop


def assemble_worker(
    settings: Settings,
    parts: Parts,
    steps: tuple[TurnStep, ...],
    apology: Apology,
    *,
    channels: Mapping[ChannelKind, Channel] | None = None,
) -> Worker:
    """Return a worker that takes the steps of a turn; `channels` are those of other companies."""
    broker = parts.broker
    answerer = Answerer(
        events=parts.log,
        snapshots=Snapshots(parts.log),
        steps=steps,
        apology=apology,
        limits=AnsweringLimits(),
        listener=assemble_listener(settings, broker),
    )
    outbox = Outbox(
        events=parts.log,
        channels={
            ChannelKind.WEBCHAT: WebChatChannel(broker.fanout),
            ChannelKind.API: CompletionsChannel(broker.fanout),
            **(channels or {}),
        },
        clock=SystemClock(),
        limits=DeliveryLimits(),
    )
    return Worker(
        name=broker.name,
        queue=broker.queue,
        leases=broker.leases,
        presence=broker.presence,
        answerer=answerer,
        delivery=outbox,
        stuck=parts.stuck,
        clock=SystemClock(),
        limits=WorkerLimits(
            concurrency=settings.worker.concurrency, max_tries=settings.worker.max_tries
        ),
    )


def assemble_listener(settings: Settings, broker: Broker) -> Listener | None:
    """Return the listener to customers who write in pieces; None: everybody is answered at once."""
    given = settings.patience
    if not given.factor:
        return None
    patience = ListeningTimes(
        moment_s=given.factor * given.moment_s,
        page=Pauses(
            short_s=given.factor * given.page_short_s,
            long_s=given.factor * given.page_long_s,
        ),
        phone=Pauses(
            short_s=given.factor * given.phone_short_s,
            long_s=given.factor * given.phone_long_s,
        ),
        longest_s=given.factor * given.longest_s,
    )
    return Listener(times=patience, typing=broker.typing, clock=SystemClock())


def assemble_projector(parts: Parts) -> Projector:
    """Assemble the projector that keeps the desk's lists along with the log."""
    return Projector(
        projection=parts.cases,
        duty=Duty(leases=parts.broker.leases, name="desk.lists", for_s=6.0),
        fanout=parts.broker.fanout,
        limits=ProjectorLimits(),
        helpers=parts.broker.projectors,
        name=parts.broker.name,
    )
