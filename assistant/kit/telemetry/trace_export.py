"""Send traces to a collector of OpenTelemetry, where one is set."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.telemetry.trace_spans import traced_to


@contextmanager
def exported_traces(settings: Settings) -> Iterator[None]:
    """Trace the messages of this process until the block ends, where a collector is set.

    A collector that is away costs its traces and no time of a message.

    Raises:
        SettingError: the packages of the extra are missing.
    """
    if not settings.tracing.url:
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        msg = "COMPTOIR_TRACING__URL needs an extra: pip install 'comptoir[tracing]'"
        raise SettingError(msg) from None
    processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.tracing.url))
    with traced_to(processor, share=settings.tracing.share):
        yield
