"""The same expressions on DuckDB and on another Ibis backend, a real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.insights.analysis_errors import BackendError
from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import Kind, Subject, Window
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake, Lakes, Tables
from assistant.insights.lake.remote_lake import DAYS, open_remote, send
from assistant.insights.lake.row_files import Staging, merge
from assistant.insights.queries.figure_queries import aspects, facets, lines, series, totals
from assistant.insights.queries.product_query import view
from assistant.insights.queries.report_query import report
from assistant.insights.queries.topic_query import topic_examples, topic_lines
from assistant.insights.rounds.build_findings import find_all
from tests.support.processes.databases import fresh_database
from tests.support.seeds.insight_rows import TODAY, Talks

pytestmark = pytest.mark.slow  # builds of insights on every backend

WINDOW = Window.before(TODAY, days=28)


@pytest.fixture
async def url(server_url: str) -> AsyncIterator[str]:
    async with fresh_database(server_url) as url:
        yield url


def busy() -> Talks:
    """Return rows in which most types find something."""
    talks = Talks()
    for number in range(600):
        product = f"p{number % 6}" if number % 3 else ""
        signals: list[tuple[SignalType, str]] = []
        if product:
            signals.append((SignalType.PRODUCT_MENTIONED, ""))
        if product == "p1" and number % 2:
            signals += [(SignalType.DEFECT, "zip"), (SignalType.SIZE_SMALL, "")]
        if number % 40 == 0:
            signals += [(SignalType.PRODUCT_NOT_FOUND, "rashguard"), (SignalType.DEFECT, "seam")]
        if number % 50 == 0:
            signals += [(SignalType.COMPETITOR, "Zalando"), (SignalType.OUT_OF_STOCK, "asked")]
        if number % 4 == 0:
            signals += [(SignalType.ASPECT, "quality"), (SignalType.ATTRIBUTE_ASKED, "lining")]
        if number % 9 == 0:
            signals.append((SignalType.CONVERSION, ""))
        talks.talk(
            *signals,
            product_id=product,
            category="dress" if product else "",
            days_ago=1 + number % 80,
            topic=f"t{number % 5}",
            question=True,
            answered=Answered.NO if number % 5 == 0 else Answered.YES,
            language="fr" if number % 3 else "en",
            polarity=-1 if number % 8 == 0 else 1,
        )
    for _ in range(40):
        talks.talk(topic="t1", days_ago=2, question=True, answered=Answered.NO)
    return talks


def everything(lake: Lake) -> dict[str, Any]:
    """Return what every query of the pages gives."""
    tables = Tables.with_topics_merged({"t3": "t4"})
    return {
        "findings": find_all(lake, Window.before(TODAY, days=490), merged={"t3": "t4"}),
        "totals": totals(lake, tables, WINDOW),
        "lines": {kind: lines(lake, tables, type_.ratio, WINDOW) for kind, type_ in TYPES.items()},
        "series": series(
            lake, tables, TYPES[Kind.UNMET_DEMAND].ratio, Subject(value="rashguard"), WINDOW
        ),
        "narrowed": lines(
            lake,
            tables.where(language="en"),
            TYPES[Kind.MISSING_ATTRIBUTE].ratio,
            WINDOW,
            whole=tables,
        ),
        "facets": facets(lake, tables),
        "aspects": aspects(lake, tables, WINDOW),
        "topics": topic_lines(lake, tables, WINDOW, (), "fr"),
        "examples": topic_examples(lake, tables, WINDOW),
        "report": report(lake, tables, WINDOW, zone=ZoneInfo("Europe/Paris")),
        "product": view(
            lake,
            tables.where(language="en"),
            "p1",
            WINDOW,
            edits=(),
            language="fr",
            insights=(),
            whole=tables,
        ),
    }


@pytest.mark.postgres
class TestPostgres:
    def test_gives_what_duckdb_gives(self, url: str, tmp_path: Path) -> None:
        near = busy().lake(tmp_path)
        lakes = Lakes(root=tmp_path, url=url)

        far = lakes.current()

        expected, got = everything(near), everything(far)
        near.close()
        lakes.close()
        assert expected["findings"]
        for name, value in expected.items():
            assert got[name] == value, name

    def test_is_sent_only_what_changed(self, url: str, tmp_path: Path) -> None:
        talks = busy()
        talks.lake(tmp_path).close()
        backend = open_remote(url, Builds(tmp_path).current())
        sent = backend.to_pyarrow(backend.table(DAYS)).num_rows
        again = send(backend, Builds(tmp_path).current())
        gone = talks.messages[0]
        builds, before = Builds(tmp_path), Builds(tmp_path).current()
        new = builds.begin()
        merge(before, Staging(folder=builds.staging), [gone.conversation_key], new)
        builds.publish(new, BuildState())

        changed = send(backend, new)

        messages = backend.table("insight_messages")
        left = messages.filter(messages.message_id == gone.message_id).count().execute()
        assert backend.to_pyarrow(messages.count()).as_py() == len(talks.messages) - 1
        backend.disconnect()
        assert sent > 100
        assert (again, left) == (0, 0)
        assert 1 <= changed <= 3

    def test_tables_of_an_older_program_are_sent_anew(self, url: str, tmp_path: Path) -> None:
        talks = Talks()
        talks.talk((SignalType.CONVERSION, "4500"), sale="o/1", joined_by="basket")
        talks.lake(tmp_path).close()
        backend: Any = open_remote(url, Builds(tmp_path).current())
        backend.raw_sql("ALTER TABLE insight_signals DROP COLUMN sale")
        backend.disconnect()

        again: Any = open_remote(url, Builds(tmp_path).current())

        rows = again.to_pyarrow(again.table("insight_signals").select("sale")).to_pylist()
        again.disconnect()
        assert rows == [{"sale": "o/1"}]

    def test_days_that_went_away_go_there_too(self, url: str, tmp_path: Path) -> None:
        talks = Talks()
        talks.quiet(5)
        talks.lake(tmp_path).close()
        backend = open_remote(url, Builds(tmp_path).current())
        other = Talks()
        other.talk(days_ago=1)
        other.lake(tmp_path).close()

        send(backend, Builds(tmp_path).current())

        days = backend.to_pyarrow(backend.table("insight_messages")).column("day").to_pylist()
        backend.disconnect()
        assert days == [TODAY - timedelta(days=1)]


def test_a_backend_that_does_not_answer_is_named(tmp_path: Path) -> None:
    Talks().lake(tmp_path).close()

    with pytest.raises(BackendError, match="COMPTOIR_INSIGHTS__URL"):
        open_remote("nonsense://localhost/x", Builds(tmp_path).current())
