"""Build the bodies of refunds, goods and each tax apart, and count the pieces refunded before.

WooCommerce tells refunds by line, goods and each tax apart, for the shop's accounts. The order's
own lines go on telling all that was bought; a refund's lines name them in the row
`_refunded_item_id`.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#create-a-refund, #list-all-refunds
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from assistant.answers.amount_text import major_units
from assistant.commerce.amounts import Money
from integrations.shops.woocommerce.api_payloads import OrderPayload, WooItem, WooRefund, read
from integrations.shops.woocommerce.client import Json, RestClient
from retrieval.catalogue.written_prices import decimals_of

_MOST = 100  # refunds of one order


async def refunds_of(client: RestClient, found: OrderPayload) -> tuple[WooRefund, ...]:
    """Return an order's refunds with their lines; asks only where something was refunded.

    Raises:
        ShopUnavailableError: WooCommerce does not answer.
    """
    if not found.refunds:
        return ()
    rows = await client.list(f"orders/{found.id}/refunds", most=_MOST)
    return tuple(read(WooRefund, row) for row in rows)


async def pieces_paid_back(client: RestClient, found: OrderPayload) -> Mapping[int, int]:
    """Return line -> pieces; see `refunds_of`."""
    return pieces_in(*await refunds_of(client, found))


def pieces_in(*refunds: WooRefund) -> Mapping[int, int]:
    """Return line -> pieces that went back with these refunds; 0: a part of its price alone."""
    pieces: Counter[int] = Counter()
    for refund in refunds:
        for one in refund.line_items:
            if line := refunded_line(one):
                pieces[line] += abs(one.quantity)
    return pieces


def refunded_line(row: WooItem) -> int:
    """Return the id of the order's line that a refund's line is of; 0: it names none."""
    line = row.meta("_refunded_item_id")
    return int(line) if line.isascii() and line.isdigit() else 0


def everything(
    order: OrderPayload,
    amount: Money,
    reason: str,
    before: Mapping[int, int] = MappingProxyType({}),
) -> Json:
    """Return a refund of all that is left, with every piece that is left back in stock.

    Where something was paid back before, nobody can say of which lines the rest is: only the
    pieces are named then, less those of `before` (line -> pieces), and no amounts.
    """
    whole = not order.refunds
    lines = [
        _line(one, one.total, _taxes(one)) | {"quantity": one.quantity} for one in order.line_items
    ]
    if not whole:
        left = ((one.id, one.quantity - before.get(one.id, 0)) for one in order.line_items)
        lines = [{"id": key, "quantity": n, "refund_total": 0} for key, n in left if n > 0]
    else:
        lines += [
            _line(one, one.total, _taxes(one)) for one in (*order.shipping_lines, *order.fee_lines)
        ]
    return _body(amount, reason, lines, restock=True)


def part(item: WooItem, amount: Money, reason: str) -> Json:
    """Return a refund of a part of one line's price; its pieces stay where they are."""
    share = _share(item, amount)
    taxes = [(one.id, _round(Decimal(one.total or 0) * share, amount)) for one in item.taxes]
    goods = major_units(amount) - sum((tax for _, tax in taxes), Decimal(0))
    return _body(amount, reason, [_line(item, str(goods), taxes) | {"quantity": 0}], restock=False)


def of_lines(items: Sequence[tuple[WooItem, int]], amount: Money, reason: str) -> Json:
    """Return a refund of lines, each with its number of pieces, which go back into stock.

    Of some of a line's pieces, price and taxes are their share.
    """
    lines = [_pieces(item, pieces, amount) for item, pieces in items]
    return _body(amount, reason, lines, restock=True)


def _pieces(item: WooItem, pieces: int, amount: Money) -> Json:
    if pieces == item.quantity:
        return _line(item, item.total, _taxes(item)) | {"quantity": pieces}
    share = Decimal(pieces) / item.quantity
    taxes = [(key, _round(tax * share, amount)) for key, tax in _taxes(item)]
    goods = _round(Decimal(item.total or 0) * share, amount)
    return _line(item, str(goods), taxes) | {"quantity": pieces}


def no_line(amount: Money, reason: str) -> Json:
    """Return a refund of an amount that is of no line."""
    return _body(amount, reason, [], restock=False)


def _share(item: WooItem, amount: Money) -> Decimal:
    gross = Decimal(item.total or 0) + Decimal(item.total_tax or 0)
    return major_units(amount) / gross if gross else Decimal(0)


def _round(tax: Decimal, amount: Money) -> Decimal:
    return round(tax, decimals_of(amount.currency))


def _taxes(item: WooItem) -> list[tuple[int, Decimal]]:
    return [(one.id, Decimal(one.total or 0)) for one in item.taxes]


def _line(item: WooItem, total: str, taxes: list[tuple[int, Decimal]]) -> Json:
    line: Json = {"id": item.id, "refund_total": float(total or 0)}
    if taxes:
        line["refund_tax"] = [{"id": key, "refund_total": float(tax)} for key, tax in taxes]
    return line


def _body(amount: Money, reason: str, lines: list[Json], *, restock: bool) -> Json:
    return {
        "amount": str(major_units(amount)),
        "reason": reason,
        "api_refund": True,
        "api_restock": restock,
        "line_items": lines,
    }
