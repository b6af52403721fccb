"""The server's front door on real sockets: connections that are held, and a proxy before it."""

import asyncio
import resource
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI, Request
from starlette.responses import StreamingResponse

from assistant.app.compose.local_installation import take_address
from assistant.kit.settings.web_settings import WebSettings
from assistant.kit.web import middleware, web_errors
from assistant.kit.web.guarded_protocol import GuardedConfig, raise_file_limit
from assistant.kit.web.uvicorn_server import Server
from tests.support.patience import until

GET = b"GET / HTTP/1.1\r\nHost: chat.test\r\n\r\n"
HALF = b"POST / HTTP/1.1\r\nHost: chat.test\r\nContent-Length: 100\r\n\r\nhalf"
ELSEWHERE = ("192.0.2.1",)  # trusted, and nobody here is there


class Place:
    """A server that listens, and connections to it."""

    def __init__(self, port: int, server: Server) -> None:
        self.port = port
        self.server = server

    async def connect(
        self, said: bytes = b"", host: str = "127.0.0.1"
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(host, 0))
        writer.write(said)
        return reader, writer

    async def ask(self, host: str = "127.0.0.1", said: bytes = GET) -> bytes:
        reader, writer = await self.connect(said, host)
        try:
            return await reader.readline()
        finally:
            writer.close()


def _app() -> FastAPI:
    app = FastAPI()
    web_errors.install(app)
    middleware.install(app)

    @app.get("/")
    async def who(request: Request) -> str:
        return f"{request.url.scheme} {middleware.network_of(request)}"

    @app.post("/")
    async def take(request: Request) -> int:
        return len(await request.body())

    @app.get("/endless")
    async def endless() -> StreamingResponse:
        async def more() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 65536
                await asyncio.sleep(0)  # as all that waits for something does

        return StreamingResponse(more())

    return app


@asynccontextmanager
async def listening(settings: WebSettings, files: int = 4096) -> AsyncIterator[Place]:
    with take_address("127.0.0.1", 0) as sockets:
        port = sockets[0].getsockname()[1]
        server = Server(GuardedConfig(_app(), settings, files=files), on_exit=lambda: None)
        serving = asyncio.create_task(server.serve(sockets))
        try:
            await until(lambda: _true(server.started))
            yield Place(port, server)
        finally:
            server.should_exit = True
            await serving


async def _true(said: bool) -> bool:  # noqa: FBT001
    return said


SHORT = WebSettings(trusted_proxies=ELSEWHERE, header_s=0.2, body_s=0.2, stalled_s=0.2)


class TestAConnection:
    @pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: ch", HALF])
    async def test_that_says_half_a_request_is_closed(self, said: bytes) -> None:
        async with listening(SHORT) as place:
            reader, writer = await place.connect(said)
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await asyncio.wait_for(reader.readexactly(1), 10)
            writer.close()

    async def test_that_drips_its_header_is_closed_all_the_same(self) -> None:
        async with listening(SHORT) as place:
            reader, writer = await place.connect(b"GET / HTTP/1.1\r\n")
            closed = asyncio.create_task(reader.read())

            async def drips() -> bool:
                if not closed.done():
                    writer.write(b"A: b\r\n")
                return closed.done()

            await until(drips, every_s=0.02)
            assert closed.exception() is not None or closed.result() == b""
            writer.close()

    async def test_may_send_a_large_body_slowly(self) -> None:
        async with listening(SHORT) as place:
            head = b"POST / HTTP/1.1\r\nHost: chat.test\r\nContent-Length: 30000\r\n\r\n"
            reader, writer = await place.connect(head + b"x" * 29_999)
            begun = time.monotonic()
            await until(lambda: _true(time.monotonic() > begun + 2 * SHORT.body_s))
            writer.write(b"x")

            assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
            writer.close()

    async def test_that_drips_its_body_is_closed_all_the_same(self) -> None:
        async with listening(SHORT) as place:
            reader, writer = await place.connect(HALF)
            closed = asyncio.create_task(reader.read())

            async def drips() -> bool:
                if not closed.done():
                    writer.write(b"x")
                return closed.done()

            await until(drips, every_s=0.02)
            assert closed.exception() is not None or closed.result() == b""
            writer.close()

    async def test_that_reads_nothing_is_closed(self) -> None:
        async with listening(SHORT) as place:
            _, writer = await place.connect(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            await until(lambda: _true(len(place.server.server_state.connections) == 1))
            await until(lambda: _true(not place.server.server_state.connections))
            writer.close()

    async def test_of_one_address_does_not_take_the_place_of_others(self) -> None:
        settings = WebSettings(trusted_proxies=ELSEWHERE, connections_per_address=10)
        async with listening(settings) as place:
            held = [await place.connect() for _ in range(10)]
            await until(lambda: _true(len(place.server.server_state.connections) == 10))

            assert await place.ask() == b"HTTP/1.1 503 Service Unavailable\r\n"
            assert await place.ask("127.0.0.2") == b"HTTP/1.1 200 OK\r\n"
            held[0][1].close()
            await until(lambda: _says(place, b"HTTP/1.1 200 OK\r\n"))
            for _, writer in held[1:]:
                writer.close()

    async def test_of_a_trusted_proxy_is_not_counted_for_its_address(self) -> None:
        settings = WebSettings(connections_per_address=10)
        async with listening(settings) as place:
            held = [await place.connect() for _ in range(30)]

            assert await place.ask() == b"HTTP/1.1 200 OK\r\n"
            for _, writer in held:
                writer.close()

    async def test_beyond_what_the_process_may_open_is_refused_and_not_left_waiting(self) -> None:
        async with listening(WebSettings(), files=64 + 20) as place:
            held = [await place.connect() for _ in range(20)]
            await until(lambda: _true(len(place.server.server_state.connections) == 20))

            assert await place.ask() == b"HTTP/1.1 503 Service Unavailable\r\n"
            for _, writer in held:
                writer.close()

    async def test_with_half_a_body_does_not_hold_up_a_stop(self) -> None:
        async with listening(WebSettings()) as place:
            _, writer = await place.connect(HALF)
            await until(lambda: _true(len(place.server.server_state.tasks) == 1))
            begin = time.monotonic()
            place.server.handle_exit(signal.SIGTERM, None)
            await until(lambda: _true(not place.server.server_state.connections))

            assert time.monotonic() - begin < 5
            writer.close()


async def _says(place: Place, line: bytes) -> bool:
    return await place.ask() == line


class TestTheAddress:
    FORWARDED = (
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n"
    )

    @pytest.mark.parametrize(
        ("trusted", "expected"),
        [
            (("127.0.0.0/8",), b'"https 203.0.113.9"'),
            (("127.0.0.1", "::1"), b'"https 203.0.113.9"'),
            (ELSEWHERE, b'"http 127.0.0.1"'),
        ],
    )
    async def test_is_the_customers_if_a_trusted_proxy_says_so(
        self, trusted: tuple[str, ...], expected: bytes
    ) -> None:
        async with listening(WebSettings(trusted_proxies=trusted)) as place:
            reader, writer = await place.connect(self.FORWARDED)

            assert (await reader.read()).endswith(expected)
            writer.close()

    def test_of_a_proxy_must_be_an_address(self) -> None:
        with pytest.raises(ValueError, match="trusted_proxies"):
            WebSettings(trusted_proxies=("*",))


class TestTheFileLimit:
    def test_is_raised_as_far_as_the_system_allows(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))

            assert raise_file_limit() == min(hard, 65_536) > 256
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(hard, 65_536)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
