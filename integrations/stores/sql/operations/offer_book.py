"""Implement the port `OfferBook` on the event log's database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Double,
    Index,
    Integer,
    Row,
    Select,
    Table,
    Text,
    case,
    cast,
    func,
    or_,
    select,
    update,
)

from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion, OfferPlan
from assistant.operations.goodwill.offers.ports import (
    FollowedOrders,
    KeptOffer,
    OfferSide,
    OfferState,
)
from assistant.operations.identity.identity_codes import pseudonym
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.database_errors import raised_as
from integrations.stores.sql.privacy.sql_holding import SqlHolding, rows_of
from integrations.stores.sql.shared_statements import (
    OFFER_LOCK,
    insert_new,
    insert_or_update,
    lock_for_transaction,
)
from integrations.stores.sql.tables import UtcDateTime, aware, metadata

offers = Table(
    "offers",
    metadata,
    Column("offer_id", Text, primary_key=True),
    Column("cause_id", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),  # a keyed hash once the customer is erased
    Column("occasion", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("worth_minor", BigInteger, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("plan", Text, nullable=False),  # JSON; "" once the customer is erased
    Column("at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("orders", Integer),  # that the customer placed in its time; as the next two, later
    Column("paid_minor", BigInteger),
    Column("margin_minor", BigInteger),  # NULL: a cost is not known
    Column("used", Boolean),  # NULL: not yet; false: it ended unused
    Column("look_at", UtcDateTime),  # for its use; NULL: at once
    Column("held_percent", Integer),  # of the draw; NULL: there was none yet
    Index("offers_cause", "cause_id", unique=True),
    Index("offers_day", "day", "state"),
    Index("offers_customer", "customer_id", "at"),
    Index("offers_state", "state", "ends_on"),
)
reads = Table(
    "offer_reads",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

_READER = "occasions"
_PLAN: TypeAdapter[OfferPlan] = TypeAdapter(OfferPlan)
_COUNTED = (OfferState.RESERVED, OfferState.GIVEN, OfferState.UNTOLD)
_errors = partial(raised_as, ShopUnavailableError, "the database of offers cannot be used now")


class SqlOfferBook:
    """Keep an `OfferBook` that any number of processes may have open."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key  # of the hashes of customers who were erased

    async def reserve(self, plan: OfferPlan, *, budget_minor: int, since: datetime) -> bool:
        work = partial(_reserve, key=self._key, plan=plan, budget_minor=budget_minor, since=since)
        with _errors():
            return await self._database.write(work)

    async def settle(self, offer_id: str, state: OfferState, *, at: datetime) -> None:
        mine = (offers.c.offer_id == offer_id, offers.c.state == OfferState.RESERVED)
        told = at if state is OfferState.GIVEN else None
        with _errors():
            await change(
                self._database, update(offers).where(*mine).values(state=state, told_at=told)
            )

    async def reserved(self) -> Sequence[OfferPlan]:
        mine = select(offers).where(offers.c.state == OfferState.RESERVED, offers.c.plan != "")
        with _errors():
            return [_plan(row) for row in await fetch(self._database, mine.order_by(offers.c.at))]

    async def spent(self, day: date, *, currency: str) -> int:
        with _errors():
            return await self._database.read(partial(_spent, day=day, currency=currency))

    async def had(self, customer_id: CustomerId, *, since: datetime) -> bool:
        work = partial(_had, key=self._key, customer_id=customer_id, since=since)
        with _errors():
            return await self._database.read(work)

    async def latest(self, *, limit: int) -> Sequence[KeptOffer]:
        newest = select(offers).where(offers.c.plan != "").order_by(offers.c.at.desc()).limit(limit)
        with _errors():
            return [_kept(row) for row in await fetch(self._database, newest)]

    async def unfollowed(self, before: date, *, limit: int) -> Sequence[OfferPlan]:
        ended = (
            offers.c.state != OfferState.RESERVED,
            offers.c.ends_on < before,
            offers.c.orders.is_(None),
            offers.c.plan != "",
        )
        first = select(offers).where(*ended).order_by(offers.c.ends_on).limit(limit)
        with _errors():
            return [_plan(row) for row in await fetch(self._database, first)]

    async def follow(self, offer_id: str, followed: FollowedOrders) -> None:
        mine = update(offers).where(offers.c.offer_id == offer_id)
        with _errors():
            await change(self._database, mine.values(asdict(followed)))

    async def unused(self, now: datetime, *, limit: int) -> Sequence[OfferPlan]:
        due = (
            offers.c.state.in_((OfferState.GIVEN, OfferState.UNTOLD)),
            offers.c.used.is_(None),
            or_(offers.c.look_at.is_(None), offers.c.look_at <= now),
            offers.c.plan != "",
        )
        first = select(offers).where(*due).order_by(offers.c.look_at).limit(limit)
        with _errors():
            return [_plan(row) for row in await fetch(self._database, first)]

    async def note_use(self, offer_id: str, *, used: bool | None, look_at: datetime) -> None:
        mine = update(offers).where(offers.c.offer_id == offer_id)
        with _errors():
            await change(self._database, mine.values(used=used, look_at=look_at))

    async def sides(self) -> Sequence[OfferSide]:
        with _errors():
            rows = await fetch(self._database, _sides())
        return [_side(row) for row in rows if row.occasion in set(OfferOccasion)]

    async def erase(self, conversation_id: ConversationId) -> None:
        person = Person(conversations=(conversation_id,))
        with _errors():
            await self._database.write(partial(_erase, key=self._key, person=person))

    async def forget(self, before: datetime) -> None:
        hashed = (offers.c.plan == "", offers.c.customer_id != "", offers.c.at <= before)
        with _errors():
            if await fetch(self._database, select(offers.c.offer_id).where(*hashed).limit(1)):
                await change(self._database, update(offers).where(*hashed).values(customer_id=""))

    async def position(self) -> int:
        with _errors():
            rows = await fetch(self._database, select(reads.c.position))
        return int(rows[0].position) if rows else 0

    async def advance(self, position: int) -> None:
        row = {"reader": _READER, "position": position}
        with _errors():
            await self._database.write(partial(insert_or_update, table=reads, row=row))


