import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError

from integrations.stores.sql.engines.group_commit import MAX_GROUP, GroupCommitWriter
from integrations.stores.sql.engines.sqlite_database import writing_engine


def insert(number: int) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})
        return number

    return work


def insert_and_fail(connection: Connection) -> None:
    insert(0)(connection)
    raise LookupError


class Held:
    """Keeps the writer busy, so that what is handed in meanwhile forms a group."""

    def __init__(self, writer: GroupCommitWriter) -> None:
        self._go = threading.Event()
        busy = threading.Event()

        def work(_: Connection) -> None:
            busy.set()
            self._go.wait()

        writer.submit(work)
        busy.wait()

    def release(self) -> None:
        self._go.set()


class TestWriter:
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        engine = writing_engine(tmp_path / "numbers.db")
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
        yield engine
        engine.dispose()

    @pytest.fixture
    def writer(self, engine: Engine) -> Iterator[GroupCommitWriter]:
        writer = GroupCommitWriter(engine)
        yield writer
        writer.close()

    @pytest.fixture
    def commits(self, engine: Engine) -> list[Connection]:
        commits: list[Connection] = []
        event.listen(engine, "commit", commits.append)
        return commits

    def numbers(self, engine: Engine) -> list[int]:
        with engine.connect() as connection:
            return list(connection.scalars(text("SELECT number FROM numbers ORDER BY number")))

    def test_work_is_committed_when_its_future_is_done(
        self, engine: Engine, writer: GroupCommitWriter
    ) -> None:
        assert writer.submit(insert(1)).result() == 1
        assert self.numbers(engine) == [1]

    def test_work_that_raises_leaves_nothing(
        self, engine: Engine, writer: GroupCommitWriter
    ) -> None:
        with pytest.raises(LookupError):
            writer.submit(insert_and_fail).result()

        assert self.numbers(engine) == []

    def test_work_that_came_meanwhile_shares_a_commit(
        self, engine: Engine, writer: GroupCommitWriter, commits: list[Connection]
    ) -> None:
        held = Held(writer)
        futures = [writer.submit(insert(number)) for number in range(10)]
        held.release()

        assert [future.result() for future in futures] == list(range(10))
        assert len(commits) == 2
        assert self.numbers(engine) == list(range(10))

    def test_a_group_has_an_end(self, writer: GroupCommitWriter, commits: list[Connection]) -> None:
        held = Held(writer)
        futures = [writer.submit(insert(number)) for number in range(MAX_GROUP + 1)]
        held.release()

        wait(futures)
        assert len(commits) == 3

    def test_one_that_raises_undoes_no_other_of_its_group(
        self, engine: Engine, writer: GroupCommitWriter
    ) -> None:
        held = Held(writer)
        first = writer.submit(insert(1))
        failing = writer.submit(insert_and_fail)
        repeated = writer.submit(insert(1))
        last = writer.submit(insert(2))
        held.release()

        assert (first.result(), last.result()) == (1, 2)
        assert isinstance(failing.exception(), LookupError)
        assert "UNIQUE" in str(repeated.exception())
        assert self.numbers(engine) == [1, 2]

    def test_when_the_database_fails_all_of_a_group_hear_of_it(
        self, engine: Engine, writer: GroupCommitWriter
    ) -> None:
        def fill_disk(connection: Connection) -> None:
            connection.execute(text("ROLLBACK"))  # as SQLite does by itself on a full disk
            connection.execute(text("INSERT INTO missing VALUES (1)"))

        held = Held(writer)
        group: list[Future[int] | Future[None]] = [
            writer.submit(insert(1)),
            writer.submit(fill_disk),
            writer.submit(insert(2)),
        ]
        held.release()

        assert all(isinstance(future.exception(), OperationalError) for future in group)
        assert self.numbers(engine) == []
        assert writer.submit(insert(3)).result() == 3

    def test_work_that_nobody_waits_for_any_more_is_not_done(
        self, engine: Engine, writer: GroupCommitWriter
    ) -> None:
        held = Held(writer)
        abandoned, kept = writer.submit(insert(1)), writer.submit(insert(2))
        abandoned.cancel()
        held.release()

        kept.result()
        assert self.numbers(engine) == [2]

    def test_closing_finishes_what_was_handed_in(self, engine: Engine) -> None:
        writer = GroupCommitWriter(engine)
        held = Held(writer)
        future = writer.submit(insert(1))
        closing = threading.Thread(target=writer.close)
        closing.start()
        held.release()
        closing.join()

        assert future.result() == 1
        assert self.numbers(engine) == [1]
