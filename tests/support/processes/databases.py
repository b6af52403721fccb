"""Start the databases that contracts are held on: files of SQLite, and a real PostgreSQL."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from pwd import getpwnam
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from integrations.stores.sql.database import Database, open_database

T = TypeVar("T")

_INSTALL = (
    "these tests need PostgreSQL: install it (apt-get install postgresql), or set"
    " COMPTOIR_TEST_POSTGRES_URL to a server, or COMPTOIR_TEST_SKIP_POSTGRES=1 to go without"
)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a server's database; `durable` has a throwaway one wait for the disk."""
    if os.environ.get("COMPTOIR_TEST_SKIP_POSTGRES") == "1":
        pytest.skip("COMPTOIR_TEST_SKIP_POSTGRES is set")
    if url := os.environ.get("COMPTOIR_TEST_POSTGRES_URL"):
        yield url
        return
    binaries = _binaries()
    if binaries is None:
        pytest.fail(_INSTALL)
    with _cluster(binaries, durable=durable) as socket_dir:
        yield f"postgresql://comptoir@/postgres?host={socket_dir}"


@asynccontextmanager
async def fresh_database(server_url: str, *, template: str = "") -> AsyncIterator[str]:
    """Yield the URL of an empty database, or of a copy of that of the URL; dropped afterwards."""
    name = f"comptoir_test_{uuid4().hex}"
    of = f' TEMPLATE "{make_url(template).database}"' if template else ""
    await execute(server_url, f'CREATE DATABASE "{name}"{of}')
    try:
        yield _named(server_url, name)
    finally:
        await execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run work in a thread with a loop of its own: this one may have a browser's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@contextmanager
def postgres_with_tables(server_url: str) -> Iterator[str]:
    """Yield the URL of a database with all tables and no rows; dropped afterwards."""
    name = f"comptoir_tables_{uuid4().hex}"
    url = _named(server_url, name)
    run_apart(execute(server_url, f'CREATE DATABASE "{name}"'))
    try:
        run_apart(_make_tables(url))
        yield url
    finally:
        run_apart(execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def make_sqlite_tables(file: Path) -> Path:
    """Make the file of a database with all tables and no rows, to copy; return it."""
    await _make_tables(f"sqlite:///{file}")
    return file


async def _make_tables(url: str) -> None:
    async with open_database(url):
        pass


def _named(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def url_of_copy(tables: Path, file: Path) -> str:
    """Return the URL of a new file of SQLite that has the tables of another one."""
    file.parent.mkdir(exist_ok=True)
    return f"sqlite:///{shutil.copy(tables, file)}"


async def execute(url: str, statement: str) -> None:
    """Run one statement on a connection of its own."""
    address = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))


@contextmanager
def _cluster(binaries: Path, *, durable: bool) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="comptoir-pg-"))
    data, log = home / "data", home / "log"
    settings = f"-k {home} -c listen_addresses=''"
    if not durable:
        settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [str(binaries / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
    try:
        user = give_to_unprivileged(home)
        initdb = [str(binaries / "initdb"), "--pgdata", str(data), "--no-sync"]
        _run([*initdb, "--username=comptoir", "--auth=trust", "--encoding=UTF8"], user)
        _run([*control, "--log", str(log), "--options", settings, "start"], user)
        try:
            yield home
        finally:
            _run([*control, "--mode=immediate", "stop"], user)
    finally:
        shutil.rmtree(home)


def _binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


def give_to_unprivileged(home: Path) -> str | None:
    """Return who is to run the server: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            account = getpwnam(name)
        except KeyError:
            continue
        os.chown(home, account.pw_uid, account.pw_gid)
        return name
    pytest.fail("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _run(command: Sequence[str], user: str | None) -> None:
    group = getpwnam(user).pw_gid if user else None
    done = subprocess.run(
        command,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server runs
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, f"{Path(command[0]).name} failed: {' '.join(command)}"


async def waits_for_a_lock(database: Database) -> bool:
    """Return whether a transaction of a PostgreSQL database waits for another one."""
    found = (
        "SELECT 1 FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    return await database.read(lambda one: one.execute(text(found)).first() is not None)


class OnSqlite:
    """Each test has a file of its own."""

    @pytest.fixture
    def empty_url(self, tmp_path: Path) -> str:
        return f"sqlite+aiosqlite:///{tmp_path / 'log.db'}"

    @pytest.fixture
    def url(self, empty_url: str, sqlite_tables: Path) -> str:
        return url_of_copy(sqlite_tables, Path(make_url(empty_url).database or ""))


@pytest.mark.postgres
class OnPostgres:
    """Each test has a database of its own on a real server."""

    @pytest.fixture
    async def empty_url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url

    @pytest.fixture
    async def url(self, server_url: str, postgres_tables: str) -> AsyncIterator[str]:
        async with fresh_database(server_url, template=postgres_tables) as url:
            yield url
