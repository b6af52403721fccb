"""A small Shopify: its Admin API over real HTTP, with its limits, its errors and its webhooks."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_named_type,
    parse,
    validate,
)
from graphql.execution import get_directive_values
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.simulators.http_server import served
from tests.support.simulators.shopify import cost
from tests.support.simulators.shopify.bulk_operations import FILES, Bulk
from tests.support.simulators.shopify.edits import Edits
from tests.support.simulators.shopify.goodwill import Goodwill
from tests.support.simulators.shopify.mutations import Mutations
from tests.support.simulators.shopify.queries import WHOLE, Queries, limit_list, page_list
from tests.support.simulators.shopify.store import Info, Json, Store, bought, refunded
from tests.support.simulators.shopify.storefront import Storefront

TOKEN = "shpat_0123456789abcdef"
VERSION = "2026-10"
_SDL = (Path(__file__).parent / "schema.graphql").read_text(encoding="utf-8")
_PLAIN = build_schema(_SDL)
_SCOPES = {
    ("Query", "order"): "read_orders",
    ("Query", "orders"): "read_orders",
    ("Query", "customer"): "read_customers",
    ("Query", "customerByIdentifier"): "read_customers",
    ("Query", "customers"): "read_customers",
    ("Query", "giftCards"): "read_gift_cards",
    ("Query", "product"): "read_products",
    ("Query", "products"): "read_products",
    ("Query", "pages"): "read_content",
    ("Shop", "shopPolicies"): "read_legal_policies",
    ("Customer", "storeCreditAccounts"): "read_store_credit_accounts",
    ("Product", "translations"): "read_translations",
    ("ProductVariant", "inventoryItem"): "read_inventory",
    ("Order", "returns"): "read_returns",
    ("Mutation", "orderCancel"): "write_orders",
    ("Mutation", "orderUpdate"): "write_orders",
    ("Mutation", "refundCreate"): "write_orders",
    ("Mutation", "returnCreate"): "write_returns",
    ("Mutation", "orderEditBegin"): "write_order_edits",
    ("Mutation", "draftOrderCreate"): "write_draft_orders",
    ("Mutation", "draftOrderComplete"): "write_draft_orders",
    ("Mutation", "discountCodeBasicCreate"): "write_discounts",
    ("Query", "draftOrder"): "read_draft_orders",
    ("Query", "codeDiscountNodeByCode"): "read_discounts",
    ("Mutation", "customerAddressCreate"): "write_customers",
    ("Mutation", "customerAddressUpdate"): "write_customers",
}
_STATUS_BODY = {
    401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    423: "Locked",
    429: "Exceeded the rate limit",
}


@dataclass
class Fault:
    """Something that goes wrong with requests of one operation, or of any."""

    status: int
    operation: str = ""  # "": any
    after_the_work: bool = False  # it is done, and only the answer is lost
    times: int = 1
    retry_after: str = ""
    until: asyncio.Event | None = None  # answers only then


@dataclass
class ShopifySimulator:
    """One store; tests look into it and steer it."""

    store: Store = field(default_factory=Store)
    maximum: float = 2000.0  # points
    restore_rate: float = 100.0  # points per second
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # operation names, as they came
    throttled: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)  # why queries were refused as misspelt
    served_version: str = VERSION
    url: str = ""
    passes: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self.queries = Queries(self.store)
        self.mutations = Mutations(self.store)
        self.storefront = Storefront(self.store)
        self.bulk = Bulk(self.store, run=self._run_whole)
        self._schema = _schema(self.store, self.queries, self.mutations, self.bulk)
        self._available = self.maximum
        self._as_of = self.passes()

    @property
    def done(self) -> list[str]:
        """Names of the writes that had an effect."""
        return self.mutations.done

    def lag_behind(self, lag: timedelta) -> None:
        """Let searches see the store as it was that long ago."""
        self.queries.lag = lag

    def drain(self) -> None:
        """Leave no points in the bucket."""
        self._available, self._as_of = 0.0, self.passes()

    def refill(self) -> None:
        """Fill the bucket."""
        self._available, self._as_of = self.maximum, self.passes()

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator["ShopifySimulator"]:
        path = f"/admin/api/{VERSION}/graphql.json"
        carts = f"/api/{VERSION}/graphql.json"
        routes = [
            Route(path, self._answer, methods=["POST"]),
            Route(carts, self.storefront.answer, methods=["POST"]),
            Route(FILES, self.bulk.send),
        ]
        async with served(Starlette(routes=routes)) as self.url:
            self.bulk.url = self.storefront.url = self.url
            yield self

    async def _answer(self, request: Request) -> Response:
        if request.headers.get("X-Shopify-Access-Token") != TOKEN:
            return JSONResponse({"errors": _STATUS_BODY[401]}, 401)
        body = await request.json()
        name = body.get("operationName") or ""
        self.asked.append(name)
        fault = self._fault(name)
        if fault is not None and fault.until is not None:
            await fault.until.wait()
        if fault is not None and not fault.after_the_work:
            return _failed(fault)
        answer = self._run(body)
        if fault is not None:
            return _failed(fault)
        return JSONResponse(answer, headers={"X-Shopify-API-Version": self.served_version})

    def _fault(self, name: str) -> Fault | None:
        for one in self.faults:
            if one.times > 0 and one.operation in ("", name):
                one.times -= 1
                return one
        return None

    def _run(self, body: Json) -> Json:
        variables = body.get("variables") or {}
        document, wrong = _read(body["query"])
        if wrong:
            self.invalid += [one.message for one in wrong]
            return {
                "errors": [
                    {"message": one.message, "extensions": {"code": "undefinedField"}}
                    for one in wrong
                ]
            }
        wanted = cost.requested(self._schema, document, variables)
        if wanted > cost.MAX:
            said = f"Query cost is {wanted}, which exceeds the single query max cost limit 1000"
            error = {"message": said, "extensions": {"code": "MAX_COST_EXCEEDED", "cost": wanted}}
            return {"errors": [error]}
        if not self._take(wanted):
            self.throttled.append(body.get("operationName") or "")
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return {"errors": [error], "extensions": self._cost(wanted, None)}
        self.mutations.catch_up()
        result = execute_sync(self._schema, document, variable_values=variables)
        assert isinstance(result, ExecutionResult)
        spent = min(wanted, _objects(result.data))
        self._available += wanted - spent
        answer: Json = {"data": result.data, "extensions": self._cost(wanted, spent)}
        if result.errors:
            answer["errors"] = [
                {"message": one.message, "extensions": one.extensions or {}}
                for one in result.errors
            ]
        return answer

    def _run_whole(self, query: str) -> ExecutionResult:
        """Run a query with all the pages of its lists."""
        document, wrong = _read(query)
        if wrong:
            return ExecutionResult(None, list(wrong))
        result = execute_sync(self._schema, document, context_value=WHOLE)
        assert isinstance(result, ExecutionResult)
        return result

    def _take(self, wanted: float) -> bool:
        now = self.passes()
        restored = self._available + (now - self._as_of) * self.restore_rate
        self._available, self._as_of = min(self.maximum, restored), now
        if self._available < wanted:
            return False
        self._available -= wanted
        return True

    def _cost(self, wanted: int, spent: int | None) -> Json:
        return {
            "cost": {
                "requestedQueryCost": wanted,
                "actualQueryCost": spent,
                "throttleStatus": {
                    "maximumAvailable": self.maximum,
                    "currentlyAvailable": int(self._available),
                    "restoreRate": self.restore_rate,
                },
            }
        }


@cache  # the same few queries in every test
def _read(query: str) -> tuple[DocumentNode, tuple[GraphQLError, ...]]:
    document = parse(query)
    return document, tuple(validate(_PLAIN, document))


def _failed(fault: Fault) -> Response:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    said = {"errors": _STATUS_BODY.get(fault.status, "Internal Server Error")}
    return Response(json.dumps(said), fault.status, headers)


def _schema(store: Store, queries: Queries, mutations: Mutations, bulk: Bulk) -> GraphQLSchema:
    schema = build_schema(_SDL)
    goodwill = Goodwill(store, mutations.done)
    roots: dict[str, tuple[object, ...]] = {
        "Query": (queries, bulk, goodwill),
        "Mutation": (mutations, Edits(store, mutations.done), bulk, goodwill),
    }
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, declared in kind.fields.items():
            declared.resolve = (
                _root(roots[kind.name], name)
                if kind.name in roots
                else _resolver(store, name, declared)
            )
            scope = _SCOPES.get((kind.name, name))
            if scope is not None:
                declared.resolve = _guarded(store, scope, declared.resolve)
    return schema


def _resolver(store: Store, name: str, declared: GraphQLField) -> Any:  # noqa: ANN401
    """Return how a field is found where it is not simply the value of that name."""
    if name == "metafield":
        return _metafield(store)
    if name == "translations":
        return _translations
    if name in {"totalPriceSet", "totalRefundedSet"}:
        return _sum(store, name)
    if get_named_type(declared.type).name.endswith("Connection"):
        return page_list
    return limit_list if "first" in declared.args else None


def _root(of: tuple[object, ...], name: str) -> Any:  # noqa: ANN401 - a resolver
    method = "return_" if name == "return" else re.sub("([A-Z])", r"_\1", name).lower()
    [resolve] = [getattr(one, method) for one in of if hasattr(one, method)]

    def resolver(_: object, info: Info, **given: object) -> object:
        directive = info.schema.get_directive("idempotent")
        assert directive is not None
        values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
        key = values["key"] if values else None
        return resolve(given | {"@idempotent": key, "@whole": info.context == WHOLE})

    return resolver


def _sum(store: Store, name: str) -> Any:  # noqa: ANN401
    """Return how the whole price of an order is found, or what was refunded of it."""

    def resolver(order: Json, _: Info) -> Json:
        amount = bought(order) if name == "totalPriceSet" else refunded(order)
        return store.money(amount)

    return resolver


def _metafield(store: Store) -> Any:  # noqa: ANN401
    def resolve(source: Json, _: Info, key: str, namespace: str | None = None) -> Json | None:
        return store.metafields.get((source["id"], namespace or "$app", key))

    return resolve


def _translations(source: Json, _: Info, locale: str) -> list[Json]:
    return [one for one in source["translations"] if one["locale"] == locale]


def _guarded(store: Store, scope: str, resolve: Any) -> Any:  # noqa: ANN401
    def guarded(source: Json, info: Info, **given: object) -> object:
        if scope not in store.scopes and scope.replace("read_", "write_", 1) not in store.scopes:
            message = f"Access denied for {info.field_name} field. Required access: `{scope}`"
            raise GraphQLError(message, extensions={"code": "ACCESS_DENIED"})
        if resolve is None:
            return source[info.field_name]
        return resolve(source, info, **given)

    return guarded


def _objects(data: object) -> int:
    """Return how many objects an answer has: what it really cost."""
    if isinstance(data, dict):
        return 1 + sum(map(_objects, data.values()))
    if isinstance(data, list):
        return sum(map(_objects, data))
    return 0
