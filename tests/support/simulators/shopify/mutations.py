"""What the simulated store does when it is told, by the rules that Shopify documents."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from graphql import GraphQLError

from tests.support.simulators.shopify.store import (
    PAID,
    REASONS,
    Json,
    Store,
    amount_of,
    held,
    outstanding,
)

_MAX_METAFIELDS = 25
_MAX_NOTE = 255


@dataclass
class Mutations:
    """Resolves the root fields of mutations."""

    store: Store
    cancel_after: timedelta = timedelta(0)  # a cancellation is done in the background
    _due: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)  # names of the writes that had an effect

    def catch_up(self) -> None:
        """Do what is due in the background."""
        now = self.store.now()
        ripe = [act for at, act in self._due if at <= now]
        self._due = [(at, act) for at, act in self._due if at > now]
        for act in ripe:
            act()

    def metafields_set(self, given: Json) -> Json:
        """Set all of them or none."""
        metafields = given["metafields"]
        if len(metafields) > _MAX_METAFIELDS:
            return {
                "metafields": None,
                "userErrors": [_error("metafields", "LESS_THAN_OR_EQUAL_TO")],
            }
        for number, one in enumerate(metafields):
            code = self._why_not(one)
            if code:
                where = ["metafields", str(number)]
                error = {"field": where, "message": code, "code": code, "elementIndex": number}
                return {"metafields": None, "userErrors": [error]}
        kept = [
            self.store.set_metafield(
                x["ownerId"], x.get("namespace") or "$app", x["key"], x["value"]
            )
            for x in metafields
        ]
        return {"metafields": kept, "userErrors": []}

    def _why_not(self, given: Json) -> str:
        if not self.store.owner_exists(given["ownerId"]):
            return "INVALID"
        kept = self.store.metafields.get(
            (given["ownerId"], given.get("namespace") or "$app", given["key"])
        )
        if "compareDigest" not in given:
            return ""
        digest = kept["compareDigest"] if kept else None
        return "" if digest == given["compareDigest"] else "STALE_OBJECT"

    def order_cancel(self, given: Json) -> Json:
        order = self.store.orders.get(given["orderId"])
        errors = []
        if order is None:
            errors = [_error("orderId", "NOT_FOUND")]
        elif order["cancelledAt"] or order["fulfillments"] or _open_returns(order):
            errors = [_error("orderId", "INVALID")]
        if order is None or errors:
            return {"job": None, "orderCancelUserErrors": errors, "userErrors": []}
        self.done.append("orderCancel")
        act = lambda: self._cancel(order, given)  # noqa: E731
        self._due.append((self.store.now() + self.cancel_after, act))
        self.catch_up()
        job = {"id": self.store.gid("Job"), "done": order["cancelledAt"] is not None}
        return {"job": job, "orderCancelUserErrors": [], "userErrors": []}

    def _cancel(self, order: Json, given: Json) -> None:
        order["cancelledAt"] = self.store.stamp()
        order["cancelReason"] = given["reason"]
        order["cancellation"] = {"staffNote": given.get("staffNote")}
        for line in order["lineItems"]:
            if given["restock"]:
                self.store.take(line["variant"], -line["currentQuantity"])
            line["currentQuantity"] = line["unfulfilledQuantity"] = 0
        method = given.get("refundMethod") or {}
        if method.get("originalPaymentMethodsRefund"):
            for one in [x for x in order["transactions"] if x["kind"] in PAID]:
                back = [x for x in order["transactions"] if x.get("parent") == one["id"]]
                before = sum((amount_of(x["amountSet"]) for x in back), Decimal(0))
                self.store.pay_back(order, one, amount_of(one["amountSet"]) - before)
        self.store.touch(order)

    def order_update(self, given: Json) -> Json:
        order = self.store.orders.get(given["input"]["id"])
        address = given["input"].get("shippingAddress")
        if order is None or (address and not _is_whole(address)):
            return {"order": None, "userErrors": [_error("shippingAddress", "INVALID")]}
        if address:
            self.done.append("orderUpdate")
            order["shippingAddress"] = {"id": order["id"], **shown(address)}
            self.store.touch(order)
        return {"order": order, "userErrors": []}

    def refund_create(self, given: Json) -> Json:
        """Refund, once per key; without a key it is refused since 2026-04."""
        key, input_ = given["@idempotent"], given["input"]
        if key is None:
            message = "The @idempotent directive is required"
            raise GraphQLError(message, extensions={"code": "BAD_REQUEST"})
        before = self.store.refunds.get(key)
        if before is not None:
            return before[1] if before[0] == repr(input_) else _refused("IDEMPOTENCY_KEY_MISMATCH")
        order = self.store.orders[input_["orderId"]]
        amounts = [Decimal(x["amount"]) for x in input_.get("transactions") or ()]
        credits_ = [x["storeCreditRefund"]["amount"] for x in input_.get("refundMethods") or ()]
        wanted = sum(amounts, Decimal(0)) + sum(
            (Decimal(x["amount"]) for x in credits_), Decimal(0)
        )
        most = -outstanding(order, order["lineItems"])
        if "discrepancyReason" in input_:  # of no line: up to what was paid
            most = held(order)
        if not 0 < wanted <= most:
            return _refused("REFUND_EXCEEDS_WHAT_IS_OWED")
        return self._refund(order, input_, key, credits_)

    def _refund(self, order: Json, given: Json, key: str, to_credit: list[Json]) -> Json:
        known = len(order["transactions"])
        for one in given.get("transactions") or ():
            parent = next(x for x in order["transactions"] if x["id"] == one["parentId"])
            self.store.pay_back(order, parent, Decimal(one["amount"]))
        for amount in to_credit:
            credit: Json = {
                "status": "SUCCESS",
                "gateway": "shopify_store_credit",
                "receiptJson": {},
                "paymentDetails": None,
            }
            self.store.pay_back(order, credit, Decimal(amount["amount"]))
        refund = {
            "id": self.store.gid("Refund"),
            "note": given.get("note"),
            "createdAt": self.store.stamp(),
            "return": None,
            "transactions": order["transactions"][known:],
        }
        order["refunds"].append(refund)
        self.store.touch(order)
        self.done.append("refundCreate")
        answer = {"refund": refund, "order": order, "userErrors": []}
        self.store.refunds[key] = (repr(given), answer)
        return answer

    def return_create(self, given: Json) -> Json:
        wanted = given["returnInput"]
        order = self.store.orders.get(wanted["orderId"])
        if order is None:
            return {"return": None, "userErrors": [_error("orderId", "NOT_FOUND")]}
        sent = {x["id"]: x for f in order["fulfillments"] for x in f["fulfillmentLineItems"]}
        gone = Counter[str]()
        for one in _open_returns(order):
            for line in one["returnLineItems"]:
                gone[line["fulfillmentLineItem"]["id"]] += line["quantity"]
        asked: dict[str, int] = {}
        for line in wanted["returnLineItems"]:
            known = sent.get(line["fulfillmentLineItemId"])
            if known is None or line["quantity"] > known["quantity"] - gone[known["id"]]:
                return {"return": None, "userErrors": [_error("returnLineItems", "INVALID")]}
            if len(line["returnReasonNote"]) > _MAX_NOTE:
                return {"return": None, "userErrors": [_error("returnReasonNote", "TOO_LONG")]}
            of = known["lineItem"]
            asked[of["id"]] = asked.get(of["id"], 0) + line["quantity"]
            if asked[of["id"]] > of["currentQuantity"]:  # the rest was refunded
                return {"return": None, "userErrors": [_error("returnLineItems", "INVALID")]}
        return {"return": self._open_return(order, wanted, sent), "userErrors": []}

    def _open_return(self, order: Json, given: Json, sent: dict[str, Json]) -> Json:
        lines = [
            {
                "__typename": "ReturnLineItem",
                "id": self.store.gid("ReturnLineItem"),
                "quantity": one["quantity"],
                "refundedQuantity": 0,
                "returnReasonNote": one["returnReasonNote"],
                "fulfillmentLineItem": sent[one["fulfillmentLineItemId"]],
                "returnReasonDefinition": _reason(one.get("returnReasonDefinitionId")),
            }
            for one in given["returnLineItems"]
        ]
        back = {
            "id": self.store.gid("Return"),
            "name": f"{order['name']}-R{len(order['returns']) + 1}",
            "status": "OPEN",
            "createdAt": self.store.stamp(),
            "order": order,
            "returnLineItems": lines,
            "exchangeLineItems": [self._set_aside(x) for x in given.get("exchangeLineItems") or ()],
            "totalQuantity": sum(one["quantity"] for one in lines),
        }
        order["returns"].append(back)
        self.store.touch(order)
        self.done.append("returnCreate")
        return back

    def _set_aside(self, given: Json) -> Json:
        self.store.take(self.store.variants[given["variantId"]], given["quantity"])
        return {
            "id": self.store.gid("ExchangeLineItem"),
            "lineItems": None,
            "processableQuantity": given["quantity"],
            "processedQuantity": 0,
            "unprocessedQuantity": given["quantity"],
            "quantity": given["quantity"],
            "variantId": given["variantId"],
        }

    def customer_address_create(self, given: Json) -> Json:
        return self._keep_address(
            given["customerId"], self.store.gid("MailingAddress"), given["address"]
        )

    def customer_address_update(self, given: Json) -> Json:
        return self._keep_address(given["customerId"], given["addressId"], given["address"])

    def _keep_address(self, customer_id: str, address_id: str, given: Json) -> Json:
        if customer_id not in self.store.customers or not _is_whole(given):
            return {"address": None, "userErrors": [_error("address", "INVALID")]}
        kept = {"id": address_id, **shown(given)}
        self.store.customers[customer_id]["defaultAddress"] = kept
        self.done.append("customerAddress")
        return {"address": kept, "userErrors": []}


def shown(given: Json) -> Json:
    """Return an address as it is answered from one as it is given."""
    name = f"{given.get('firstName') or ''} {given.get('lastName') or ''}".strip()
    kept = {key: value for key, value in given.items() if key != "countryCode"}
    return kept | {"name": name, "countryCodeV2": given.get("countryCode")}


def _is_whole(address: Json) -> bool:
    return bool(address.get("address1") and address.get("city") and address.get("countryCode"))


def _open_returns(order: Json) -> list[Json]:
    return [one for one in order["returns"] if one["status"] in ("REQUESTED", "OPEN")]


def _reason(gid: str | None) -> Json | None:
    if gid is None:
        return None
    handle = REASONS[int(gid.rpartition("/")[2]) - 1]
    return {"id": gid, "handle": handle, "name": handle, "deleted": False}


def _error(where: str, code: str) -> Json:
    return {"field": [where], "message": f"{where} is not valid: {code}", "code": code}


def _refused(code: str) -> Json:
    return {"refund": None, "order": None, "userErrors": [_error("input", code)]}
