"""Implement the port `ContactBook` on the event log's database."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.ports import Contact
from assistant.messages.channels.updates import AccountContact, ContactKeys
from integrations.stores.sql.channels.channel_tables import channel_contacts as contacts
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.prepared_statements import PreparedStatement

_AT = (
    contacts.c.channel == bindparam("channel"),
    contacts.c.account_id == bindparam("account"),
)
_BY_USER = PreparedStatement(select(contacts).where(*_AT, contacts.c.user_id == bindparam("key")))
_BY_PHONE = PreparedStatement(select(contacts).where(*_AT, contacts.c.phone == bindparam("key")))
_COLUMNS = [column.name for column in contacts.columns]
_TRIES = 5  # another process may open the same contact at the same moment


class SqlContactBook:
    """Keep a `ContactBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self, place: AccountContact, *, name: str, conversation_id: ConversationId
    ) -> tuple[Contact, bool]:
        known = await self.find(place)
        if known is not None and not _teaches(place.keys, name, known):
            return known, False  # almost always; a look takes no write lock
        opening = partial(_open, place=place, name=name, conversation_id=conversation_id)
        for attempt in range(1, _TRIES + 1):
            try:
                return await self._database.write(opening)
            except IntegrityError:
                if attempt == _TRIES:
                    raise
        raise AssertionError

    async def find(self, place: AccountContact) -> Contact | None:
        return await self._database.read(partial(_find, place=place))

    async def rekey(
        self, channel: ChannelKind, account_id: AccountId, *, old: ContactKeys, new: ContactKeys
    ) -> Contact | None:
        place = AccountContact(channel=channel, account_id=account_id, keys=old)
        return await self._database.write(partial(_rekey, place=place, new=new))

    async def of(self, conversation_id: ConversationId) -> Contact | None:
        return (await self.those([conversation_id])).get(conversation_id)

    async def those(
        self, conversation_ids: Iterable[ConversationId]
    ) -> Mapping[ConversationId, Contact]:
        wanted = tuple(conversation_ids)
        if not wanted:
            return {}
        found = select(contacts).where(contacts.c.conversation_id.in_(wanted))
        known = map(_contact, await fetch(self._database, found))
        return {one.conversation_id: one for one in known}

    async def forget(self, conversation_id: ConversationId) -> None:
        mine = contacts.c.conversation_id == conversation_id
        await change(self._database, delete(contacts).where(mine))


def _teaches(keys: ContactKeys, name: str, known: Contact) -> bool:
    """Return whether something of the contact is other than it was known."""
    return (
        keys.user_id not in ("", known.keys.user_id)
        or keys.phone not in ("", known.keys.phone)
        or name not in ("", known.name)
    )


def _open(
    connection: Connection, place: AccountContact, name: str, conversation_id: ConversationId
) -> tuple[Contact, bool]:
    found = _find(connection, place)
    if found is None:
        connection.execute(
            insert(contacts).values(
                conversation_id=conversation_id,
                channel=place.channel,
                account_id=place.account_id,
                user_id=None,
                phone=None,
                name=name,
            )
        )
    contact = found or Contact(
        conversation_id=conversation_id,
        channel=place.channel,
        account_id=place.account_id,
        keys=ContactKeys(),
    )
    takes_over = bool(place.keys.user_id)
    learnt = _learn(connection, contact, place.keys, name=name, takes_over=takes_over)
    return learnt, found is None


def _find(connection: Connection, place: AccountContact) -> Contact | None:
    keys = place.keys
    by_user = _one(connection, _BY_USER, place, keys.user_id)
    if by_user is not None:
        return by_user
    by_phone = _one(connection, _BY_PHONE, place, keys.phone)
    if by_phone is not None and keys.user_id and by_phone.keys.user_id:
        return None  # the number has changed hands
    return by_phone


def _rekey(connection: Connection, place: AccountContact, new: ContactKeys) -> Contact | None:
    known = _find(connection, place)
    if known is None:
        return None
    return _learn(connection, known, new, name="", takes_over=False)


def _learn(
    connection: Connection, contact: Contact, keys: ContactKeys, *, name: str, takes_over: bool
) -> Contact:
    """Give the contact new keys, unless they are another's; a number may be taken over."""
    place = AccountContact(channel=contact.channel, account_id=contact.account_id, keys=keys)
    user_id, phone = keys.user_id or contact.keys.user_id, keys.phone or contact.keys.phone
    has_user = _one(connection, _BY_USER, place, user_id)
    if has_user is not None and has_user.conversation_id != contact.conversation_id:
        user_id = contact.keys.user_id
    has_phone = _one(connection, _BY_PHONE, place, phone)
    if has_phone is not None and has_phone.conversation_id != contact.conversation_id:
        if takes_over:
            other = contacts.c.conversation_id == has_phone.conversation_id
            connection.execute(update(contacts).where(other).values(phone=None))
        else:
            phone = contact.keys.phone
    name = name or contact.name
    mine = contacts.c.conversation_id == contact.conversation_id
    row = {"user_id": user_id or None, "phone": phone or None, "name": name}
    connection.execute(update(contacts).where(mine).values(row))
    return Contact(
        conversation_id=contact.conversation_id,
        channel=contact.channel,
        account_id=contact.account_id,
        keys=ContactKeys(user_id=user_id, phone=phone),
        name=name,
    )


def _one(
    connection: Connection, by: PreparedStatement, place: AccountContact, key: str
) -> Contact | None:
    if not key:
        return None
    parameters = {"channel": place.channel, "account": place.account_id, "key": key}
    rows = by.all(connection, parameters)
    return _contact(rows[0]) if rows else None


def _contact(row: Row[Any] | tuple[Any, ...]) -> Contact:
    one = dict(zip(_COLUMNS, row, strict=True))
    return Contact(
        conversation_id=ConversationId(one["conversation_id"]),
        channel=ChannelKind(one["channel"]),
        account_id=AccountId(one["account_id"]),
        keys=ContactKeys(user_id=one["user_id"] or "", phone=one["phone"] or ""),
        name=one["name"],
    )
