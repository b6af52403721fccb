"""Serve metrics to Prometheus, on a port of their own, for all processes of one process tree.

Each process writes its counts into files of a folder that the tree shares; the figures of the log
and of Redis are read again and again by the process that serves.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.kit.fault_log import report
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

    from assistant.app.compose.process_parts import Parts

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_EVERY_S = 5.0
_STATE = {
    "comptoir_pending": ("Messages, orders and replies that wait, by what for.", ("waits_for",)),
    "comptoir_oldest_pending_seconds": ("Age of the oldest of them.", ("waits_for",)),
    "comptoir_dead_letters": ("Dead letters that nobody has put away.", ()),
    "comptoir_audit_broken": ("1: an entry of the audit was changed or is gone.", ()),
    "comptoir_projector_lag_events": ("Events that the desk's lists have yet to show.", ()),
    "comptoir_queue_entries": ("Conversations that wait in the queue for a worker.", ()),
    "comptoir_queue_age_seconds": ("Time that the oldest of them has waited.", ()),
    "comptoir_workers_alive": ("Workers that gave a sign of life.", ()),
    "comptoir_model_cost_today": ("Cost of a language model today (UTC).", ("endpoint", "purpose")),
    "comptoir_model_tokens_today": ("Tokens of it today (UTC).", ("endpoint", "purpose")),
}
"""Metrics that are read and not counted: what each is, and its labels."""


@contextmanager
def metrics_folder(settings: Settings) -> Iterator[None]:
    """Set the folder that this process and those it starts count into; without a port: none.

    Enter it before `prometheus_client` is imported, which looks for the folder once.
    """
    if settings.metrics.port is None:
        yield
        return
    folder = tempfile.mkdtemp(prefix="comptoir-metrics-")
    os.environ[_FOLDER] = folder
    try:
        yield
    finally:
        del os.environ[_FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def forget_process(pid: int) -> None:
    """Drop the figures of the present, such as an open breaker, of a process that ended."""
    if _FOLDER not in os.environ:
        return
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415  # as above

    mark_process_dead(pid)  # type: ignore[no-untyped-call]


class StateCollector:
    """Keep the figures that were read last, for Prometheus to collect."""

    def __init__(self) -> None:
        self.figures: dict[str, dict[tuple[str, ...], float]] = {}

    def collect(self) -> "Iterable[GaugeMetricFamily]":
        """Yield every metric; one that was not read yet has no samples."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  # only who has a port pays

        for name, (text, labels) in _STATE.items():
            family = GaugeMetricFamily(name, text, labels=labels)
            for values, value in self.figures.get(name, {}).items():
                family.add_metric(values, value)
            yield family


@asynccontextmanager
async def serve_metrics(settings: Settings, parts: "Parts | None") -> AsyncIterator[None]:
    """Serve metrics until the block ends; with `parts` also the figures of log and Redis.

    Raises:
        OSError: another program listens at the port.
    """
    if settings.metrics.port is None:
        yield
        return
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry, state = CollectorRegistry(), StateCollector()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    if parts is not None:
        registry.register(state)
    server, thread = start_http_server(
        settings.metrics.port, settings.metrics.host, registry=registry
    )
    reading = asyncio.create_task(keep_reading(state, parts)) if parts else None
    try:
        yield
    finally:
        if reading is not None:
            reading.cancel()
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        await asyncio.to_thread(thread.join)


async def keep_reading(state: StateCollector, parts: "Parts", *, every_s: float = _EVERY_S) -> None:
    """Read the figures again and again. After an error there are none, and an alert says so."""
    while True:
        try:
            state.figures = await read_state(parts)
        except Exception as error:  # noqa: BLE001 - old figures would look like the present
            state.figures = {}
            report("metrics.not_read", error)
        await asyncio.sleep(every_s)


async def read_state(parts: "Parts") -> dict[str, dict[tuple[str, ...], float]]:
    """Return the figures of log and Redis; those of a part that is away are left out."""
    from assistant.ports import BrokerUnavailableError, LogUnavailableError  # noqa: PLC0415

    figures: dict[str, dict[tuple[str, ...], float]] = {}
    with suppress(LogUnavailableError):  # readiness says so, and a missing metric is an alert
        figures |= await _read_log(parts)
    try:
        backlog = await parts.broker.queue.backlog()
        alive = await parts.broker.presence.alive()
    except BrokerUnavailableError:
        return figures
    return figures | {
        "comptoir_queue_entries": {(): float(backlog.waiting)},
        "comptoir_queue_age_seconds": {(): backlog.age_s},
        "comptoir_workers_alive": {(): float(len(alive))},
    }


async def _read_log(parts: "Parts") -> dict[str, dict[tuple[str, ...], float]]:
    from integrations.stores.sql.desk.work_figures import read_work_figures  # noqa: PLC0415
    from integrations.stores.sql.log.pending_rows import KINDS  # noqa: PLC0415

    now = datetime.now(UTC)
    work, audit = await read_work_figures(parts.database), await parts.audit.noted()
    cost, tokens = dict[tuple[str, ...], float](), dict[tuple[str, ...], float]()
    for use in await parts.spending.used(now.date(), now.date()):
        key = (use.endpoint, use.purpose.value)
        cost[key] = cost.get(key, 0.0) + float(use.cost)
        tokens[key] = tokens.get(key, 0.0) + use.prompt + use.completion
    # A sample of each kind: a missing one is an alert.
    nothing: dict[tuple[str, ...], float] = {(kind,): 0.0 for kind in KINDS}
    return {
        "comptoir_pending": nothing
        | {(kind,): float(one.count) for kind, one in work.waiting.items()},
        "comptoir_oldest_pending_seconds": nothing
        | {
            (kind,): max((now - one.oldest).total_seconds(), 0.0)
            for kind, one in work.waiting.items()
        },
        "comptoir_dead_letters": {(): float(work.dead_letters)},
        "comptoir_audit_broken": {(): float(audit is not None and audit.broken_at is not None)},
        "comptoir_projector_lag_events": {(): float(work.projector_lag)},
        "comptoir_model_cost_today": cost,
        "comptoir_model_tokens_today": tokens,
    }
