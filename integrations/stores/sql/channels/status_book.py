"""Implement the port `StatusBook` on the event log's database.

A status and its event are one write.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from assistant.conversation.events import ReplyStatusReported
from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import DeliveryStatus, furthest
from assistant.messages.channels.message_charges import MessageCharge
from assistant.messages.channels.ports import SendKey, SendProgress, SendState, StatusNews
from assistant.messages.channels.updates import StatusArrived
from assistant.ports import UnknownConversationError
from integrations.stores.sql.channels.channel_tables import channel_sends as sends
from integrations.stores.sql.channels.channel_tables import parked_statuses as parked
from integrations.stores.sql.channels.charge_book import count_charge
from integrations.stores.sql.database import Database, change
from integrations.stores.sql.log import log_statements
from integrations.stores.sql.shared_statements import lock_for_transaction
from integrations.stores.sql.tables import aware

_UNSURE = sends.c.provider_message_id.is_(None)


class SqlStatusBook:
    """Keep a `StatusBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, key: SendKey, account_id: AccountId, *, at: datetime) -> SendProgress:
        return await self._database.write(partial(_begin, key=key, account_id=account_id, at=at))

    async def retry(self, key: SendKey, *, at: datetime) -> None:
        again = update(sends).where(_is(key), _UNSURE).values(begun_at=at)
        await change(self._database, again)

    async def give_back(self, key: SendKey) -> None:
        await change(self._database, delete(sends).where(_is(key), _UNSURE))

    async def sent(
        self, key: SendKey, account_id: AccountId, provider_message_id: str, *, at: datetime
    ) -> StatusNews | None:
        return await self._database.write(
            partial(
                _sent,
                key=key,
                account_id=account_id,
                provider_message_id=provider_message_id,
                at=at,
            )
        )

    async def report(self, status: StatusArrived) -> StatusNews | None:
        return await self._database.write(partial(_report, status=status))

    async def report_up_to(
        self,
        conversation_id: ConversationId,
        status: DeliveryStatus,
        *,
        up_to: datetime,
        at: datetime,
    ) -> Sequence[StatusNews]:
        work = partial(
            _report_up_to, conversation_id=conversation_id, status=status, up_to=up_to, at=at
        )
        return await self._database.write(work)

    async def find(self, account_id: AccountId, provider_message_id: str) -> SendKey | None:
        found = partial(
            _find, account_id=account_id, provider_message_id=provider_message_id, key=None
        )
        row = await self._database.read(found)
        return _key(row) if row is not None else None

    async def drop_before(self, before: datetime) -> int:
        return await self._database.write(partial(_drop_before, before=before))


def _is(key: SendKey) -> Any:  # noqa: ANN401 - SQLAlchemy's own union of conditions
    return and_(sends.c.message_id == key.message_id, sends.c.part == key.part)


def _key(row: Row[Any]) -> SendKey:
    return SendKey(
        conversation_id=ConversationId(row.conversation_id),
        message_id=MessageId(row.message_id),
        part=row.part,
    )


def _one_at_a_time(connection: Connection, account_id: AccountId, provider_message_id: str) -> None:
    """Lock the statuses of one message for this transaction; SQLite has one writer anyway.

    Else a status could be parked while its send is noted, and neither would see the other.
    """
    lock_for_transaction(
        connection, func.hashtextextended(f"{account_id}/{provider_message_id}", 0)
    )


def _begin(
    connection: Connection, key: SendKey, account_id: AccountId, at: datetime
) -> SendProgress:
    row = connection.execute(select(sends).where(_is(key))).one_or_none()
    if row is None:
        connection.execute(insert(sends).values(_row(key, account_id, at)))
        return SendProgress(state=SendState.NEW, at=at)
    state = SendState.SENT if row.provider_message_id else SendState.UNSURE
    provider_id = row.provider_message_id or ""
    return SendProgress(state=state, at=aware(row.begun_at), provider_message_id=provider_id)


def _row(key: SendKey, account_id: AccountId, at: datetime) -> dict[str, Any]:
    return {
        "message_id": key.message_id,
        "part": key.part,
        "conversation_id": key.conversation_id,
        "account_id": account_id,
        "begun_at": at,
    }


def _sent(
    connection: Connection,
    key: SendKey,
    account_id: AccountId,
    provider_message_id: str,
    at: datetime,
) -> StatusNews | None:
    _one_at_a_time(connection, account_id, provider_message_id)
    row = connection.execute(select(sends).where(_is(key))).one_or_none()
    named = {"provider_message_id": provider_message_id}
    if row is None:
        connection.execute(insert(sends).values(_row(key, account_id, at) | named))
    elif row.provider_message_id is None:
        connection.execute(update(sends).where(_is(key)).values(named))
    early = and_(
        parked.c.account_id == account_id, parked.c.provider_message_id == provider_message_id
    )
    waits = connection.execute(select(parked).where(early)).one_or_none()
    if waits is None:
        return None
    connection.execute(delete(parked).where(early))
    if waits.charged_as:
        charge = MessageCharge(category=waits.charged_as, country=waits.charged_in)
        count_charge(connection, key, charge, aware(waits.at))
    return _advance(connection, key, DeliveryStatus(waits.status), waits.code, aware(waits.at))


def _report(connection: Connection, status: StatusArrived) -> StatusNews | None:
    _one_at_a_time(connection, status.account_id, status.provider_message_id)
    row = _find(
        connection,
        status.account_id,
        status.provider_message_id,
        SendKey.parse(status.callback),
    )
    if row is None:
        _park(connection, status)
        return None
    key, settled = _key(row), row.provider_message_id is None
    if settled:
        named = {"provider_message_id": status.provider_message_id}
        connection.execute(update(sends).where(_is(key)).values(named))
    if status.charge is not None:
        count_charge(connection, key, status.charge, status.at)
    told = _advance(connection, key, status.status, status.code, status.at)
    if told is None and settled:
        return StatusNews(
            conversation_id=key.conversation_id,
            message_id=key.message_id,
            status=status.status,
            settled=True,
        )
    return replace(told, settled=settled) if told else None


def _report_up_to(
    connection: Connection,
    conversation_id: ConversationId,
    status: DeliveryStatus,
    up_to: datetime,
    at: datetime,
) -> Sequence[StatusNews]:
    theirs = select(sends).where(
        sends.c.conversation_id == conversation_id,
        sends.c.begun_at <= up_to,
        sends.c.provider_message_id.is_not(None),
        (sends.c.status != status) | sends.c.status.is_(None),
    )
    rows = connection.execute(theirs.order_by(sends.c.begun_at, sends.c.part)).all()
    told = [_advance(connection, _key(row), status, "", at) for row in rows]
    return tuple(one for one in told if one is not None)


def _find(
    connection: Connection,
    account_id: AccountId,
    provider_message_id: str,
    key: SendKey | None,
) -> Row[Any] | None:
    """Return the send of that id; else the one that `key` names, if its id is not known."""
    by_id = select(sends).where(
        sends.c.account_id == account_id, sends.c.provider_message_id == provider_message_id
    )
    row = connection.execute(by_id.limit(1)).one_or_none() if provider_message_id else None
    if row is not None or key is None:
        return row
    return connection.execute(select(sends).where(_is(key))).one_or_none()


def _park(connection: Connection, status: StatusArrived) -> None:
    same = and_(
        parked.c.account_id == status.account_id,
        parked.c.provider_message_id == status.provider_message_id,
    )
    row = {"status": status.status.value, "code": status.code, "at": status.at}
    if status.charge is not None:
        charge = {"charged_as": status.charge.category, "charged_in": status.charge.country}
    else:
        charge = {}
    known = connection.execute(select(parked).where(same)).one_or_none()
    if known is None:
        ids = {
            "account_id": status.account_id,
            "provider_message_id": status.provider_message_id,
        }
        connection.execute(insert(parked).values(ids | row | charge))
    elif furthest(DeliveryStatus(known.status), status.status).value != known.status:
        connection.execute(update(parked).where(same).values(row | charge))
    elif charge:
        connection.execute(update(parked).where(same).values(charge))


def _advance(
    connection: Connection, key: SendKey, status: DeliveryStatus, code: str, at: datetime
) -> StatusNews | None:
    """Store a status that is news, and its event if it is news of the whole reply."""
    parts = select(sends.c.part, sends.c.status).where(sends.c.message_id == key.message_id)
    known = {
        part: DeliveryStatus(told) if told else None
        for part, told in connection.execute(parts).all()
    }
    now = furthest(known.get(key.part), status)
    if now is known.get(key.part):
        return None
    connection.execute(update(sends).where(_is(key)).values(status=now.value))
    if now is DeliveryStatus.SENT or _of_all(known) is _of_all(known | {key.part: now}):
        return None
    event = ReplyStatusReported(
        conversation_id=key.conversation_id,
        at=at,
        message_id=key.message_id,
        status=now,
        code=code,
    )
    try:
        log_statements.append(connection, key.conversation_id, [event], None)
    except UnknownConversationError:
        return None  # it was erased
    return StatusNews(conversation_id=key.conversation_id, message_id=key.message_id, status=now)


def _of_all(known: dict[int, DeliveryStatus | None]) -> DeliveryStatus | None:
    """Return the status of a whole reply whose parts have these."""
    all_: DeliveryStatus | None = None
    for status in known.values():
        all_ = furthest(all_, status) if status else all_
    return all_


def _drop_before(connection: Connection, before: datetime) -> int:
    old = connection.execute(delete(sends).where(sends.c.begun_at < before)).rowcount
    waits = connection.execute(delete(parked).where(parked.c.at < before)).rowcount
    return old + waits