def hold_offers(database: Database, key: bytes) -> SqlHolding:
    """Return the `Holding` of the offers that a person got; `key` is that of the book."""
    return SqlHolding(
        name="offers", database=database, read=_of_person, remove=partial(_erase, key=key)
    )


def _reserve(
    connection: Connection, key: bytes, plan: OfferPlan, budget_minor: int, since: datetime
) -> bool:
    lock_for_transaction(connection, OFFER_LOCK)  # a few a day: all in turn
    same = select(offers.c.offer_id, offers.c.state).where(offers.c.cause_id == plan.cause_id)
    if (known := connection.execute(same).one_or_none()) is not None:
        return bool(known.offer_id == plan.offer_id and known.state == OfferState.RESERVED)
    if _had(connection, key, plan.customer_id, since):
        return False
    spent = _spent(connection, plan.day, plan.worth.currency)
    if spent + plan.worth.amount_minor > budget_minor:
        return False
    return insert_new(connection, offers, _row(plan)) > 0


def _had(connection: Connection, key: bytes, customer_id: str, since: datetime) -> bool:
    theirs = select(func.count()).where(
        offers.c.customer_id.in_((customer_id, _hash(key, customer_id))),
        offers.c.state != OfferState.DROPPED,
        offers.c.at > since,
    )
    return bool(connection.execute(theirs).scalar_one())


def _spent(connection: Connection, day: date, currency: str) -> int:
    of_day = select(func.coalesce(func.sum(offers.c.worth_minor), 0)).where(
        offers.c.day == day,
        offers.c.currency == currency,
        offers.c.state.in_(_COUNTED),
        offers.c.used.is_not(False),
    )
    return int(connection.execute(of_day).scalar_one())


