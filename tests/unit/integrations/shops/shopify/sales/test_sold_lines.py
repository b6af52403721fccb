"""What a large store sold: a few pages, and the rest in bulk."""

import asyncio
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.sales import SoldLine
from integrations.shops.shopify.client import FILE_PATIENCE_S, AdminClient
from integrations.shops.shopify.sales import bulk_lists
from integrations.shops.shopify.sales.sold_lines import MANY, sold_since
from tests.support.patience import Time, until
from tests.support.simulators.shopify.server import Fault, ShopifySimulator

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PER_PAGE = 8
ORDERS = PER_PAGE * MANY + 90


@pytest.fixture
async def large(simulator: ShopifySimulator) -> ShopifySimulator:
    """A store with so many orders, of two lines each; every tenth is cancelled."""
    simulator.maximum = 1e9
    simulator.refill()
    pattern = next(one for one in simulator.store.orders.values() if not one["cancelledAt"])
    simulator.store.orders.clear()
    for number in range(ORDERS):
        order = deepcopy(pattern)
        order["id"] = f"gid://shopify/Order/{number}"
        # Some are of the same second, as the last that was read page by page is.
        order["createdAt"] = f"{BEGIN + timedelta(seconds=number // 3):%Y-%m-%dT%H:%M:%SZ}"
        order["cancelledAt"] = order["createdAt"] if number % 10 == 0 else None
        line = order["lineItems"][0]
        order["lineItems"] = [
            {**line, "id": f"gid://shopify/LineItem/{number}{at}", "title": f"{number}-{at}"}
            for at in range(2)
        ]
        simulator.store.orders[order["id"]] = order
    return simulator


async def read(client: AdminClient, since: datetime = BEGIN) -> list[SoldLine]:
    return [line async for line in sold_since(client, since)]


def sold(first: int = 0) -> list[str]:
    return sorted(f"{n}-{at}" for n in range(first, ORDERS) if n % 10 for at in range(2))


