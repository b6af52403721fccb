"""A small WooCommerce: its REST API over real HTTP, with its rules, its errors and its webhooks."""

import asyncio
import base64
import contextlib
import copy
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.simulators.http_server import served
from tests.support.simulators.woocommerce import lists, store_api
from tests.support.simulators.woocommerce.changes import Changes, RefusedError
from tests.support.simulators.woocommerce.store import Json, Store

KEY, SECRET = "ck_0123456789abcdef", "cs_fedcba9876543210"
_ROOT = "/wp-json/wc/v3/"
_WORDPRESS = "/wp-json/wp/v2/"
_MAX_FAILURES = 5


@dataclass
class Fault:
    """Something that goes wrong with requests of one method and path, or of any."""

    status: int
    method: str = ""  # "": any
    path: str = ""  # a pattern, such as r"orders/\d+/refunds"; "": any
    after_the_work: bool = False  # it is done, and only the answer is lost
    times: int = 1
    retry_after: str = ""
    until: asyncio.Event | None = None  # it is answered only then
    body: str = "<html><body>Service Unavailable</body></html>"  # of the host, not WordPress


@dataclass
class Webhook:
    """Where a topic is posted to; switched off after more than five failures in a row."""

    topic: str
    url: str
    secret: str
    webhook_id: int = 142
    failures: int = 0
    active: bool = True


@dataclass
class WooSimulator:
    """One shop; tests look into it and steer it."""

    store: Store = field(default_factory=Store)
    may_write: bool = True
    gives_pages: bool = True  # some shops close WordPress's own API
    delay_s: float = 0.0  # before each answer
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # (method, path), as they came
    done: list[tuple[str, str]] = field(default_factory=list)  # writes that had an effect
    webhooks: list[Webhook] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.changes = Changes(self.store)
        self.carts = store_api.StoreApi(self.store)

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator["WooSimulator"]:
        carts = Route(f"{store_api.ROOT}{{path:path}}", self.carts.answer, methods=["GET", "POST"])
        pages = Route(f"{_WORDPRESS}pages", self._give_pages)
        route = Route("/{path:path}", self._answer, methods=["GET", "POST", "PUT", "DELETE"])
        async with served(Starlette(routes=[carts, pages, route])) as self.url:
            yield self

    async def deliver(self, http: httpx.AsyncClient) -> list[int]:
        """Post what has changed since the last time; returns the statuses that came back."""
        changed, self.store.changed = self.store.changed, []
        return [
            await self._post(http, one, row)
            for topic, row in changed
            for one in self.webhooks
            if one.active and one.topic == topic
        ]

    async def _post(self, http: httpx.AsyncClient, webhook: Webhook, row: Json) -> int:
        body = json.dumps(row, ensure_ascii=False).encode()
        at = self.store.now().replace(microsecond=0)
        response = await http.post(
            webhook.url, content=body, headers=headers(webhook, body, str(at))
        )
        if response.status_code < httpx.codes.SEE_OTHER:
            webhook.failures = 0
        elif webhook.failures > _MAX_FAILURES:
            webhook.active = False
        else:
            webhook.failures += 1
        return response.status_code

    async def _answer(self, request: Request) -> Response:
        path = request.url.path.removeprefix(_ROOT)
        self.asked.append((request.method, path))
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        fault = self._fault(request.method, path)
        if fault is not None and fault.until is not None:
            await fault.until.wait()
        if fault is not None and not fault.after_the_work:
            return _failed(fault)
        try:
            answer = await self._run(request, path)
        except RefusedError as refused:
            data = {"status": refused.status}
            said = {"code": refused.code, "message": refused.message, "data": data}
            answer = JSONResponse(said, refused.status)
        return _failed(fault) if fault is not None else answer

    async def _give_pages(self, request: Request) -> Response:
        """Give WordPress's pages; who comes with a name that WordPress does not know is refused."""
        self.asked.append((request.method, "wordpress/pages"))
        if "Authorization" in request.headers:
            return JSONResponse({"code": "invalid_username"}, 401)
        if not self.gives_pages:
            return JSONResponse({"code": "rest_no_route"}, 404)
        params = request.query_params
        try:
            return _listed(lists.pages(self.store, dict(params)), dict(params))
        except RefusedError as refused:
            return JSONResponse({"code": refused.code}, refused.status)

    def _fault(self, method: str, path: str) -> Fault | None:
        for one in self.faults:
            fits = one.method in ("", method) and re.fullmatch(one.path or ".*", path)
            if one.times > 0 and fits:
                one.times -= 1
                return one
        return None

    async def _run(self, request: Request, path: str) -> Response:
        writes = request.method != "GET"
        self._authorize(request, writes=writes)
        if not request.url.path.startswith(_ROOT):
            raise RefusedError(404, "rest_no_route")
        if writes:
            answer = self._write(path, await request.json())
            self.done.append((request.method, path))
            return JSONResponse(copy.deepcopy(answer), 201 if request.method == "POST" else 200)
        found = self._find(path, dict(request.query_params))
        if isinstance(found, dict):
            return JSONResponse(found)
        return _listed(found, dict(request.query_params))

    def _authorize(self, request: Request, *, writes: bool) -> None:
        given = request.headers.get("Authorization", "")
        wanted = f"Basic {base64.b64encode(f'{KEY}:{SECRET}'.encode()).decode()}"
        if given != wanted:
            raise RefusedError(401, "woocommerce_rest_cannot_view")
        if writes and not self.may_write:
            raise RefusedError(401, "woocommerce_rest_authentication_error")

    def _find(  # noqa: PLR0911  # one line a route
        self, path: str, params: dict[str, str]
    ) -> Json | list[Json]:
        store, parts = self.store, path.split("/")
        if parts[0] == "orders":
            return self._find_order(parts[1:], params)
        one = {
            "customers": (store.customers, "woocommerce_rest_invalid_id"),
            "products": (store.products, "woocommerce_rest_product_invalid_id"),
        }
        match parts:
            case ["customers"]:
                return lists.customers(store, params)
            case ["products"]:
                return lists.products(store, params)
            case ["coupons"]:
                return lists.coupons(store, params)
            case [("customers" | "products") as kind, number] if number != "categories":
                return _of(one[kind][0], number, one[kind][1])
            case ["products", product_id, "variations"]:
                return lists.variations(store, int(product_id), params)
        return self._find_setting(parts, params)

    def _find_order(self, parts: list[str], params: dict[str, str]) -> Json | list[Json]:
        match parts:
            case []:
                return lists.orders(self.store, params)
            case [order_id]:
                return self._order(order_id)
            case [order_id, "refunds"]:
                return self.store.refunds.get(self._order(order_id)["id"], [])
            case [order_id, "notes"]:
                return self.store.notes.get(self._order(order_id)["id"], [])
        raise RefusedError(404, "rest_no_route")

    def _find_setting(self, parts: list[str], params: dict[str, str]) -> Json | list[Json]:
        store = self.store
        match parts:
            case ["data", "currencies", "current"]:
                return {"code": store.currency, "name": store.currency, "symbol": ""}
            case ["products", "categories"]:
                return lists.categories(store, params)
            case ["settings", "advanced"]:
                return [{"id": name, "value": one} for name, one in store.page_settings.items()]
            case ["payment_gateways"]:
                return list(store.gateways.values())
            case ["payment_gateways", gateway] if gateway in store.gateways:
                return store.gateways[gateway]
            case ["payment_gateways", _]:
                raise RefusedError(404, "woocommerce_rest_payment_gateway_invalid")
        raise RefusedError(404, "rest_no_route")

    def _write(self, path: str, given: Json) -> Json:
        match path.split("/"):
            case ["orders"]:
                return self.changes.create_order(given)
            case ["coupons"]:
                return self.changes.create_coupon(given)
            case ["orders", order_id]:
                return self.changes.update_order(self._order(order_id), given)
            case ["orders", order_id, "refunds"]:
                return self.changes.create_refund(self._order(order_id), given)
            case ["orders", order_id, "notes"]:
                return self.changes.create_note(self._order(order_id), given)
            case ["customers", customer_id]:
                found = _of(self.store.customers, customer_id, "woocommerce_rest_invalid_id")
                return self.changes.update_customer(found, given)
        raise RefusedError(404, "rest_no_route")

    def _order(self, order_id: str) -> Json:
        return _of(self.store.orders, order_id, "woocommerce_rest_shop_order_invalid_id")


