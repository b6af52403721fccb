"""Export and erase rows of a database that are about a person."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, or_

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from integrations.stores.sql.database import Database


def rows_of(table: Table, person: Person) -> ColumnElement[bool]:
    """Return the condition of a person's rows: by conversation, and by customer if it is kept."""
    mine = [table.c.conversation_id.in_(person.conversations)]
    if "customer_id" in table.c:
        mine.append(table.c.customer_id.in_(person.customer_ids))
    return or_(*mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlHolding:
    """Keep a `Holding` of two functions: one reads the records of a person, one erases them."""

    name: str
    database: Database
    read: Callable[[Connection, Person], Sequence[KeptRecord]]
    remove: Callable[[Connection, Person], int]

    async def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        del content  # there are no files
        for record in await self.database.read(lambda one: self.read(one, person)):
            yield record

    async def erase(self, person: Person) -> int:
        return await self.database.write(lambda one: self.remove(one, person))
