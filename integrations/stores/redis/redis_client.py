"""Connect to Redis or Valkey: one client a process, its errors as the ports' errors."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisClusterException, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from assistant.kit.breaker import Breaker, BreakerLimits
from assistant.kit.telemetry.metrics import BREAKERS
from assistant.ports import BrokerUnavailableError

PREFIX = "{comptoir}"
"""Begins every key but those of shards. A cluster keeps all keys with it on one server."""

FAULTS = (RedisError, RedisClusterException, OSError)
"""The errors of commands: of Redis, of a cluster whose servers are all away, of the network."""


def connect(
    url: str, *, timeout_s: float = 3.0, retries: int = 1, is_cluster: bool = False
) -> Redis:
    """Return a client of the server at `url`; it connects when first used.

    `url` is `redis://`, `rediss://` (TLS) or `unix://path`, of a cluster that of any server. The
    client of a cluster has the commands of the other. A command that finds its connection
    broken is sent `retries` times more on a new one, without a pause: the callers know how to go
    on without Redis, so they are told at once. `timeout_s` must exceed the wait for work.

    Raises:
        ValueError: the address is of no known scheme.
    """
    made: Any = (ServerCluster if is_cluster else Redis).from_url(
        url,
        protocol=2,  # one shape of answers, on every server
        retry=Retry(NoBackoff(), retries),
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
    )
    client: Redis = made
    return client


class ServerCluster(RedisCluster):
    """Send commands to the servers of a cluster."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - redis-py's
        try:
            return await super().execute_command(*args, **options)
        except AttributeError as error:  # redis-py: another command's fault closed its connection
            msg = "the connection was closed meanwhile"
            raise RedisConnectionError(msg) from error

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)  # type: ignore[no-untyped-call]  # redis-py has no types here
        for nodes in ("nodes_cache", "startup_nodes"):  # left open by redis-py after a fault
            await self.nodes_manager.aclose(nodes)


class _Hurried:
    """Send commands for requests that people wait for: one time limit, and one breaker for all.

    The first command that gets no answer opens the breaker, so that a request whose commands
    would all wait waits once, and the requests after it do not wait. A server that is back is found
    within `longest_s`.
    """

    within_s = 0.5
    impatient_s = 0.2  # a caller that gave up after this waited for the server
    late = 1.5  # times its limit: then this process was busy, which is no fault of the server
    breaker: Breaker

    async def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - redis-py's
        breaker, begun = self.breaker, time.monotonic()
        if not breaker.allows(begun):
            msg = "it did not answer a moment ago"
            raise RedisConnectionError(msg)
        try:
            async with asyncio.timeout(self.within_s):
                answer = await super().execute_command(*args, **options)  # type: ignore[misc]  # of the client
        except (RedisConnectionError, RedisTimeoutError, RedisClusterException, OSError):
            self._count(begun, self.within_s)
            raise
        except RedisError:  # an answer, though not the one that was hoped for
            breaker.succeeded()
            raise
        except BaseException:
            self._count(begun, self.impatient_s)
            raise
        if breaker.is_open:
            BREAKERS.labels("redis").set(0)
        breaker.succeeded()
        return answer

    def _count(self, begun: float, limit_s: float) -> None:
        """Count a failure, unless it was quick to be given up or this process was too late."""
        took_s = time.monotonic() - begun
        given_up = limit_s == self.impatient_s and took_s < limit_s
        if given_up or took_s > self.late * self.within_s:
            self.breaker.gave_up()
            return
        self.breaker.failed(time.monotonic())
        BREAKERS.labels("redis").set(1)


class HurriedRedis(_Hurried, Redis):  # type: ignore[misc]  # redis-py's own bases
    """Send commands to one server in a hurry."""


class HurriedCluster(_Hurried, ServerCluster):  # type: ignore[misc]
    """Send commands to the servers of a cluster in a hurry; one breaker for all of them."""


def connect_hurried(url: str, *, is_cluster: bool = False) -> Redis:
    """Return a client for requests that people wait for, of the server at `url`.

    Raises:
        ValueError: the address is of no known scheme.
    """
    made: Any = (HurriedCluster if is_cluster else HurriedRedis).from_url(
        url,
        protocol=2,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        socket_timeout=_Hurried.within_s,
        socket_connect_timeout=_Hurried.within_s,
    )
    made.breaker = Breaker(BreakerLimits(failures=1, pause_s=0.5, longest_s=4.0))
    client: Redis = made
    return client


@contextmanager
def broker_errors() -> Iterator[None]:
    """Raise every error of Redis or of the network as `BrokerUnavailableError`."""
    try:
        yield
    except FAULTS as error:
        # A refused command may quote what it was given; a lost connection quotes an address alone.
        is_away = isinstance(error, RedisConnectionError | RedisTimeoutError | OSError)
        told = f" ({error})" if is_away and str(error) else ""
        msg = f"redis: {type(error).__name__}{told}"
        raise BrokerUnavailableError(msg) from error
