"""Workers that answer through real channels, in processes of their own, to be killed.

They are forked from a server that has everything imported: a start takes milliseconds.
"""

import asyncio
import multiprocessing
import signal
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import structlog

from assistant.app.compose.meta_channels import open_channels
from assistant.app.compose.process_parts import open_parts
from assistant.kit.failpoints import arm
from assistant.kit.settings.settings import Settings
from assistant.messages.answerer import Answerer, AnsweringLimits
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.snapshots import Snapshots
from assistant.messages.sweep import Sweep, SweepLimits
from assistant.messages.worker import Worker, WorkerLimits, run_until_signalled
from integrations.channels.messenger import channel as _messenger
from integrations.channels.meta.graph_sender import SendRules
from integrations.channels.whatsapp import channel as _whatsapp
from tests.support.memory.assemblies.worker_shop import SystemClock, sorry
from tests.support.processes.worker_processes import SlowEcho

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])
_WORKER = WorkerLimits(lease_s=2.0, reclaim_idle_s=3.0, wait_s=0.1, concurrency=8, max_tries=200)
_SWEEP = SweepLimits(every_s=1.0, waiting_s=3.0, first_pause_s=1.0)
CHANNELS = (_whatsapp, _messenger)  # imported before the fork


def start_worker(
    settings: Settings,
    *,
    turn_s: float,
    log_file: Path,
    rules: SendRules | None = None,
    failpoint: str = "",
) -> ForkServerProcess:
    """Start a worker that echoes after up to `turn_s`, and dies at a failpoint."""
    process = _context.Process(
        target=_work, args=(settings, turn_s, log_file, rules, failpoint), daemon=True
    )
    process.start()
    return process


def _work(
    settings: Settings, turn_s: float, log_file: Path, rules: SendRules | None, failpoint: str
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lines = log_file.open("a")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    sys.stdout = sys.stderr = lines
    arm(failpoint)
    asyncio.run(_run(settings, turn_s, rules))


async def _run(settings: Settings, turn_s: float, rules: SendRules | None) -> None:
    async with (
        open_parts(settings) as parts,
        open_channels(settings, parts, rules=rules) as channels,
    ):
        clock, broker = SystemClock(), parts.broker
        answerer = Answerer(
            events=parts.log,
            snapshots=Snapshots(parts.log),
            steps=(SlowEcho(seconds=turn_s, varies=True),),
            apology=sorry,
            limits=AnsweringLimits(),
        )
        outbox = Outbox(events=parts.log, channels=channels, clock=clock, limits=DeliveryLimits())
        worker = Worker(
            name=broker.name,
            queue=broker.queue,
            leases=broker.leases,
            presence=broker.presence,
            answerer=answerer,
            delivery=outbox,
            stuck=parts.stuck,
            clock=clock,
            limits=_WORKER,
        )
        sweep = Sweep(
            stuck=parts.stuck,
            queue=broker.queue,
            leases=broker.leases,
            clock=clock,
            limits=_SWEEP,
        )
        await run_until_signalled(worker.run, sweep.run)
