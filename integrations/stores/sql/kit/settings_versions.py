"""Implement the port `SettingsBook` on the event log's database; secrets are sealed."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, func, select

from assistant.kit.settings.setting_fields import setting_fields
from assistant.kit.settings.settings_book import SettingsConflictError, SettingsVersion
from assistant.messages.channels.account_book import SealBrokenError
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware, settings_versions

_NEWEST = PreparedStatement(select(func.max(settings_versions.c.version)))
_ROWS = select(settings_versions).order_by(settings_versions.c.version.desc())


class SqlSettingsBook:
    """Keep a `SettingsBook` that any number of processes may have open."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def version(self) -> int:
        return await self._database.read(_version)

    async def current(self) -> SettingsVersion | None:
        return await self._one(_ROWS.limit(1))

    async def history(self, *, limit: int) -> Sequence[SettingsVersion]:
        return [self._of_row(row) for row in await fetch(self._database, _ROWS.limit(limit))]

    async def read(self, version: int) -> SettingsVersion | None:
        return await self._one(_ROWS.where(settings_versions.c.version == version))

    async def put(self, new: SettingsVersion) -> None:
        rows = await fetch(self._database, _ROWS.limit(1))
        before = orjson.loads(rows[0].content)["sealed"] if rows else {}
        kept = {name: before[name] for name in new.unread if name in before}
        row = {
            "version": new.version,
            "content": orjson.dumps(self._content(new, kept)).decode(),
            "at": new.at,
            "author": new.by,
        }
        await self._database.write(partial(_put, row=row))

    async def _one(self, query: Select[Any]) -> SettingsVersion | None:
        rows = await fetch(self._database, query)
        return self._of_row(rows[0]) if rows else None

    def _content(self, new: SettingsVersion, kept: dict[str, str]) -> dict[str, object]:
        """Return a version as it is stored; `kept` are secrets that another key sealed."""
        sealed = kept | {
            name: b64encode(self._seal.close(text.encode(), about=name)).decode()
            for name, text in new.values.items()
            if _is_secret(name)
        }
        return {
            "values": {name: text for name, text in new.values.items() if name not in sealed},
            "sealed": sealed,
            "changed": list(new.changed),
            "undoes": new.undoes,
        }

    def _of_row(self, row: Row[Any]) -> SettingsVersion:
        said = orjson.loads(row.content)
        opened, unread = dict(said["values"]), []
        for name, sealed in said["sealed"].items():
            try:
                opened[name] = self._seal.open(b64decode(sealed), about=name).decode()
            except SealBrokenError:
                unread.append(name)
        return SettingsVersion(
            version=row.version,
            values=opened,
            changed=tuple(said["changed"]),
            at=aware(row.at),
            by=row.author,
            undoes=said["undoes"],
            unread=tuple(unread),
        )


def _is_secret(name: str) -> bool:
    known = setting_fields().get(name)
    return known is None or known.is_secret  # what a later release knows may be one


def _version(connection: Connection) -> int:
    [(newest,)] = _NEWEST.all(connection, {})
    return newest or 0


def _put(connection: Connection, row: dict[str, object]) -> None:
    version = row["version"]
    if _version(connection) + 1 != version or not insert_new(connection, settings_versions, row):
        raise SettingsConflictError(version)
