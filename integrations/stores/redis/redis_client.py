"""Connect to Redis or Valkey: one client a process, its errors as the ports' errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from assistant.ports import BrokerUnavailableError

PREFIX = "{comptoir}"
"""Begins every key. The braces keep all keys in one slot of a cluster."""


def connect(url: str, *, timeout_s: float = 3.0, retries: int = 1) -> Redis:
    """Return a client of the server at `url`; it connects when first used.

    `url` is `redis://`, `rediss://` (TLS) or `unix://path`. A command that finds its connection
    broken is sent `retries` times more on a new one, without a pause: the callers know how to go
    on without Redis, so they are told at once. `timeout_s` must exceed the wait for work.

    Raises:
        ValueError: the address is of no known scheme.
    """
    return Redis.from_url(
        url,
        protocol=2,  # one shape of answers, on every server
        retry=Retry(NoBackoff(), retries),
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
    )


@contextmanager
def broker_errors() -> Iterator[None]:
    """Raise every error of Redis or of the network as `BrokerUnavailableError`."""
    try:
        yield
    except (RedisError, OSError) as error:
        msg = f"redis: {type(error).__name__}"
        raise BrokerUnavailableError(msg) from error
