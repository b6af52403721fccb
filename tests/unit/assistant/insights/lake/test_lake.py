"""A build that an older program made is read until the next one is there."""

from pathlib import Path

import ibis
import pyarrow.parquet as pq
import pytest

from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import Window
from assistant.insights.lake.builds import Builds
from assistant.insights.lake.lake import Tables, pack
from assistant.insights.queries.assisted_orders import assisted_orders
from tests.support.seeds.insight_rows import TODAY, Talks, open_lake

NEW = ("sale", "joined_by", "margin", "sold_at", "joined_at")


@pytest.mark.parametrize("packed", [False, True])
class TestABuildOfAnOlderProgram:
    def test_is_read_without_the_columns_that_it_lacks(
        self, tmp_path: Path, *, packed: bool
    ) -> None:
        talks = Talks()
        for number in range(6):
            sold = (SignalType.CONVERSION, "4500")
            talks.talk(sold, customer=f"k{number}", answered=Answered.YES)
        talks.lake(tmp_path).close()
        build = Builds(tmp_path).current()
        if packed:
            pack(build)
            with_old_tables(build.packed)
        for path in build.folder.glob("signals/*/rows.parquet"):
            rows = pq.read_table(path, partitioning=None)
            pq.write_table(rows.drop_columns([*NEW]), path)

        lake = open_lake(tmp_path)
        found = assisted_orders(lake, Tables(), Window.before(TODAY, days=28), least=5)
        lake.close()

        assert found is not None
        assert (found.lines, found.orders, found.value_minor) == (6, 0, 27_000)
        assert found.margin_minor is None


def with_old_tables(packed: Path) -> None:
    """Take the new columns out of the packed file."""
    database = ibis.duckdb.connect(packed)
    for name in NEW:
        database.raw_sql(f"ALTER TABLE insight_signals DROP COLUMN {name}")
    database.disconnect()
