"""Serve Qdrant's requests over real HTTP, on the client's own imitation of the engine.

It can be away, hang, fail and talk nonsense, as a server can.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import BaseModel
from qdrant_client import QdrantClient, models


class Mood(StrEnum):
    """Name how the server answers."""

    WELL = "well"
    AWAY = "away"  # nobody listens
    HANGS = "hangs"  # takes the request and says nothing
    FAILS = "fails"  # 500
    BABBLES = "babbles"  # 200, and no JSON
    LOCKED = "locked"  # refuses the key


@dataclass
class QdrantSimulator:
    """Hold a server that can be made ill and well again."""

    engine: QdrantClient = field(default_factory=lambda: QdrantClient(":memory:"))
    mood: Mood = Mood.WELL
    asked: list[str] = field(default_factory=list)  # the addresses of requests
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _well: threading.Event = field(default_factory=threading.Event)
    _one: threading.Lock = field(default_factory=threading.Lock)  # the engine has one caller

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def feel(self, mood: Mood) -> None:
        """Answer in another way from now on."""
        self.mood = mood
        self._well.clear() if mood is Mood.HANGS else self._well.set()
        if mood is Mood.AWAY:
            self.stop()
        elif self._server is None:
            self.start()

    def start(self) -> None:
        """Listen, at the port of before if there was one."""
        handler = type("Handler", (_Handler,), {"simulator": self})
        self._server = _QuietServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more; connections that are open are closed at their next request."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def wait_until_well(self) -> None:
        """Return once the server hangs no longer."""
        self._well.wait()

    def answer(self, method: str, path: list[str], body: dict[str, Any]) -> object:
        """Return the result of a request, or raise `ValueError` as the engine does."""
        with self._one:
            result = self._result(method, path, body)
        return result.model_dump(mode="json") if isinstance(result, BaseModel) else result

    def _result(self, method: str, path: list[str], body: dict[str, Any]) -> object:
        _, name, *rest = path
        result: object
        match method, rest:
            case "PUT", []:
                result = self._create(name, body)
            case "GET", []:
                result = self.engine.get_collection(name)
            case "DELETE", []:
                result = self.engine.delete_collection(name)
            case "PUT", ["points"]:
                result = self.engine.upsert(name, models.PointsList(**body).points)
            case "POST", ["points", "count"]:
                result = self.engine.count(name)
            case "POST", ["points", "query", "batch"]:
                searches = models.QueryRequestBatch(**body).searches
                found = self.engine.query_batch_points(name, searches)
                result = [one.model_dump(mode="json") for one in found]
            case "PUT", ["index"]:
                result = {"operation_id": 0, "status": "completed"}
            case _:
                raise LookupError(method, path)
        return result

    def _create(self, name: str, body: dict[str, Any]) -> object:
        wanted = models.CreateCollection(**body)
        return self.engine.create_collection(
            name,
            vectors_config=wanted.vectors,
            sparse_vectors_config=wanted.sparse_vectors,
        )


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that gave up."""
        kind = sys.exc_info()[0]
        if kind is None or not issubclass(kind, ConnectionError):
            raise  # noqa: PLE0704 - it is being handled


class _Handler(BaseHTTPRequestHandler):
    simulator: QdrantSimulator
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        here = self.simulator
        here.asked.append(self.path)
        match here.mood:
            case Mood.AWAY:
                self.close_connection = True
            case Mood.HANGS:
                here.wait_until_well()
                self.close_connection = True
            case Mood.FAILS:
                self._say(500, b'{"status": {"error": "out of memory"}}')
            case Mood.BABBLES:
                self._say(200, b"<html>welcome</html>")
            case Mood.LOCKED:
                self._say(401, b"Must provide an API key")
            case Mood.WELL:
                self._answer(body)

    do_GET = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - as the base class has them

    def _answer(self, body: bytes) -> None:
        path = self.path.split("?")[0].strip("/").split("/")
        if path == [""]:
            self._say(200, b'{"title": "qdrant", "version": "1.20.0"}')
            return
        try:
            result = self.simulator.answer(self.command, path, json.loads(body or b"{}"))
        except ValueError as error:
            status = 404 if "not found" in str(error) else 400
            self._say(status, json.dumps({"status": {"error": str(error)}}).encode())
            return
        said = {"result": result, "status": "ok", "time": 0.0}
        self._say(200, json.dumps(said).encode())

    def _say(self, status: int, body: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving_qdrant() -> Iterator[QdrantSimulator]:
    """Serve until the block ends."""
    simulator = QdrantSimulator()
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.feel(Mood.WELL)
        simulator.stop()
        simulator.engine.close()
