"""Run a worker process: from an unanswered message to a delivered reply."""

import gc
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.meta_channels import assemble_media, open_channels
from assistant.app.compose.operation_gate import assemble_sender
from assistant.app.compose.people_desk import assemble_outlooks
from assistant.app.compose.privacy_holdings import assemble_privacy, assemble_unsent
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.compose.services.subscriber_announcements import open_announcing
from assistant.app.compose.shop_operations import open_operations
from assistant.app.processes.round_processes import assemble_page_round, assemble_round
from assistant.app.processes.worker_duties import (
    assemble_rounds,
    assemble_summaries,
    assemble_work,
    attending,
    open_writing,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import ChannelKind
from assistant.desk.helpdesk.helpdesk_loop import HelpdeskLoop
from assistant.desk.lists.list_projection import Projector, ProjectorLimits
from assistant.desk.privacy.retention import Retention
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from assistant.messages.answerer import Answerer, AnsweringLimits
from assistant.messages.answerer import TurnTaker as AnyTurn
from assistant.messages.channels.read_receipts import Receipts
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.snapshots import Snapshots
from assistant.messages.steps.channel_conventions import ChannelConventions
from assistant.messages.steps.ordered_operations import OrderedOperations
from assistant.messages.sweep import Sweep, SweepLimits
from assistant.messages.turn import Turn
from assistant.messages.turn_outcome import ShopVoice
from assistant.messages.worker import Worker, WorkerLimits, run_until_signalled
from assistant.operations.gate import Gate
from assistant.ports import Channel
from integrations.channels.completions.channel import CompletionsChannel
from integrations.channels.webchat.channel import WebChatChannel


async def run_worker(settings: Settings, *, name: str | None = None) -> None:
    """Take turns until SIGTERM or SIGINT; by `name` its unfinished work can be released.

    Raises:
        NoIndexError: nothing was indexed yet.
        LogUnavailableError, EmbeddedServerError: see `open_parts`.
        SettingError: a key cannot be used, or the helpdesk's address is missing.
        RulesFileError, DeskFileError: the shop's or the desk's rules cannot be used.
    """
    async with (
        open_engine(settings) as engine,
        open_parts(settings, name=name) as parts,
        open_writing(settings, engine, parts) as writing,
        open_operations(settings, parts, writing) as (operating, gate, watch),
        open_channels(settings, parts) as channels,
        open_announcing(settings, parts.database) as announcing,
        AsyncExitStack() as stack,
        _open_helpdesk(settings, parts, engine.turn) as helpdesk,
    ):
        gc.freeze()  # loaded objects stay: no collection looks at them again
        gc.enable()
        outlooks = assemble_outlooks(settings, parts, watch.customers if watch else None)
        turn = replace(operating, outlooks=outlooks)
        receipts = Receipts(channels)
        worker = assemble_worker(
            settings, parts, turn, outlooks, gate, channels=channels, receipts=receipts
        )
        sweep = Sweep(
            events=parts.log,
            queue=parts.broker.queue,
            leases=parts.broker.leases,
            clock=SystemClock(),
            limits=SweepLimits(),
        )
        sender = assemble_sender(settings, parts)
        projector = assemble_projector(parts)
        retention = assemble_retention(settings, parts)
        rounds = assemble_rounds(parts, turn, outlooks) if outlooks else None
        media = assemble_media(stack, settings, parts)
        daily = assemble_round(settings, parts)
        pages = assemble_page_round(settings, parts)
        copilot = assemble_work(settings, parts, turn, gate)
        summaries = assemble_summaries(settings, parts, turn)
        duties = (watch, retention, rounds, helpdesk, media, daily, pages, copilot, summaries)
        others = [one.run for one in duties if one is not None]
        await run_until_signalled(
            worker.run,
            sweep.run,
            sender.run,
            projector.run,
            receipts.run,
            announcing.run,
            *others,
        )


def assemble_retention(settings: Settings, parts: Parts) -> Retention:
    """Assemble the round that keeps to the retention time, and drops files that were never sent."""
    every_s = 3600.0
    return Retention(
        privacy=assemble_privacy(parts.database, shop=None, files=parts.attachments),
        unsent=assemble_unsent(parts.database, parts.attachments),
        duty=Duty(leases=parts.broker.leases, name="retention", for_s=3 * every_s),
        keep_days=settings.retention.days,
        every_s=every_s,
    )


@asynccontextmanager
async def _open_helpdesk(
    settings: Settings, parts: Parts, turn: Turn
) -> AsyncIterator[HelpdeskLoop | None]:
    """Open the loop that keeps the shop's own helpdesk up to date; None: it has none."""
    if settings.helpdesk.kind != "chatwoot":
        yield None
        return
    from assistant.app.compose.services.chatwoot_helpdesk import open_helpdesk_loop  # noqa: PLC0415  # only who has it pays

    async with open_helpdesk_loop(settings, parts, default_language=turn.default_language) as loop:
        yield loop


def heeding(turn: Turn, taking: AnyTurn, receipts: Receipts | None = None) -> ChannelConventions:
    """Return the steps before a turn on other companies' channels."""
    return ChannelConventions(
        turn=taking,
        voice=ShopVoice(shop=turn.shop, clock=turn.clock, outlooks=turn.outlooks),
        clock=turn.clock,
        new_id=lambda: MessageId(uuid.uuid4().hex),
        default_language=turn.default_language,
        receipts=receipts,
    )


def assemble_worker(
    settings: Settings,
    parts: Parts,
    turn: Turn,
    outlooks: DeskOutlooks | None = None,
    gate: Gate | None = None,
    *,
    channels: Mapping[ChannelKind, Channel] | None = None,
    receipts: Receipts | None = None,
) -> Worker:
    """Put a worker together; without a `gate` nothing is done in a shop."""
    broker = parts.broker
    heard = heeding(turn, attending(turn, outlooks) if outlooks else turn, receipts)
    answerer = Answerer(
        events=parts.log,
        snapshots=Snapshots(parts.log),
        turn=OrderedOperations(turn=heard, gate=gate, clock=SystemClock()) if gate else heard,
        apology=turn.apologise,
        limits=AnsweringLimits(),
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
        limits=WorkerLimits(
            concurrency=settings.worker.concurrency, max_tries=settings.worker.max_tries
        ),
    )


def assemble_projector(parts: Parts) -> Projector:
    """Assemble the projector that keeps the desk's lists along with the log."""
    return Projector(
        projection=parts.cases,
        duty=Duty(leases=parts.broker.leases, name="desk.lists", for_s=6.0),
        fanout=parts.broker.fanout,
        limits=ProjectorLimits(),
    )
