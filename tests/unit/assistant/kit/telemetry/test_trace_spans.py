"""Spans with OpenTelemetry's own SDK, kept in memory."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import TracingSettings
from assistant.kit.telemetry.trace_export import exported_traces
from assistant.kit.telemetry.trace_spans import carried_trace, span, traced_to


@pytest.fixture
def kept() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    with traced_to(SimpleSpanProcessor(exporter)):
        yield exporter


class TestASpan:
    def test_is_a_part_of_the_one_around_it(self, kept: InMemorySpanExporter) -> None:
        with span("outer"), span("inner", tries=2):
            pass

        inner, outer = kept.get_finished_spans()
        assert inner.parent is not None
        assert inner.parent.span_id == outer.context.span_id
        assert dict(inner.attributes or {}) == {"tries": 2}

    def test_goes_on_with_a_trace_that_was_carried(self, kept: InMemorySpanExporter) -> None:
        with span("here"):
            carried = carried_trace()
        with span("there", carried=carried):
            pass

        here, there = kept.get_finished_spans()
        assert here.context.trace_id == there.context.trace_id

    def test_begins_a_trace_where_what_was_carried_is_none(
        self, kept: InMemorySpanExporter
    ) -> None:
        with span("there", carried="of-another-version"):
            pass

        assert [one.parent for one in kept.get_finished_spans()] == [None]

    def test_that_fails_tells_the_class_of_the_error_and_not_its_words(
        self, kept: InMemorySpanExporter
    ) -> None:
        with pytest.raises(ValueError, match="Lea"), span("turn"):
            int("Lea, 12 rue du Lac")

        (one,) = kept.get_finished_spans()
        assert one.status.status_code is StatusCode.ERROR
        assert one.status.description == "ValueError"
        assert "Lea" not in one.to_json()


class TestWithoutTracing:
    def test_nothing_is_carried(self) -> None:
        with span("turn", tries=1):
            assert carried_trace() == ""

    def test_nothing_of_opentelemetry_is_imported(self) -> None:
        asked = (
            "import sys; from assistant.kit.telemetry.trace_spans import span\n"
            "with span('turn'): pass\n"
            "sys.exit('opentelemetry' in sys.modules)"
        )

        assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0

    def test_no_message_of_a_share_of_none_is_kept(self) -> None:
        exporter = InMemorySpanExporter()
        with traced_to(SimpleSpanProcessor(exporter), share=0.0), span("here"):
            carried = carried_trace()
            with span("there", carried=carried):
                pass

        assert exporter.get_finished_spans() == ()


class TestACollector:
    def test_that_is_set_needs_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
        monkeypatch.setitem(sys.modules, name, None)
        settings = Settings(tracing=TracingSettings(url="http://127.0.0.1:4318/v1/traces"))

        with pytest.raises(SettingError, match="tracing"), exported_traces(settings):
            pass
