"""What escalation rules ask of the shop: the customer's tags, and what the orders in hand cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.commerce.amounts import plus, times, total
from assistant.commerce.commerce_order import Order
from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.conversation_conversation import Conversation
from assistant.operations.dialogue.state import Dialogue
from assistant.operations.gate import Gate
from assistant.operations.dialogue.view import CustomerView
from assistant.operations.customer_attributes import NOTHING_KNOWN, CustomerAttributes
from assistant.understanding.understanding_types import Understanding
from retrieval.catalogue.written_prices import decimals_of

_ORDER_SLOT = "order_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopAttributes:
    """Reads what a customer who has proven who they are may see themselves, and no more."""

    gate: Gate

    async def read(self, conversation: Conversation, understanding: Understanding) -> CustomerAttributes:
        """Return the attributes; nobody is known, or the shop does not answer: none."""
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
    """Return what the goods of an order and their delivery cost, in units of its currency."""
    goods = total(
        (times(line.price, line.quantity) for line in order.lines), currency=order.currency
    )
    amount = plus(goods, order.shipping) if order.shipping else goods
    return Decimal(amount.amount_minor).scaleb(-decimals_of(order.currency))
