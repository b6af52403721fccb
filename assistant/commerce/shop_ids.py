"""Name the identifiers of the shop's own things, as the shop system gives them."""

from typing import NewType

from assistant.conversation.ids import CustomerId

__all__ = ["CustomerId", "LineId", "OrderId", "PaymentMethodId", "ProductId", "VariantId"]

OrderId = NewType("OrderId", str)  # the shop system's; what a customer reads is `Order.number`
LineId = NewType("LineId", str)  # one line of one order
ProductId = NewType("ProductId", str)
VariantId = NewType("VariantId", str)
PaymentMethodId = NewType("PaymentMethodId", str)
