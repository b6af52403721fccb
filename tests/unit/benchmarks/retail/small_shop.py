"""A shop of one customer with two orders, in the layout of the retail set."""

from benchmarks.retail.shop import Files, Json
from benchmarks.retail.tasks import Task, Write

USER, OTHER = "ada_1", "bob_2"
ADDRESS: Json = {
    "address1": "1 Mill Road",
    "address2": "Flat 2",
    "city": "Reno",
    "country": "USA",
    "state": "NV",
    "zip": "89501",
}


def _order(order_id: str, user_id: str, status: str, *, paid_with: str) -> Json:
    return {
        "order_id": order_id,
        "user_id": user_id,
        "address": ADDRESS,
        "items": [
            {
                "name": "Mug",
                "product_id": "10",
                "item_id": "101",
                "price": 12.5,
                "options": {"color": "red", "size": "small"},
            },
            {
                "name": "Lamp",
                "product_id": "20",
                "item_id": "201",
                "price": 40.0,
                "options": {"color": "black"},
            },
        ],
        "status": status,
        "payment_history": [
            {"transaction_type": "payment", "amount": 52.5, "payment_method_id": paid_with}
        ],
    }


def _user(first: str, orders: list[str], methods: dict[str, Json]) -> Json:
    return {
        "name": {"first_name": first, "last_name": "Stone"},
        "address": ADDRESS,
        "email": f"{first.lower()}@example.com",
        "payment_methods": methods,
        "orders": orders,
    }


def _variant(item_id: str, price: float, options: Json, *, available: bool = True) -> Json:
    return {"item_id": item_id, "options": options, "available": available, "price": price}


FILES = Files(
    users={
        USER: _user(
            "Ada",
            ["#W100001", "#W100002"],
            {
                "gift_card_1": {"source": "gift_card", "balance": 60, "id": "gift_card_1"},
                "credit_card_1": {
                    "source": "credit_card",
                    "brand": "visa",
                    "last_four": "1111",
                    "id": "credit_card_1",
                },
            },
        ),
        OTHER: _user(
            "Bob",
            ["#W100003", "#W100004"],
            {"paypal_2": {"source": "paypal", "id": "paypal_2"}},
        ),
    },
    orders={
        "#W100001": _order("#W100001", USER, "pending", paid_with="credit_card_1"),
        "#W100002": _order("#W100002", USER, "delivered", paid_with="credit_card_1"),
        "#W100003": _order("#W100003", OTHER, "pending", paid_with="paypal_2"),
        "#W100004": _order("#W100004", OTHER, "delivered", paid_with="paypal_2"),
    },
    products={
        "10": {
            "name": "Mug",
            "product_id": "10",
            "variants": {
                "101": _variant("101", 12.5, {"color": "red", "size": "small"}),
                "102": _variant("102", 15.0, {"color": "blue", "size": "small"}),
                "103": _variant("103", 9.9, {"color": "blue", "size": "big"}, available=False),
            },
        },
        "20": {
            "name": "Lamp",
            "product_id": "20",
            "variants": {
                "201": _variant("201", 40.0, {"color": "black"}),
                "202": _variant("202", 38.0, {"color": "white"}),
            },
        },
    },
)

CANCEL = Write(
    name="cancel_pending_order",
    kwargs={"order_id": "#W100001", "reason": "ordered by mistake"},
)
MOVE = Write(
    name="modify_pending_order_address",
    kwargs={"order_id": "#W100001", **ADDRESS, "address1": "9 Hill Street"},
)
PAY = Write(
    name="modify_pending_order_payment",
    kwargs={"order_id": "#W100001", "payment_method_id": "gift_card_1"},
)
CHANGE = Write(
    name="modify_pending_order_items",
    kwargs={
        "order_id": "#W100001",
        "item_ids": ["101", "201"],
        "new_item_ids": ["102", "202"],
        "payment_method_id": "credit_card_1",
    },
)
EXCHANGE = Write(
    name="exchange_delivered_order_items",
    kwargs={
        "order_id": "#W100002",
        "item_ids": ["101"],
        "new_item_ids": ["102"],
        "payment_method_id": "gift_card_1",
    },
)
RETURN = Write(
    name="return_delivered_order_items",
    kwargs={"order_id": "#W100002", "item_ids": ["201"], "payment_method_id": "gift_card_1"},
)
SAME = Write(name=EXCHANGE.name, kwargs={**EXCHANGE.kwargs, "new_item_ids": ["101"]})


def task(*writes: Write, instruction: str = "") -> Task:
    return Task(task_id="0", user_id=USER, instruction=instruction, writes=writes)
