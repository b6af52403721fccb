"""What a dialogue may look at: the orders and methods of the one customer it talks to."""

from dataclasses import dataclass, field

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.commerce_customer import Customer
from assistant.commerce.shop_ids import CustomerId, ProductId
from assistant.commerce.commerce_order import Order
from assistant.conversation.conversation_message import Language
from assistant.operations.operation_evidence import of_facts
from assistant.operations.gate import MAX_ORDERS, Gate
from assistant.operations.types import Facts


@dataclass(slots=True, kw_only=True)
class CustomerView:
    """One customer's part of the shop during one turn; each thing is read once.

    Methods may raise `ShopUnavailableError`.
    """

    gate: Gate
    customer_id: CustomerId
    language: Language
    _orders: tuple[Order, ...] | None = field(default=None, init=False)
    _by_number: dict[str, Order | None] = field(default_factory=dict, init=False)
    _customer: Customer | None = field(default=None, init=False)
    _products: dict[ProductId, SoldProduct | None] = field(default_factory=dict, init=False)

    async def customer(self) -> Customer | None:
        """Return who they are; None: the shop no longer knows them."""
        if self._customer is None:
            self._customer = await self.gate.customers.with_id(self.customer_id)
        return self._customer

    async def orders(self) -> tuple[Order, ...]:
        """Return their orders, newest first."""
        if self._orders is None:
            self._orders = await self.gate.orders.of_customer(self.customer_id, limit=MAX_ORDERS)
        return self._orders

    def evidence(self) -> tuple[str, ...]:
        """Return what was read so far, written out: what words about it may state."""
        products = {key: product for key, product in self._products.items() if product}
        named = (order for order in self._by_number.values() if order is not None)
        orders = {order.order_id: order for order in (*(self._orders or ()), *named)}
        facts = Facts(customer=self._customer, orders=tuple(orders.values()), products=products)
        return tuple(of_facts(facts, self.language))

    async def order(self, number: str) -> Order | None:
        """Return their order of that number; None: there is none, or it is somebody else's."""
        if number not in self._by_number:
            self._by_number[number] = await self.gate.order_of(self.customer_id, number)
        return self._by_number[number]

    async def product(self, product_id: ProductId) -> SoldProduct | None:
        """Return what is sold under this id, with all its variants."""
        if product_id not in self._products:
            self._products[product_id] = await self.gate.assortment.product(
                product_id, language=self.language
            )
        return self._products[product_id]
