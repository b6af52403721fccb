"""Read the shop's data that the customer of a dialogue may see: orders, methods, attributes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.commerce.amounts import plus, times, total
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import CustomerId, ProductId
from assistant.conversation.conversation import Conversation
from assistant.conversation.message import Language
from assistant.operations.customer_attributes import NOTHING_KNOWN, CustomerAttributes
from assistant.operations.dialogue.frames import Dialogue
from assistant.operations.gate import MAX_ORDERS, Gate
from assistant.operations.operation_evidence import of_facts
from assistant.operations.types import Facts
from assistant.understanding.types import Understanding
from retrieval.catalogue.written_prices import decimals_of


@dataclass(slots=True, kw_only=True)
class CustomerView:
    """Read one customer's part of the shop during one turn; each thing is read once.

    Of a customer who is not known, that is what everybody may see: products.

    Methods may raise `ShopUnavailableError`.
    """

    gate: Gate
    customer_id: CustomerId | None
    language: Language
    _orders: tuple[Order, ...] | None = field(default=None, init=False)
    _by_number: dict[str, Order | None] = field(default_factory=dict, init=False)
    _customer: Customer | None = field(default=None, init=False)
    _products: dict[ProductId, SoldProduct | None] = field(default_factory=dict, init=False)

    async def customer(self) -> Customer | None:
        """Return the customer; None: the shop no longer knows them."""
        if self._customer is None and self.customer_id is not None:
            self._customer = await self.gate.customers.with_id(self.customer_id)
        return self._customer

    async def orders(self) -> tuple[Order, ...]:
        """Return their orders, newest first."""
        if self._orders is None and self.customer_id is not None:
            self._orders = await self.gate.orders.of_customer(self.customer_id, limit=MAX_ORDERS)
        return self._orders or ()

    def evidence(self) -> tuple[str, ...]:
        """Return the texts of everything read so far, which replies may rest on."""
        products = {key: product for key, product in self._products.items() if product}
        named = (order for order in self._by_number.values() if order is not None)
        orders = {order.order_id: order for order in (*(self._orders or ()), *named)}
        facts = Facts(customer=self._customer, orders=tuple(orders.values()), products=products)
        return tuple(of_facts(facts, self.language))

    async def order(self, number: str) -> Order | None:
        """Return their order of that number; None: there is none, or it is another customer's."""
        if number not in self._by_number:
            self._by_number[number] = await self.gate.order_of(self.customer_id, number)
        return self._by_number[number]

    async def product(self, product_id: ProductId) -> SoldProduct | None:
        """Return the product of this id on sale, with all its variants."""
        if product_id not in self._products:
            self._products[product_id] = await self.gate.assortment.product(
                product_id, language=self.language
            )
        return self._products[product_id]


_ORDER_SLOT = "order_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopAttributes:
    """Read the attributes of a proven customer, as far as they may see them themselves."""

    gate: Gate

    async def read(
        self, conversation: Conversation, understanding: Understanding
    ) -> CustomerAttributes:
        """Return the attributes; none if no customer is proven, or the shop does not answer."""
        identity = conversation.dealings.identity
        if identity is None or not self.gate.knows(identity):
            return NOTHING_KNOWN
        view = CustomerView(
            gate=self.gate, customer_id=identity.customer_id, language=understanding.language
        )
        try:
            customer = await view.customer()
            numbers = dict.fromkeys(_numbers(conversation, understanding))
            orders = [await view.order(number) for number in numbers]
        except ShopUnavailableError:
            return NOTHING_KNOWN
        tags = customer.tags if customer is not None else ()
        return CustomerAttributes(
            tags=frozenset(tag.casefold() for tag in tags),
            order_values=tuple(_value(order) for order in orders if order is not None),
        )


def _numbers(conversation: Conversation, understanding: Understanding) -> Iterator[str]:
    """Yield the orders that the turn is about: named in the message, or talked about."""
    for entity in understanding.entities.orders:
        yield entity.value
    frame = Dialogue.read(conversation.dealings.dialogue).current
    number = frame.slots.get(_ORDER_SLOT) if frame else None
    if isinstance(number, str):
        yield number


def _value(order: Order) -> Decimal:
    """Return the price of an order's goods and delivery, in units of its currency."""
    goods = total(
        (times(line.price, line.quantity) for line in order.lines), currency=order.currency
    )
    amount = plus(goods, order.shipping) if order.shipping else goods
    return Decimal(amount.amount_minor).scaleb(-decimals_of(order.currency))
