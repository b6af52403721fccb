"""Implement the port `OfferBook` on the event log's database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Connection,
    Row,
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
from assistant.operations.goodwill.offers.offer_terms import OfferPlan
from assistant.operations.goodwill.offers.ports import (
    FollowedOrders,
    KeptOffer,
    OfferSide,
    OfferState,
)
from assistant.operations.identity.identity_codes import pseudonym
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.database_errors import raised_as
from integrations.stores.sql.operations.offer_sums import read_sides, sum_up, unsummed
from integrations.stores.sql.operations.offer_tables import offers, reads
from integrations.stores.sql.privacy.sql_holding import SqlHolding, rows_of
from integrations.stores.sql.shared_statements import (
    OFFER_LOCK,
    insert_new,
    insert_or_update,
    lock_for_transaction,
)
from integrations.stores.sql.tables import aware

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
            return await self._database.read(read_sides)

    async def sum_up(self, *, limit: int) -> int:
        with _errors():
            if not await fetch(self._database, unsummed(limit=1)):
                return 0  # almost always; a look takes no write lock
            return await self._database.write(partial(sum_up, limit=limit))

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
