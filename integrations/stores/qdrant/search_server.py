"""Ask a Qdrant server within a limit of time, and leave it alone while it fails."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import structlog
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from assistant.kit.breaker import Breaker, BreakerLimits
from assistant.kit.telemetry.metrics import BREAKERS
from retrieval.ports import StoreMismatchError, StoreUnavailableError

T = TypeVar("T")

ENDPOINT = "search"
"""Name of the server among the endpoints whose breakers are measured."""

_REFUSES_KEY = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_MISFITS = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
)

log = structlog.get_logger(__name__)


_USUAL_BREAKER = BreakerLimits(failures=3, pause_s=1.0, longest_s=10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimits:
    """Limit the time of a search, and the failures after which no more is tried for a while."""

    within_s: float = 2.0  # a search takes some 10 ms, and a turn ends with the first that fails
    breaker: BreakerLimits = _USUAL_BREAKER


USUAL_LIMITS = SearchLimits()


class SearchServer:
    """Send searches to one server; the breaker is that of all versions in this process."""

    def __init__(self, url: str, limits: SearchLimits) -> None:
        self.address = address_of(url)
        self._within_s = limits.within_s
        self._breaker = Breaker(limits.breaker)
        self._fault: StoreUnavailableError | None = None  # the last one

    async def ask(self, search: Callable[[], Awaitable[T]]) -> T:
        """Return the result of `search`; it is sent again at once if its connection breaks.

        Raises:
            StoreUnavailableError: the server is away, slow or broken, or was a moment ago.
            StoreMismatchError: it does not hold the whole version.
        """
        if not self._breaker.allows(time.monotonic()):
            raise self._said_last()
        try:
            with store_errors(self.address):
                async with asyncio.timeout(self._within_s):
                    found = await _sent(search)
        except StoreUnavailableError as error:
            self._failed(error)
            raise
        except BaseException:
            self._breaker.gave_up()
            raise
        if self._fault is not None:
            self._fault = None
            BREAKERS.labels(ENDPOINT).set(0)
            log.info("search.back", address=self.address)
        self._breaker.succeeded()
        return found

    def _failed(self, error: StoreUnavailableError) -> None:
        log.warning("search.failed", reason=str(error))
        self._fault = error
        self._breaker.failed(time.monotonic())
        BREAKERS.labels(ENDPOINT).set(self._breaker.is_open)

    def _said_last(self) -> StoreUnavailableError:
        last = self._fault
        return type(last)(str(last)) if last else StoreUnavailableError(self.address)


async def _sent(search: Callable[[], Awaitable[T]]) -> T:
    """Send a search, and again if a kept connection turns out to be closed."""
    try:
        return await search()
    except ResponseHandlingException as error:
        broken = isinstance(error.source, httpx.TransportError)
        if not broken or isinstance(error.source, httpx.TimeoutException):
            raise
    return await search()


def address_of(url: str) -> str:
    """Return the address of a server without the name and the password that may stand in it."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


@contextmanager
def store_errors(address: str) -> Iterator[None]:
    """Raise every error of the server, the network or the client as the store's."""
    try:
        yield
    except StoreUnavailableError:
        raise
    except Exception as error:
        # The client fails in as many ways as a server answers: the search has no result in each.
        raise _as_store_error(error, address) from error


def _as_store_error(error: Exception, address: str) -> StoreUnavailableError:
    """Return the error as the store's; it quotes nothing that was asked or answered."""
    server = f"the search engine at {address}"
    if not isinstance(error, UnexpectedResponse):
        source = error.source if isinstance(error, ResponseHandlingException) else error
        return StoreUnavailableError(f"{server} does not answer ({type(source).__name__})")
    if error.status_code in _REFUSES_KEY:
        return StoreUnavailableError(f"{server} refuses the key")
    if error.status_code in _MISFITS:
        said = f"{server} does not have this index ({error.status_code}): run `comptoir index`"
        return StoreMismatchError(said)
    return StoreUnavailableError(f"{server} fails ({error.status_code})")
