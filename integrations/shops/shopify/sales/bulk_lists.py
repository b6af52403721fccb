"""Read lists that are too long to be asked for page by page: Shopify writes them into a file.

Nothing depends on it: an app may run so many at a time, and one may fail. The caller goes on
page by page then.
Source: shopify.dev/docs/api/usage/bulk-operations/queries
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO

import structlog

from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import Id, ShopifyPayload, read
from integrations.shops.shopify.client import AdminClient, Json

PATIENCE_S = 4 * 3600.0
"""After which the operation is stopped: the pages that were read meanwhile would be as many."""

_LOOK_S, _LONGEST_LOOK_S = 2.0, 60.0  # between two looks; doubles
_STILL = frozenset({"CREATED", "RUNNING"})
_LINES = 1_000  # read at once

MAX_BYTES = 1 << 30
"""Of a file: millions of lines. What a longer one would hold is read page by page."""

log = structlog.get_logger(__name__)


class _Operation(ShopifyPayload):
    id: Id
    status: str
    error_code: str | None = None
    url: str | None = None  # for seven days; null of a list without anything


@asynccontextmanager
async def run(client: AdminClient, query: str) -> AsyncIterator[BinaryIO | None]:
    """Run `query` in bulk, and yield a file of its results; None: the store gives no file.

    `query` has one list, with `edges`, and at most one more in it; both with ids.
    """
    try:
        file = await asyncio.to_thread(TemporaryFile)  # it has no name, and goes when closed
    except OSError as error:
        log.warning("shopify.bulk_failed", why=type(error).__name__)
        yield None
        return
    try:
        yield file if await _fetch(client, query, file) else None
    finally:
        with suppress(OSError):  # on a full disk, of what was still to be written
            file.close()


async def _fetch(client: AdminClient, query: str, into: BinaryIO) -> bool:
    """Write the results of `query` into a file; return False if the store gives none."""
    try:
        operation = await _begin(client, query)
        if operation is None:
            return False
        ended = await _wait(client, operation)
        if ended.status != "COMPLETED":
            log.warning("shopify.bulk_failed", status=ended.status, why=ended.error_code)
            return False
        if ended.url:
            await client.fetch(ended.url, into, at_most=MAX_BYTES)
    except (ShopRefusedError, ShopUnavailableError, OSError) as error:
        log.warning("shopify.bulk_failed", why=type(error).__name__)
        return False
    return True


async def lines(file: BinaryIO) -> AsyncIterator[Json]:
    """Yield the objects that were written, each after the one that it is in.

    Raises:
        ShopUnavailableError: a line makes no sense.
    """
    await asyncio.to_thread(file.seek, 0)
    while some := await asyncio.to_thread(lambda: list(islice(file, _LINES))):
        for line in some:
            try:
                one: Json = json.loads(line)
            except ValueError:
                msg = "Shopify's file has a line that makes no sense"
                raise ShopUnavailableError(msg) from None
            yield one


async def _begin(client: AdminClient, query: str) -> _Operation | None:
    said = (await client.tell(graphql_queries.RUN_IN_BULK, query=query))["bulkOperationRunQuery"]
    if said["bulkOperation"] is None:
        codes = sorted({str(one.get("code")) for one in said["userErrors"]})
        log.info("shopify.bulk_not_now", why=", ".join(codes))
        return None
    return read(_Operation, said["bulkOperation"])


async def _wait(client: AdminClient, operation: _Operation) -> _Operation:
    """Return the operation at its end, or as it was stopped."""
    pace, pause_s = client.pace, _LOOK_S
    until = pace.now() + PATIENCE_S
    try:
        while operation.status in _STILL and pace.now() < until:
            await pace.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_LOOK_S)
            said = await client.ask(graphql_queries.BULK, id=operation.id)
            operation = read(_Operation, said["bulkOperation"])
    finally:
        if operation.status in _STILL:  # also where we are asked to stop
            with suppress(ShopUnavailableError):
                await client.ask(graphql_queries.CANCEL_BULK, id=operation.id)
    return operation
