from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from assistant.kit.web.signed_webhooks import Webhooks, routes
from integrations.shops.woocommerce.webhook_poster import MAX_BYTES, PATH, poster
from tests.support.memory.stock_notes import Notes
from tests.support.seeds.shop_records import RECORDS
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import Webhook, WooSimulator, headers

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BODY = b'{"id": 1001, "status": "processing"}'


class StoppedClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def http(notes: Notes) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(
        routes(Webhooks(poster=poster(), secrets=("new", "old"), clock=StoppedClock(), note=notes))
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        yield http


async def deliver(
    http: httpx.AsyncClient,
    topic: str = "order.updated",
    body: bytes = BODY,
    *,
    secret: str | None = None,
) -> int:
    webhook = Webhook(topic=topic, url=PATH, secret="new" if secret is None else secret)
    response = await http.post(PATH, content=body, headers=headers(webhook, body, "1"))
    return response.status_code


class TestADelivery:
    @pytest.mark.parametrize("secret", ["new", "old"])
    async def test_is_told_of_when_it_is_signed(
        self, http: httpx.AsyncClient, notes: Notes, secret: str
    ) -> None:
        assert await deliver(http, secret=secret) == 200
        [event] = notes.taken
        assert (event.topic, event.resource_id, event.at) == ("order.updated", "1001", NOW)

    @pytest.mark.parametrize("secret", ["other", ""])
    async def test_is_refused_otherwise(
        self, http: httpx.AsyncClient, notes: Notes, secret: str
    ) -> None:
        assert await deliver(http, secret=secret) == 401
        assert notes.taken == []

    async def test_is_signed_as_it_came(self, http: httpx.AsyncClient, notes: Notes) -> None:
        webhook = Webhook(topic="order.updated", url=PATH, secret="new")

        answer = await http.post(PATH, content=BODY + b" ", headers=headers(webhook, BODY, "1"))

        assert answer.status_code == 401
        assert notes.taken == []

    async def test_is_told_of_once(self, http: httpx.AsyncClient, notes: Notes) -> None:
        assert await deliver(http) == 200
        assert await deliver(http) == 200
        assert len(notes.taken) == 1

    async def test_of_another_thing_in_the_same_second_is_told_of_too(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        await deliver(http)
        await deliver(http, body=b'{"id": 1002}')

        assert len({one.delivery_id for one in notes.taken}) == 1
        assert [one.resource_id for one in notes.taken] == ["1001", "1002"]

    async def test_that_failed_is_told_of_again(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        notes.failures = 1

        assert await deliver(http) == 500
        assert await deliver(http) == 200
        assert len(notes.taken) == 1

    async def test_of_a_variation_names_its_product(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        body = b'{"id": 77, "type": "variation", "parent_id": 12}'

        await deliver(http, "product.updated", body)

        assert notes.taken[0].resource_id == "12"

    async def test_that_nobody_wants_is_taken_and_told_to_nobody(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        assert await deliver(http, "coupon.created") == 200
        assert notes.taken == []

    @pytest.mark.parametrize("body", [b"[]", b"{}", b'{"id": "x"}', b"nothing"])
    async def test_without_sense_is_refused(self, http: httpx.AsyncClient, body: bytes) -> None:
        assert await deliver(http, body=body) == 400

    async def test_that_is_too_long_is_refused(self, http: httpx.AsyncClient) -> None:
        assert await deliver(http, body=b" " * (MAX_BYTES + 1)) == 413

    async def test_leaves_nothing_of_its_body_in_logs(self, http: httpx.AsyncClient) -> None:
        with capture_logs() as logs:
            await deliver(http, body=b'{"id": 5, "billing": {"email": "lea@example.com"}}')
            await deliver(http, secret="other")

        assert [one["event"] for one in logs] == [
            "webhooks.taken",
            "webhooks.refused",
        ]
        assert "lea" not in str(logs)


async def test_the_ping_of_a_new_webhook_is_answered(http: httpx.AsyncClient, notes: Notes) -> None:
    answer = await http.post(PATH, content=b"webhook_id=142")

    assert answer.status_code == 200
    assert notes.taken == []


async def test_what_changes_in_a_shop_comes_here(http: httpx.AsyncClient, notes: Notes) -> None:
    simulator = WooSimulator()
    Seed(simulator.store).fill(RECORDS)
    simulator.webhooks = [
        Webhook(topic=topic, url=PATH, secret="new")
        for topic in ("order.updated", "product.updated")
    ]

    simulator.changes.update_order(simulator.store.orders[1001], {"status": "cancelled"})
    statuses = await simulator.deliver(http)

    assert statuses == [200, 200]
    assert {one.topic for one in notes.taken} == {"order.updated", "product.updated"}


async def test_a_webhook_that_fails_too_often_is_switched_off(http: httpx.AsyncClient) -> None:
    simulator = WooSimulator()
    Seed(simulator.store).fill(RECORDS)
    webhook = Webhook(topic="order.updated", url=PATH, secret="wrong")
    simulator.webhooks = [webhook]

    for _ in range(7):
        simulator.changes.update_order(simulator.store.orders[1001], {})
        await simulator.deliver(http)

    assert not webhook.active
