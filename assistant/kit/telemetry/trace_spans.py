"""Trace the way of each message, from the inbox through Redis and workers to its channel.

Spans are OpenTelemetry's. Nothing is traced, and nothing of OpenTelemetry is imported, until
`traced_to` is entered. An attribute is a word of ours, a count or a conversation's id, as in the
log; an error is told by its class alone, for its message may repeat what a customer wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Tracer

_HEADER = "traceparent"  # of W3C's Trace Context


@dataclass(slots=True)
class _Tracing:
    """Hold this process's tracer; None: nothing is traced."""

    tracer: "Tracer | None" = None


_tracing = _Tracing()


@contextmanager
def span(name: str, *, carried: str = "", **attributes: str | int) -> Iterator[None]:
    """Trace the work of the block, as a part of the span around it.

    `carried` is what `carried_trace` returned in the process that the work comes from.
    """
    if _tracing.tracer is None:
        yield
        return
    from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415  # only who traces pays
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
        TraceContextTextMapPropagator,
    )

    around = TraceContextTextMapPropagator().extract({_HEADER: carried}) if carried else None
    with _tracing.tracer.start_as_current_span(
        name,
        context=around,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as begun:
        try:
            yield
        except Exception as error:
            begun.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def carried_trace() -> str:
    """Return the name of the current span for another process; "": nothing is traced."""
    if _tracing.tracer is None:
        return ""
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
        TraceContextTextMapPropagator,
    )

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(_HEADER, "")


@contextmanager
def traced_to(processor: "SpanProcessor", *, share: float = 1.0) -> Iterator[None]:
    """Trace a share of the messages, in [0, 1], until the block ends; then hand over the rest.

    A message that another process decided to trace, or not to, is traced as it decided.
    """
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415

    provider = TracerProvider(
        sampler=ParentBasedTraceIdRatio(share),
        resource=Resource({SERVICE_NAME: "comptoir"}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(processor)
    _tracing.tracer = provider.get_tracer("comptoir")
    try:
        yield
    finally:
        _tracing.tracer = None
        provider.shutdown()
