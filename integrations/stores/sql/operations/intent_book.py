"""Implement the ports of outreach's books on the event log's database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Row,
    Table,
    and_,
    cast,
    delete,
    func,
    not_,
    or_,
    select,
    update,
)

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.outreach.contact_rules import OF_CONVERSATION
from assistant.outreach.intents import (
    AmountTally,
    ArmTally,
    IntentState,
    OutreachIntent,
    OutreachOutcome,
    StateTally,
    TriggerSwitch,
    tallied,
)
from assistant.outreach.triggers.trigger import TriggerName
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.operations.outreach_tables import (
    HAS_AMOUNT,
    consents,
    intents,
    outcomes,
    switches,
)
from integrations.stores.sql.privacy.sql_holding import SqlHolding, rows_of
from integrations.stores.sql.shared_statements import (
    OUTREACH_LOCK,
    insert_new,
    insert_or_update,
    lock_for_transaction,
)
from integrations.stores.sql.tables import aware

_OPEN = (IntentState.WAITING, IntentState.WRITING)
_KNOWN = IntentState.KNOWN
_IS_KNOWN = intents.c.trigger.in_(list(TriggerName))  # a newer version beside has others
_ENDED = and_(intents.c.state == IntentState.REFUSED, intents.c.reason.in_(list(OF_CONVERSATION)))
_COUNTED = (IntentState.WRITING, IntentState.WRITTEN)
_OF_DRAW = (outcomes.c.trigger, outcomes.c.held_percent, outcomes.c.held_out)
_OF_EFFECTS = (*_OF_DRAW, outcomes.c.effects)
_PAID, _MARGIN = outcomes.c.paid_minor, outcomes.c.margin_minor
_COUNTS = select(
    *_OF_EFFECTS,
    func.count().label("customers"),
    func.count(_PAID).label("known"),
    func.count(_MARGIN).label("with_margin"),
).group_by(*_OF_EFFECTS)
_AMOUNTS = (
    select(
        *_OF_DRAW,
        func.count(func.nullif(_PAID, 0)).label("payers"),
        func.sum(_PAID).label("paid"),
        func.sum(cast(_PAID, Double) * _PAID).label("paid_squares"),
        func.sum(_MARGIN).label("margin"),
        func.sum(cast(_MARGIN, Double) * _MARGIN).label("margin_squares"),
    )
    .where(HAS_AMOUNT)
    .group_by(*_OF_DRAW)
)


class SqlIntentBook:
    """Keep `Audience`, `IntentBook` and `SwitchBook` that many processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, purpose: ContactPurpose, *, after: ConversationId | None, limit: int
    ) -> Sequence[ConversationId]:
        found = select(consents.c.conversation_id).distinct().where(consents.c.purpose == purpose)
        if after is not None:
            found = found.where(consents.c.conversation_id > after)
        rows = await fetch(self._database, found.order_by(consents.c.conversation_id).limit(limit))
        return [ConversationId(row.conversation_id) for row in rows]

    async def note(self, begun: OutreachIntent, found: Sequence[OutreachIntent]) -> int:
        ids = {one.intent_id for one in (begun, *found)}
        known = and_(intents.c.intent_id.in_(ids), ~_ENDED)
        if len(await fetch(self._database, select(intents.c.intent_id).where(known))) == len(ids):
            return 0  # almost always; a look takes no write lock
        return await self._database.write(partial(_note, begun=begun, found=found))

    async def has(self, begun: OutreachIntent) -> bool:
        known = select(intents.c.intent_id).where(intents.c.intent_id == begun.intent_id)
        return bool(await fetch(self._database, known))

    async def due(self, now: datetime, *, limit: int) -> Sequence[OutreachIntent]:
        first = (intents.c.due_at, intents.c.intent_id)
        waiting = select(intents).where(
            intents.c.state.in_(_OPEN), intents.c.due_at <= now, _IS_KNOWN
        )
        rows = await fetch(self._database, waiting.order_by(*first).limit(limit))
        return list(map(_intent, rows))

    async def reserve(
        self,
        intent: OutreachIntent,
        now: datetime,
        *,
        since: datetime,
        most: int,
        talks: Sequence[ConversationId] = (),
    ) -> bool:
        also = {intent.conversation_id, *talks}
        return await self._database.write(
            partial(_reserve, intent=intent, now=now, since=since, most=most, also=also)
        )

    async def delay(self, intent: OutreachIntent, until: datetime) -> None:
        mine = intents.c.intent_id == intent.intent_id
        await change(self._database, update(intents).where(mine).values(due_at=until))

    async def settle(self, intent: OutreachIntent) -> None:
        mine = (intents.c.intent_id == intent.intent_id, intents.c.state.in_(_OPEN))
        await change(self._database, update(intents).where(*mine).values(_row(intent)))

    async def unfollowed(self, before: datetime, *, limit: int) -> Sequence[OutreachIntent]:
        return await self._database.read(partial(_unfollowed, before=before, limit=limit))

    async def keep(self, outcome: OutreachOutcome) -> None:
        row = {
            "trigger": outcome.intent.trigger,
            "customer_id": outcome.intent.customer_id,
            "held_out": outcome.held_out,
            "effects": " ".join(sorted(outcome.effects)),
            "held_percent": outcome.intent.held_percent,
            "paid_minor": outcome.bought.paid_minor if outcome.bought else None,
            "margin_minor": outcome.bought.margin_minor if outcome.bought else None,
            "noted_at": outcome.intent.noted_at,
        }
        await self._database.write(partial(_keep, row=row))

    async def tallies(self) -> Sequence[ArmTally]:
        return await self._database.read(_tallies)

    async def states(self) -> Sequence[StateTally]:
        same = (intents.c.trigger, intents.c.state, intents.c.reason)
        counted = select(*same, func.count().label("intents")).group_by(*same)
        return [
            StateTally(
                trigger=TriggerName(row.trigger),
                state=IntentState(row.state),
                reason=row.reason,
                intents=row.intents,
            )
            for row in await fetch(self._database, counted.where(intents.c.state != _KNOWN))
            if row.trigger in set(TriggerName)
        ]

    async def switches(self) -> Sequence[TriggerSwitch]:
        return [
            TriggerSwitch(
                trigger=TriggerName(row.trigger),
                is_on=row.is_on,
                holdout=row.holdout,
                at=aware(row.at),
                by=row.by,
                began_at=aware(row.began_at) if row.began_at else None,
            )
            for row in await fetch(self._database, select(switches).order_by(switches.c.trigger))
            if row.trigger in set(TriggerName)
        ]

    async def turn(self, switch: TriggerSwitch) -> None:
        row = {
            "trigger": switch.trigger,
            "is_on": switch.is_on,
            "holdout": switch.holdout,
            "at": switch.at,
            "by": switch.by,
            "began_at": switch.began_at,
        }
        await self._database.write(lambda one: insert_or_update(one, switches, row))


