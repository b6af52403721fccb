"""Copy a whole database into a file while it is in use, and make it again from the file.

SQLite copies itself inside one transaction; PostgreSQL's own `pg_dump` and `pg_restore` do it in
theirs, and must be of the server's version or newer.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

from integrations.stores.sql.database import Database
from integrations.stores.sql.log.log_reading import newest_position


class DatabaseCopyError(Exception):
    """Say why a database cannot be copied or made again, and how to mend it."""


def kind_of(url: str) -> str:
    """Return the kind of a database: sqlite or postgresql."""
    return make_url(url).get_backend_name()


async def last_position(database: Database) -> int:
    """Return the position of the last event of the log; 0: there is none."""
    return await database.read(newest_position)


def copy_database(url: str, target: Path) -> None:
    """Write all of a database, as it is at one moment, to the file `target`.

    Raises:
        DatabaseCopyError: it cannot.
    """
    address = make_url(url)
    target.touch(mode=0o600, exist_ok=False)
    if _is_sqlite(address):
        source = Path(address.database or "")
        if not source.exists():
            msg = f"there is no database at {source}"
            raise DatabaseCopyError(msg)
        target.unlink()
        try:
            with closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=60)) as here:
                here.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error as error:
            msg = f"{source} cannot be copied to {target.parent}, is there room? {error}"
            raise DatabaseCopyError(msg) from None
        target.chmod(0o600)
        return
    _run(address, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def check_copy(url: str, source: Path) -> None:
    """Read a copy from its beginning to its end.

    Of PostgreSQL's, every row is unpacked into the SQL that a server would be given.

    Raises:
        DatabaseCopyError: it is damaged.
    """
    if not _is_sqlite(make_url(url)):
        _run(make_url(url), "pg_restore", f"--file={os.devnull}", str(source), connects=False)
        return
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        try:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            raise DatabaseCopyError(str(error)) from None
    if said != "ok":
        msg = f"the database in it is damaged: {said}"
        raise DatabaseCopyError(msg)


def restore_database(url: str, source: Path) -> None:
    """Make a database again from the file that `copy_database` wrote; it must be empty or missing.

    Raises:
        DatabaseCopyError: it cannot.
    """
    address = make_url(url)
    if not _is_sqlite(address):
        _run(
            address,
            "pg_restore",
            "--no-owner",
            "--single-transaction",
            "--exit-on-error",
            str(source),
        )
        return
    target = Path(address.database or "")
    if target.exists():
        msg = f"{target} is there already: restore into another folder, or move it away"
        raise DatabaseCopyError(msg)
    aside = target.with_name(f".{target.name}.restored")
    shutil.copyfile(source, aside)
    aside.chmod(0o600)
    aside.replace(target)


def _is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _run(address: URL, program: str, *arguments: str, connects: bool = True) -> None:
    """Run one of PostgreSQL's programs; the password is in its environment alone."""
    options = []
    if connects:
        plain = address.set(drivername="postgresql", password=None)
        options = [f"--dbname={plain.render_as_string()}"]
    found = shutil.which(program)
    if found is None:
        msg = f"{program} is missing: on Debian, apt-get install postgresql-client"
        raise DatabaseCopyError(msg)
    done = subprocess.run(  # noqa: S603  # no shell, and no argument is a customer's
        [found, *options, *arguments],
        env={**os.environ, "PGPASSWORD": address.password or ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        msg = f"{program} failed: {done.stderr.strip()[-500:]}"
        raise DatabaseCopyError(msg)