def _sides() -> Select[Any]:
    """Return the query of the sums of each side: a customer counts once, with the first offer."""
    whose = case((offers.c.customer_id == "", offers.c.offer_id), else_=offers.c.customer_id)
    nth = func.row_number().over(
        partition_by=(offers.c.occasion, whose), order_by=(offers.c.at, offers.c.offer_id)
    )
    first = select(offers, nth.label("nth")).subquery()
    paid, margin = (cast(first.c[one], Double) for one in ("paid_minor", "margin_minor"))
    sides = (
        first.c.occasion,
        first.c.held_percent,
        (first.c.state == OfferState.HELD_OUT).label("is_held_out"),
    )
    sums = (
        func.count().label("customers"),
        func.sum(case((first.c.orders > 0, 1), else_=0)).label("ordered"),
        func.sum(paid).label("paid"),
        func.sum(paid * paid).label("paid_squares"),
        func.coalesce(func.sum(margin), 0.0).label("margin"),
        func.coalesce(func.sum(margin * margin), 0.0).label("margin_squares"),
        func.count(first.c.margin_minor).label("with_margin"),
        func.max(first.c.at).label("newest"),
    )
    counted = (first.c.nth == 1, first.c.held_percent.is_not(None), first.c.paid_minor.is_not(None))
    return select(*sides, *sums).where(*counted).group_by(*sides)


def _side(row: Row[Any]) -> OfferSide:
    return OfferSide(
        occasion=OfferOccasion(row.occasion),
        held_percent=row.held_percent,
        is_held_out=bool(row.is_held_out),
        customers=row.customers,
        ordered=row.ordered,
        paid=row.paid,
        paid_squares=row.paid_squares,
        margin=row.margin,
        margin_squares=row.margin_squares,
        with_margin=row.with_margin,
        newest=aware(row.newest),
    )


def _row(plan: OfferPlan) -> dict[str, Any]:
    return {
        "offer_id": plan.offer_id,
        "cause_id": plan.cause_id,
        "conversation_id": plan.conversation_id,
        "customer_id": plan.customer_id,
        "occasion": plan.occasion,
        "state": OfferState.HELD_OUT if plan.is_held_out else OfferState.RESERVED,
        "day": plan.day,
        "currency": plan.worth.currency,
        "worth_minor": plan.worth.amount_minor,
        "ends_on": plan.ends_on,
        "held_percent": plan.held_percent,
        "plan": _PLAN.dump_json(plan).decode(),
        "at": plan.at,
    }


def _plan(row: Row[Any]) -> OfferPlan:
    return _PLAN.validate_json(row.plan)


def _kept(row: Row[Any]) -> KeptOffer:
    return KeptOffer(
        plan=_plan(row),
        state=OfferState(row.state),
        orders=row.orders,
        used=row.used,
        told_at=aware(row.told_at) if row.told_at else None,
    )


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    rows = connection.execute(select(offers).where(rows_of(offers, person)).order_by(offers.c.at))
    return [
        {
            "conversation": row.conversation_id,
            "occasion": row.occasion,
            "state": row.state,
            "worth_minor": row.worth_minor,
            "currency": row.currency,
            "ends_on": row.ends_on.isoformat(),
            "at": aware(row.at).isoformat(),
            "orders": row.orders,
            "used": row.used,
        }
        for row in rows
    ]


def _erase(connection: Connection, person: Person, *, key: bytes) -> int:
    """Forget whose offers they were; their worth still counts in the budget of its day.

    A hash of the customer stays until their next turn: to be erased brings no second code.
    """
    rows = connection.execute(
        select(offers.c.offer_id, offers.c.customer_id).where(rows_of(offers, person))
    ).all()
    for row in rows:
        nobody = {"customer_id": _hash(key, row.customer_id), "conversation_id": "", "plan": ""}
        mine = update(offers).where(offers.c.offer_id == row.offer_id)
        connection.execute(mine.values(nobody))
    return len(rows)


def _hash(key: bytes, customer_id: str) -> str:
    return pseudonym(key, "offers", customer_id)