def _begun(connection: Connection) -> Mapping[str, datetime]:
    """Return when triggers were turned on last, as far as it was kept."""
    known = select(switches.c.trigger, switches.c.began_at)
    rows = connection.execute(known.where(switches.c.began_at.is_not(None)))
    return {row.trigger: aware(row.began_at) for row in rows}


def _since(table: Table, begun: Mapping[str, datetime]) -> ColumnElement[bool]:
    """Return the condition of rows that are noted since their trigger was turned on last."""
    noted = table.c.noted_at
    later = (
        and_(table.c.trigger == trigger, noted.is_not(None), noted >= at)
        for trigger, at in begun.items()
    )
    return or_(table.c.trigger.not_in(list(begun)), *later)


def _keep(connection: Connection, row: Mapping[str, Any]) -> None:
    same = [outcomes.c[name] == row[name] for name in ("trigger", "customer_id")]
    old = not_(_since(outcomes, _begun(connection)))
    connection.execute(delete(outcomes).where(*same, old))
    insert_new(connection, outcomes, row)


def _unfollowed(connection: Connection, before: datetime, limit: int) -> list[OutreachIntent]:
    begun = _begun(connection)
    followed = select(outcomes.c.trigger).where(
        outcomes.c.trigger == intents.c.trigger,
        outcomes.c.customer_id == intents.c.customer_id,
        _since(outcomes, begun),
    )
    due = select(intents).where(
        intents.c.noted_at <= before,
        _since(intents, begun),
        intents.c.state != _KNOWN,
        _IS_KNOWN,
        ~followed.exists(),
    )
    rows = connection.execute(due.order_by(intents.c.noted_at, intents.c.intent_id).limit(limit))
    first = dict[tuple[str, str], OutreachIntent]()
    for intent in map(_intent, rows):
        first.setdefault((intent.trigger, intent.customer_id), intent)
    return list(first.values())


def hold_intents(database: Database) -> SqlHolding:
    """Return the `Holding` of messages that were written first to a person, or were to be."""
    return SqlHolding(name="outreach", database=database, read=_of_person, remove=_erase)