class TestALargeStore:
    async def test_is_read_in_bulk_after_some_pages_and_every_line_once(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        lines = await read(client)

        assert sorted(line.title for line in lines) == sold()
        assert large.asked.count("OrdersSince") == MANY
        assert large.bulk.sent == 1

    async def test_has_the_same_lines_as_page_by_page(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        in_bulk = await read(client)
        large.bulk.fails = "TIMEOUT"
        by_page = await read(client)

        assert Counter(in_bulk) == Counter(by_page)

    async def test_is_read_though_the_file_breaks_off_at_first(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        large.bulk.breaks = 2

        assert sorted(line.title for line in await read(client)) == sold()
        assert (large.bulk.broken, large.bulk.sent) == (2, 1)
        assert large.asked.count("OrdersSince") == MANY

    async def test_is_asked_for_no_more_than_is_needed(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        lines = await read(client, BEGIN + timedelta(seconds=(ORDERS - 30) // 3))

        assert len(lines) == len(sold(ORDERS - 30 - (ORDERS - 30) % 3))
        assert large.bulk.operations == {}


class TestWhenBulkCannotBeHad:
    @pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "TIMEOUT", "ACCESS_DENIED"])
    async def test_because_it_failed_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient, code: str
    ) -> None:
        large.bulk.fails = code

        lines = await read(client)

        assert sorted(line.title for line in lines) == sold()
        assert large.bulk.sent == 0  # half a file is none

    async def test_because_others_run_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        query = "{ orders { edges { node { id } } } }"
        for _ in range(5):
            large.bulk.bulk_operation_run_query({"query": query, "groupObjects": False})

        assert sorted(line.title for line in await read(client)) == sold()
        assert len(large.bulk.operations) == 5

    async def test_because_nobody_knows_whether_it_runs_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        large.faults.append(Fault(status=500, operation="RunInBulk", after_the_work=True))

        assert sorted(line.title for line in await read(client)) == sold()

    async def test_because_the_disk_is_full_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = Path("/dev/full").open("w+b")  # noqa: ASYNC230, SIM115  # the reader closes it
        monkeypatch.setattr(bulk_lists, "TemporaryFile", lambda: full)

        assert sorted(line.title for line in await read(client)) == sold()
        assert large.bulk.sent == 1
        assert full.closed

    async def test_because_no_file_can_be_made_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", "/nowhere")

        assert sorted(line.title for line in await read(client)) == sold()
        assert large.bulk.operations == {}

    @pytest.mark.parametrize("url", ["http://a\x00b", "ftp://file", "x"])
    async def test_because_its_address_makes_no_sense_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient, url: str
    ) -> None:
        ended = large.bulk._end  # noqa: SLF001  # what Shopify never writes

        def garble(operation: dict[str, object]) -> None:
            ended(operation)
            operation["url"] = url

        large.bulk._end = garble  # type: ignore[method-assign]  # noqa: SLF001

        assert sorted(line.title for line in await read(client)) == sold()

    async def test_because_its_file_is_too_large_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk_lists, "MAX_BYTES", 1000)

        assert sorted(line.title for line in await read(client)) == sold()
        assert large.bulk.sent == 1  # what is too large is not tried again

    async def test_because_its_file_breaks_off_again_and_again_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient, time: Time
    ) -> None:
        large.bulk.breaks = 10**6
        began = time.now()

        assert sorted(line.title for line in await read(client)) == sold()
        assert time.now() - began <= 2 * FILE_PATIENCE_S

    async def test_because_its_file_has_ended_it_goes_on_page_by_page(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        clock = large.store.now()
        large.store.now = lambda: clock
        ended = large.bulk._end  # noqa: SLF001  # the moment between

        def end_and_wait(operation: dict[str, object]) -> None:
            ended(operation)
            large.store.now = lambda: clock + timedelta(days=8)

        large.bulk._end = end_and_wait  # type: ignore[method-assign]  # noqa: SLF001

        assert sorted(line.title for line in await read(client)) == sold()
        assert large.bulk.sent == 0

    async def test_in_time_it_is_stopped(
        self, large: ShopifySimulator, client: AdminClient, time: Time
    ) -> None:
        large.bulk.looks = 10**6
        began = time.now()

        lines = await read(client)

        assert sorted(line.title for line in lines) == sold()
        assert [one["status"] for one in large.bulk.operations.values()] == ["CANCELED"]
        assert time.now() - began >= bulk_lists.PATIENCE_S

    async def test_because_we_are_stopped_so_is_it(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        large.bulk.looks = 10**6
        reading = asyncio.create_task(read(client))
        asked = asyncio.Event()
        large.faults.append(Fault(status=500, operation="Bulk", until=asked))

        async def looked() -> bool:
            return "Bulk" in large.asked

        await until(looked)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

        assert [one["status"] for one in large.bulk.operations.values()] == ["CANCELED"]

    async def test_because_a_line_makes_no_sense_nothing_is_made_up(
        self, large: ShopifySimulator, client: AdminClient
    ) -> None:
        ended = large.bulk._end  # noqa: SLF001  # what Shopify never writes

        def garble(operation: dict[str, object]) -> None:
            ended(operation)
            [lines] = large.bulk._lines.values()  # noqa: SLF001
            lines[3] = lines[3][:10]

        large.bulk._end = garble  # type: ignore[method-assign]  # noqa: SLF001

        with pytest.raises(ShopUnavailableError, match="makes no sense"):
            await read(client)


class TestABulkQuery:
    @pytest.mark.parametrize(
        "query",
        [
            "{ shop { id } }",
            "query Q($q: String) { orders(query: $q) { edges { node { id } } } }",
            "{ orders { edges { node { id } } } customers { nodes { id } } }",
        ],
    )
    async def test_that_breaks_a_rule_is_refused(
        self, large: ShopifySimulator, client: AdminClient, query: str
    ) -> None:
        async with bulk_lists.run(client, query) as file:
            assert file is None
        assert large.bulk.operations == {}
