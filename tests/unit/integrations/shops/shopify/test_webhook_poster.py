from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from assistant.kit.web.signed_webhooks import ShopEvent, Webhooks, routes
from integrations.shops.shopify.webhook_poster import MAX_BYTES, PATH, poster
from tests.support.memory.stock_notes import Notes
from tests.support.simulators.shopify.webhooks import headers, payload

DOMAIN = "iroise.myshopify.com"
SECRETS = ("new", "old")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


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
        routes(Webhooks(poster=poster(DOMAIN), secrets=SECRETS, clock=StoppedClock(), note=notes))
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        yield http


async def deliver(
    http: httpx.AsyncClient,
    topic: str,
    *,
    secret: str = SECRETS[0],
    delivery_id: str = "",
    body: bytes | None = None,
    domain: str = DOMAIN,
) -> int:
    sent = payload(topic) if body is None else body
    given = headers(topic, sent, secret=secret, domain=domain, delivery_id=delivery_id)
    answer = await http.post(PATH, content=sent, headers=given)
    return answer.status_code


class TestADelivery:
    @pytest.mark.parametrize(
        ("topic", "resource_id"),
        [
            ("orders/updated", "gid://shopify/Order/820982911946154508"),
            ("orders/edited", "gid://shopify/Order/450789469"),
            ("products/update", "gid://shopify/Product/788032119674292922"),
            ("inventory_levels/update", ""),
        ],
    )
    async def test_says_what_has_changed(
        self, http: httpx.AsyncClient, notes: Notes, topic: str, resource_id: str
    ) -> None:
        assert await deliver(http, topic, delivery_id="d1") == 200

        expected = ShopEvent(
            topic=topic,
            resource_id=resource_id,
            is_stock=not topic.startswith("orders/"),
            delivery_id="d1",
            at=NOW,
        )
        assert notes.taken == [expected]

    @pytest.mark.parametrize("secret", ["new", "old"])
    async def test_is_believed_with_either_secret_during_a_rotation(
        self, http: httpx.AsyncClient, secret: str
    ) -> None:
        assert await deliver(http, "orders/updated", secret=secret) == 200

    async def test_is_refused_with_another_secret(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        assert await deliver(http, "orders/updated", secret="stolen") == 401
        assert notes.taken == []

    @pytest.mark.parametrize("signature", ["", "not base64", "YWJj", "é"])
    async def test_is_refused_without_a_signature(
        self, http: httpx.AsyncClient, signature: str
    ) -> None:
        body = payload("orders/updated")
        given = headers("orders/updated", body, secret="new", domain=DOMAIN)
        given["X-Shopify-Hmac-Sha256"] = signature
        encoded = [(name.encode(), value.encode()) for name, value in given.items()]

        answer = await http.post(PATH, content=body, headers=encoded)

        assert answer.status_code == 401

    async def test_is_refused_if_one_byte_is_another(self, http: httpx.AsyncClient) -> None:
        body = payload("orders/updated")
        given = headers("orders/updated", body, secret="new", domain=DOMAIN)

        answer = await http.post(PATH, content=body.replace(b"#9999", b"#9998"), headers=given)

        assert answer.status_code == 401

    async def test_of_another_store_is_refused(self, http: httpx.AsyncClient) -> None:
        assert await deliver(http, "orders/updated", domain="other.myshopify.com") == 401

    async def test_is_told_of_once(self, http: httpx.AsyncClient, notes: Notes) -> None:
        for _ in range(3):
            assert await deliver(http, "orders/updated", delivery_id="d1") == 200
        await deliver(http, "orders/updated", delivery_id="d2")

        assert [one.delivery_id for one in notes.taken] == ["d1", "d2"]

    async def test_that_could_not_be_noted_is_taken_again(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        notes.failures = 1

        assert await deliver(http, "orders/updated", delivery_id="d1") == 500
        assert await deliver(http, "orders/updated", delivery_id="d1") == 200
        assert len(notes.taken) == 1

    async def test_without_a_name_is_told_of_each_time(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        body = payload("orders/updated")
        given = headers("orders/updated", body, secret="new", domain=DOMAIN)
        del given["X-Shopify-Webhook-Id"]

        for _ in range(2):
            await http.post(PATH, content=body, headers=given)

        assert len(notes.taken) == 2

    async def test_of_a_topic_nobody_wants_is_acknowledged(
        self, http: httpx.AsyncClient, notes: Notes
    ) -> None:
        assert await deliver(http, "carts/update", body=b"{}") == 200
        assert notes.taken == []

    @pytest.mark.parametrize("body", [b"[]", b"{", b"\xff"])
    async def test_that_makes_no_sense_is_refused(
        self, http: httpx.AsyncClient, body: bytes
    ) -> None:
        assert await deliver(http, "orders/updated", body=body) == 400

    async def test_that_is_too_large_is_refused(self, http: httpx.AsyncClient) -> None:
        assert await deliver(http, "orders/updated", body=b"x" * (MAX_BYTES + 1)) == 413

    async def test_leaves_nothing_of_a_person_in_the_log(self, http: httpx.AsyncClient) -> None:
        with capture_logs() as logged:
            await deliver(http, "orders/updated")
            await deliver(http, "orders/updated", secret="stolen")

        assert len(logged) == 2
        assert not any(word in str(logged) for word in ("john", "jon@", "Smith", "9999"))