def _note(connection: Connection, begun: OutreachIntent, found: Sequence[OutreachIntent]) -> int:
    insert_new(connection, intents, _row(begun))
    return sum(
        insert_new(connection, intents, _row(one)) or _taken_over(connection, one) for one in found
    )


def _taken_over(connection: Connection, intent: OutreachIntent) -> int:
    """Let an intent that its conversation ended wait in another one; return whether it does."""
    if intent.state is not IntentState.WAITING:
        return 0
    ended = (
        intents.c.intent_id == intent.intent_id,
        _ENDED,
        intents.c.conversation_id != intent.conversation_id,
    )
    return connection.execute(update(intents).where(*ended).values(_row(intent))).rowcount


def _reserve(
    connection: Connection,
    *,
    intent: OutreachIntent,
    now: datetime,
    since: datetime,
    most: int,
    also: Collection[ConversationId],
) -> bool:
    lock_for_transaction(connection, OUTREACH_LOCK)
    mine = intents.c.intent_id == intent.intent_id
    known = connection.execute(select(intents.c.state).where(mine)).scalar()
    if known != IntentState.WAITING:
        return known == IntentState.WRITING
    # Also those of before the customer of a conversation was known.
    talks = select(intents.c.conversation_id).where(intents.c.customer_id == intent.customer_id)
    theirs = (
        or_(
            intents.c.customer_id == intent.customer_id,
            intents.c.conversation_id.in_(also),
            intents.c.conversation_id.in_(talks),
        ),
        intents.c.state.in_(_COUNTED),
        intents.c.written_at > since,
    )
    counted = connection.execute(select(func.count()).select_from(intents).where(*theirs)).scalar()
    if (counted or 0) >= most:
        return False
    begun = update(intents).where(mine).values(state=IntentState.WRITING, written_at=now)
    connection.execute(begun)
    return True


def _row(intent: OutreachIntent) -> dict[str, Any]:
    return {
        "intent_id": intent.intent_id,
        "trigger": intent.trigger,
        "customer_id": intent.customer_id,
        "cause": intent.cause,
        "conversation_id": intent.conversation_id,
        "state": intent.state,
        "reason": intent.reason,
        "noted_at": intent.noted_at,
        "due_at": intent.due_at,
        "expires_at": intent.expires_at,
        "written_at": intent.written_at,
        "held_percent": intent.held_percent,
    }


def _intent(row: Row[Any]) -> OutreachIntent:
    return OutreachIntent(
        trigger=TriggerName(row.trigger),
        customer_id=CustomerId(row.customer_id),
        cause=row.cause,
        conversation_id=ConversationId(row.conversation_id),
        state=IntentState(row.state),
        reason=row.reason,
        noted_at=aware(row.noted_at),
        due_at=aware(row.due_at),
        expires_at=aware(row.expires_at),
        written_at=aware(row.written_at) if row.written_at else None,
        held_percent=row.held_percent,
    )


def _tallies(connection: Connection) -> Sequence[ArmTally]:
    """Return the tallies: the counts of each side, then the amounts that are there."""
    found, counts = [], _since(outcomes, _begun(connection))
    for row in connection.execute(_COUNTS.where(counts)):
        known = AmountTally(customers=row.known, with_margin=row.with_margin)
        draw = (row.trigger, row.held_percent, row.held_out)
        found.append((*draw, row.effects.split(), row.customers, known))
    for row in connection.execute(_AMOUNTS.where(counts)):
        amounts = AmountTally(
            payers=row.payers,
            paid=float(row.paid or 0),
            paid_squares=row.paid_squares or 0.0,
            margin=float(row.margin or 0),
            margin_squares=row.margin_squares or 0.0,
        )
        found.append((row.trigger, row.held_percent, row.held_out, [], 0, amounts))
    return tallied(found)


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    rows = connection.execute(
        select(intents).where(rows_of(intents, person)).order_by(intents.c.noted_at)
    )
    return [
        {
            "trigger": row.trigger,
            "cause": row.cause,
            "conversation": row.conversation_id,
            "state": row.state,
            "reason": row.reason,
            "noted_at": aware(row.noted_at).isoformat(),
            "written_at": aware(row.written_at).isoformat() if row.written_at else None,
        }
        for row in rows
    ]


def _erase(connection: Connection, person: Person) -> int:
    theirs = select(intents.c.customer_id).where(rows_of(intents, person))
    named = {*person.customer_ids, *connection.execute(theirs).scalars()}
    connection.execute(delete(outcomes).where(outcomes.c.customer_id.in_(named)))
    return connection.execute(delete(intents).where(rows_of(intents, person))).rowcount
