"""Keep the sums of each side of the draw of offers, so that no page adds up every offer.

A customer counts once for each occasion, by the first offer, once its orders are known. Offers
that are in no sum yet, such as those that a program of before there were sums followed, are added
to what is read.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Double,
    Row,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)

from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.operations.goodwill.offers.ports import OfferSide, OfferState
from integrations.stores.sql.operations.offer_tables import IS_UNSUMMED, offers, sums
from integrations.stores.sql.shared_statements import (
    OFFER_LOCK,
    insert_or_update,
    lock_for_transaction,
)
from integrations.stores.sql.tables import aware

_SIDE = ("occasion", "held_percent", "is_held_out")
_ADDED = ("customers", "ordered", "paid", "paid_squares", "margin", "margin_squares", "with_margin")


def read_sides(connection: Connection) -> Sequence[OfferSide]:
    """Return the sums of every side, with the offers that are in none yet.

    Both come of one question: between two, offers could be summed and be counted twice.
    """
    new = _summed(select(offers).where(IS_UNSUMMED))
    rows = _added(connection.execute(select(sums).union_all(new)).all())
    return [_side(row) for row in rows if row["occasion"] in set(OfferOccasion)]


def unsummed(*, limit: int) -> Select[Any]:
    """Return the query of the offers that are in no sum yet, the oldest first."""
    return select(offers).where(IS_UNSUMMED).order_by(offers.c.at).limit(limit)


def sum_up(connection: Connection, limit: int) -> int:
    """Add so many offers to the sums of their sides; return how many were looked at."""
    lock_for_transaction(connection, OFFER_LOCK)
    ids = [row.offer_id for row in connection.execute(unsummed(limit=limit))]
    mine = select(offers).where(offers.c.offer_id.in_(ids))
    known = connection.execute(select(sums)).all()
    new = connection.execute(_summed(mine)).all()
    for row in _added([*known, *new]):
        insert_or_update(connection, sums, row)
    connection.execute(update(offers).where(offers.c.offer_id.in_(ids)).values(is_summed=True))
    return len(ids)


def _summed(some: Select[Any]) -> Select[Any]:
    """Return the query of the sums of some offers; those that are not a customer's first are none.

    An erased customer's have no name in the end: each of them is the first one then.
    """
    one, earlier = some.subquery(), offers.alias()
    is_earlier = or_(
        earlier.c.at < one.c.at,
        and_(earlier.c.at == one.c.at, earlier.c.offer_id < one.c.offer_id),
    )
    of_same = (
        earlier.c.customer_id == one.c.customer_id,
        earlier.c.customer_id != "",
        earlier.c.occasion == one.c.occasion,
    )
    paid, margin = (cast(one.c[name], Double) for name in ("paid_minor", "margin_minor"))
    side = (
        one.c.occasion,
        one.c.held_percent,
        (one.c.state == OfferState.HELD_OUT).label("is_held_out"),
    )
    return (
        select(
            *side,
            func.count().label("customers"),
            func.sum(case((one.c.orders > 0, 1), else_=0)).label("ordered"),
            func.sum(paid).label("paid"),
            func.sum(paid * paid).label("paid_squares"),
            func.coalesce(func.sum(margin), 0.0).label("margin"),
            func.coalesce(func.sum(margin * margin), 0.0).label("margin_squares"),
            func.count(one.c.margin_minor).label("with_margin"),
            func.max(one.c.at).label("newest"),
        )
        .where(~exists().where(*of_same, is_earlier))
        .group_by(*side)
    )


def _added(rows: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    """Return the sums of each side, from parts of them."""
    found = dict[tuple[Any, ...], dict[str, Any]]()
    for row in rows:
        part = {name: getattr(row, name) for name in (*_SIDE, *_ADDED)}
        part |= {"is_held_out": bool(row.is_held_out), "newest": aware(row.newest)}
        kept = found.setdefault(tuple(part[name] for name in _SIDE), part)
        if kept is not part:
            kept |= {name: kept[name] + part[name] for name in _ADDED}
            kept["newest"] = max(kept["newest"], part["newest"])
    return list(found.values())


def _side(row: dict[str, Any]) -> OfferSide:
    return OfferSide(**row | {"occasion": OfferOccasion(row["occasion"])})
