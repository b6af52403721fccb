"""A real PgBouncer before PostgreSQL, with the configuration of docs/examples."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from pwd import getpwnam
from time import monotonic, sleep

import pytest
from sqlalchemy import make_url

from tests.support.processes.comptoir import ROOT, free_port
from tests.support.processes.databases import give_to_unprivileged

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def running_pooler(server_url: str, *, connections: int) -> Iterator[int]:
    """Yield the port of a pooler that opens so many connections for each database of a server."""
    if PROGRAM is None:
        pytest.skip("needs PgBouncer (.ci/tools installs it)")
    folder, port = Path(tempfile.mkdtemp(prefix="pgbouncer-")), free_port()
    try:
        user = give_to_unprivileged(folder)
        (folder / "pgbouncer.ini").write_text(_configuration(server_url, port, connections))
        process = subprocess.Popen(
            [PROGRAM, str(folder / "pgbouncer.ini")],
            user=user,
            group=getpwnam(user).pw_gid if user else None,
            extra_groups=None if user is None else [],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until_it_listens(port)
            yield port
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder)


def _configuration(server_url: str, port: int, connections: int) -> str:
    """Return the example's configuration with what differs here; each line must be in it."""
    example = (ROOT / "docs/examples/pgbouncer.ini").read_text()
    server = make_url(server_url)
    place = f"host={server.query.get('host') or server.host}"
    place += f" port={server.port}" if server.port else ""
    place += f" user={server.username}" + (
        f" password={server.password}" if server.password else ""
    )
    for line, here in {
        "comptoir = host=127.0.0.1 port=5432 dbname=comptoir": f"* = {place}",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = any",
        "auth_file = /etc/pgbouncer/userlist.txt": "unix_socket_dir =",
        "default_pool_size = 20": f"default_pool_size = {connections}",
    }.items():
        assert line in example
        example = example.replace(line, here)
    return example


def _wait_until_it_listens(port: int) -> None:
    give_up_at = monotonic() + 10
    while monotonic() < give_up_at:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        sleep(0.02)
    pytest.fail("PgBouncer did not start")
