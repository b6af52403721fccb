"""A gate of the small shop, and read-backs made at it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit, PermitGround
from assistant.commerce.ports import KeptBasket, ShopRefusedError, ShopUnavailableError
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_effects import Receipt
from assistant.commerce.shop_ids import CustomerId, ProductId
from assistant.conversation.basket import Basket
from assistant.conversation.dealings import Identity, Proposal
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.conversation.ownership import Ownership
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import Ready
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds import shop_records as given
from tests.unit.assistant.operations.cases import NOW

NOBODY = Ownership()
APPROVED = Ownership(approved=frozenset({"p1"}))
CANCEL = {"order_number": "#1001", "reason": "no_longer_needed"}


class CountingShop(MemoryShop):
    """Writes down every look-up, and can lose the answer to an effect."""

    def __init__(self, records: ShopRecords) -> None:
        super().__init__(records)
        self.looked_up: list[str] = []
        self.loses_answers = False
        self.executed = 0
        self.grounds: list[PermitGround] = []
        self.gone = False  # the shop has deleted its orders, customers and products

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        self.looked_up.append("customer")
        return None if self.gone else await super().with_id(customer_id)

    async def with_number(self, number: str) -> Order | None:
        self.looked_up.append("order")
        return None if self.gone else await super().with_number(number)

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        self.looked_up.append("product")
        return None if self.gone else await super().product(product_id, language=language)

    async def execute(self, permit: Permit) -> Receipt:
        self.executed += 1
        self.grounds.append(permit.ground)
        receipt = await super().execute(permit)
        if self.loses_answers:
            raise ShopUnavailableError
        return receipt


def lea(*, minutes_ago: int = 0, method: str = "signed_in") -> Identity:
    return Identity(customer_id=given.LEA, method=method, at=NOW - timedelta(minutes=minutes_ago))


async def read_back(gate: Gate, name: str = "cancel_order", **parameters: object) -> Proposal:
    """Return what was read back, as a yes would take it up."""
    ready = await gate.consider(name, parameters or CANCEL, identity=lea(), language="en")
    assert isinstance(ready, Ready)
    return Proposal(
        proposal_id="p1",
        operation=name,
        parameters=ready.parameters,
        fingerprint=ready.fingerprint,
        customer_id=ready.customer_id,
        at=NOW,
        confirmed_by=MessageId("yes"),
    )


@dataclass
class Carts:
    """A shop's own carts, kept here; an answer can be lost after the work, or a cart refused."""

    carts: dict[str, Basket] = field(default_factory=dict)
    loses_answers: bool = False
    refuses: bool = False
    knows_no_others: bool = False  # and says so

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        if self.refuses:
            raise ShopRefusedError
        cart_id = basket.shop_basket or f"cart{len(self.carts)}"
        self.carts[cart_id] = replace(basket, shop_basket=cart_id)
        if self.loses_answers:
            raise ShopUnavailableError
        return KeptBasket(basket=self.carts[cart_id], checkout_url=f"/{language}/{cart_id}")

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        found = self.carts.get(basket.shop_basket)
        if found is None and self.knows_no_others:
            raise ShopRefusedError
        return KeptBasket(basket=found, checkout_url=f"/{language}") if found else None
