"""Export and erase rows of a database that are about a person."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from integrations.stores.sql.database import Database


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
