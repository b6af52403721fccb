"""Let no client hold a connection for nothing, and no address hold them all.

Uvicorn waits for ever for a header that never ends, for a body that never comes, and for a client
that never reads. It takes as many connections as the system gives it.
"""

import asyncio
import ipaddress
import resource
from collections import Counter
from collections.abc import Sequence

import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from assistant.kit.settings.web_settings import WebSettings
from assistant.kit.web.middleware import network_of_host

_KEPT_FILES = 64  # for the database, Redis, the index and files that are sent
_MOST_FILES = 65_536
_LEAST_BYTES_S = 8_192  # of a body that may go on: a large photo through a slow network
_LONGEST_BODY_S = 200.0  # whatever comes; the widget gives up after 180 s
_LAST_BODY_S = 1.0  # for the rest of a body when the process is asked to stop
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Length: 0\r\n\r\n"
)

log = structlog.get_logger()


def raise_file_limit() -> int:
    """Allow this process as many open files as the system lets it; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _MOST_FILES if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


class OpenConnections:
    """Count open connections by network: a cap for each, and one for all of them together."""

    def __init__(self, *, each: int, total: int, proxies: Sequence[str]) -> None:
        """Count up to `each` of one network and `total` of all; `proxies` bring many people's."""
        self._each = min(each, max(total // 4, 1))
        self._total = total
        self._proxies = [ipaddress.ip_network(one) for one in proxies]
        self._by_network: Counter[str] = Counter()
        self._warned: set[str] = set()

    def take(self, host: str) -> str | None:
        """Return the network for which a connection from `host` is counted; None: refused."""
        network = network_of_host(host)
        is_full = self._by_network[network] >= self._each and not self._is_proxy(host)
        if is_full or self._by_network.total() >= self._total:
            if network not in self._warned:
                self._warned.add(network)
                log.warning(
                    "web.connections_refused",
                    held=self._by_network[network],
                    hint="a proxy? name it in COMPTOIR_WEB__TRUSTED_PROXIES" if is_full else "",
                )
            return None
        self._by_network[network] += 1
        return network

    def give_back(self, network: str) -> None:
        """Count a closed connection no longer."""
        self._by_network[network] -= 1
        if not self._by_network[network]:
            del self._by_network[network]
            self._warned.discard(network)

    def _is_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return True  # a socket of this machine
        return any(address in network for network in self._proxies)


class GuardedConfig(uvicorn.Config):
    """Hold the configuration of uvicorn, with the limits of `WebSettings`."""

    def __init__(self, app: object, settings: WebSettings, *, files: int) -> None:
        """Set up a server whose process may open so many `files`."""
        super().__init__(
            app,  # type: ignore[arg-type]  # FastAPI's class is uvicorn's ASGI application
            http=GuardedProtocol,
            ws="none",  # nothing here speaks it
            forwarded_allow_ips=list(settings.trusted_proxies),
            access_log=False,  # addresses are personal data
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        self.limits = settings
        self.held = OpenConnections(
            each=settings.connections_per_address,
            total=max(files - _KEPT_FILES, 1),
            proxies=settings.trusted_proxies,
        )


class GuardedProtocol(HttpToolsProtocol):
    """Take requests from a client that has so long for each part of a request."""

    config: GuardedConfig
    _network: str | None = None
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    _whole = True  # the last request came to its end
    _leaving = False
    _body_begun = 0.0
    _body_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._network = self.config.held.take(self.client[0] if self.client else "")
        if self._network is None:
            transport.write(_FULL)
            transport.close()
            return
        self._expect(self.config.limits.header_s)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._reading, self._writing):
            if timer is not None:
                timer.cancel()
        if self._network is not None:
            self.config.held.give_back(self._network)
            self._network = None

    def data_received(self, data: bytes) -> None:
        if self._network is not None:
            super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._whole = False
        self._expect(self.config.limits.header_s)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._body_begun, self._body_bytes = self.loop.time(), 0
        if self._leaving:
            self._expect(_LAST_BODY_S)
        else:
            self._expect_body()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._body_bytes += len(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._whole = True
        if self._reading is not None:
            self._reading.cancel()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._writing = self.loop.call_later(self.config.limits.stalled_s, self._abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._writing is not None:
            self._writing.cancel()

    def shutdown(self) -> None:
        self._leaving = True
        if not self._whole:  # nothing of it was acknowledged: who sends it sends it again
            self._expect(_LAST_BODY_S)
        super().shutdown()

    def _expect(self, within_s: float) -> None:
        """Close the connection unless the next part of the request is there in time."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self.loop.call_later(within_s, self._abort)

    def _expect_body(self) -> None:
        """Close the connection when its body is late: see again then how much of it came."""
        body_s = self.config.limits.body_s
        allowed_s = min(body_s + self._body_bytes / _LEAST_BYTES_S, max(body_s, _LONGEST_BODY_S))
        left_s = self._body_begun + allowed_s - self.loop.time()
        if left_s <= 0:
            self._abort()
            return
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self.loop.call_later(left_s, self._expect_body)

    def _abort(self) -> None:
        self.transport.abort()
