"""Test that one process at a time changes the files of imported texts."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from assistant.insights.imports.text_files import TextFiles
from assistant.insights.ports import ImportedText
from tests.support.seeds.insight_workshop import imported


class TestForgetting:
    def test_waits_for_a_first_import_and_finds_what_it_brought(self, tmp_path: Path) -> None:
        kept = TextFiles(folder=tmp_path / "imports")
        reading, may_end = threading.Event(), threading.Event()

        def texts() -> Iterator[ImportedText]:
            reading.set()
            may_end.wait(5)
            yield imported("m1", "trop petit", customer_key="lea")

        with ThreadPoolExecutor(2) as pool:
            taken_in = pool.submit(kept.add, "reviews", texts())
            assert reading.wait(5)
            gone = pool.submit(kept.forget, "lea")
            early = wait((gone,), timeout=0.2).done  # it is at the lock by then, or has looked
            may_end.set()

            assert early == set()
            assert (taken_in.result(5), gone.result(5)) == (1, 1)
        assert list(kept.texts()) == []