def headers(webhook: Webhook, body: bytes, second: str) -> dict[str, str]:
    """Return a delivery's headers; its id is of the webhook and the second, as WooCommerce's is."""
    signature = hmac.digest(webhook.secret.encode(), body, hashlib.sha256)
    resource, _, event = webhook.topic.partition(".")
    delivery = hashlib.md5(f"{webhook.webhook_id}{second}".encode(), usedforsecurity=False)
    return {
        "Content-Type": "application/json",
        "User-Agent": "WooCommerce/10.3.5 Hookshot (WordPress/6.8.3)",
        "X-WC-Webhook-Source": "https://iroise.example/",
        "X-WC-Webhook-Topic": webhook.topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-WC-Webhook-ID": str(webhook.webhook_id),
        "X-WC-Webhook-Delivery-ID": delivery.hexdigest(),
    }


def _listed(rows: list[Json], params: dict[str, str]) -> Response:
    page = lists.paged(rows, params)
    told = {"X-WP-Total": str(page.total), "X-WP-TotalPages": str(page.pages)}
    return JSONResponse(page.rows, headers=told)


def _of(rows: dict[int, Json], number: str, code: str) -> Json:
    if not number.isdigit():
        raise RefusedError(404, "rest_no_route")
    if int(number) not in rows:
        raise RefusedError(404, code)
    return rows[int(number)]


def _failed(fault: Fault) -> Response:
    told = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    return Response(fault.body, fault.status, told)
