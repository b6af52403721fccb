"""Convert an order of a WooCommerce shop to its sales, net of returns and refunds. Pure.

An order has no field of ours that a link could fill. What WooCommerce keeps of a link are its UTM
parameters: the checkout link hands its query on to the checkout, and order attribution writes them
into the order's meta data. It is on by default; where the shop turned it off, or the visitor allows
no tracking, the order is known by its customer, or not at all.
Sources: files of WooCommerce: src/Blocks/Domain/Services/CheckoutLink.php (10.0),
src/Internal/Traits/OrderAttributionMeta.php (8.5),
includes/rest-api/Controllers/Version3/class-wc-rest-orders-controller.php (costs, 9.5)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.commerce.amounts import Money
from assistant.commerce.basket_tokens import read_token
from assistant.commerce.order import Order
from assistant.commerce.sales import SoldLine, share_out, sold
from integrations.shops.woocommerce.api_payloads import (
    OrderPayload,
    WooItem,
    WooMeta,
    WooRefund,
    read_money,
)
from integrations.shops.woocommerce.order_reader import gross
from integrations.shops.woocommerce.refund_bodies import pieces_in, refunded_line
from integrations.shops.woocommerce.store_carts import SOURCE
from retrieval.catalogue.written_prices import decimals_of

_META = "_wc_order_attribution_utm_"


def token_in(rows: Iterable[WooMeta]) -> str:
    """Return the token in an order's meta data; "": it came over no link of ours."""
    kept = {one.key.removeprefix(_META): one.value for one in rows if one.key.startswith(_META)}
    return read_token(kept.get("content")) if kept.get("source") == SOURCE else ""


def sold_in(
    order: Order, found: OrderPayload, refunds: Sequence[WooRefund] = ()
) -> Iterator[SoldLine]:
    """Yield the sales of an order; refunds of no line are shared out among its lines.

    Args:
        order: as it was bought, whatever was paid back since.
        found: the same order as WooCommerce has it.
        refunds: of it, with their lines.
    """
    items = {str(one.id): one for one in found.line_items}
    pieces = pieces_in(*refunds)
    lines = [
        _costed(line, items[own.line_id], pieces.get(int(own.line_id), 0), refunds)
        for own, line in zip(order.lines, sold(order), strict=False)
    ]
    left = [one.paid.amount_minor - _back(one) for one in lines]
    for line, more in zip(lines, share_out(_rest(found, refunds), left), strict=True):
        back = replace(line.paid, amount_minor=_back(line) + more)
        yield replace(line, back=back, basket=token_in(found.meta_data))


def _costed(line: SoldLine, item: WooItem, refunded: int, refunds: Sequence[WooRefund]) -> SoldLine:
    """Return a line with its tax, its cost, and the pieces and the money that came back."""
    currency = line.paid.currency
    returned = min(max(line.returned, refunded), line.quantity)
    paid_back = sum(
        gross(row, currency).amount_minor
        for one in refunds
        for row in one.line_items
        if refunded_line(row) == item.id
    )
    awaited = max(returned - refunded, 0) * line.paid.amount_minor // line.quantity
    amount = min(paid_back + awaited, line.paid.amount_minor)
    return replace(
        line,
        returned=returned,
        back=replace(line.paid, amount_minor=amount),
        tax=read_money(item.total_tax, currency),
        cost=_cost(item, currency),
    )


def _cost(item: WooItem, currency: str) -> Money | None:
    """Return the cost of a line; None: WooCommerce counts none, or 0 where nobody entered it."""
    told = item.cost_of_goods_sold
    places = decimals_of(currency)
    minor = round(told.total_value.scaleb(places)) if told else 0
    return Money(amount_minor=minor, currency=currency) if minor > 0 else None


def _back(line: SoldLine) -> int:
    return line.back.amount_minor if line.back else 0


def _rest(found: OrderPayload, refunds: Sequence[WooRefund]) -> int:
    """Return the refunds of no line, no delivery and no fee, in minor units."""
    named = sum(
        gross(row, found.currency).amount_minor
        for one in refunds
        for row in (*one.line_items, *one.shipping_lines, *one.fee_lines)
    )
    return max(found.refunded.amount_minor - named, 0)
