"""Rows that a version before left are read by this one, on both databases."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, inspect

from assistant.improvement.changes.change_set import ChangeCause
from integrations.stores.sql import database as sql_database
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.change_tables import change_sets
from integrations.stores.sql.migrate import MIGRATIONS
from integrations.stores.sql.record_codec import encode
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.change_seeds import change_set

BEFORE = "0059"


def as_before(connection: Connection) -> None:
    """Make the tables of the version before."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, BEFORE)


class MigratedRows:
    @pytest.fixture
    def empty_url(self) -> str:
        raise NotImplementedError

    async def leave(self, url: str, patch: pytest.MonkeyPatch, **rows: object) -> None:
        """Leave a change set with these contents replaced, as the version before wrote it."""
        with patch.context() as before:
            before.setattr(sql_database, "upgrade", as_before)
            async with open_database(url) as database:
                await self._put(database, {str(old): str(new) for old, new in rows.items()})

    async def _put(self, database: Database, words: dict[str, str]) -> None:
        content = encode(change_set())
        for old, new in words.items():
            assert f'"{old}"' in content
            content = content.replace(f'"{old}"', f'"{new}"')
        row = {
            "change_id": change_set().change_id,
            "version": 1,
            "state": "proposed",
            "unsettled": False,
            "conversations": 4,
            "content": content,
        }
        await database.write(lambda one: one.execute(insert(change_sets).values(row)) and None)

    async def test_a_change_that_followed_from_work_in_shadow_is_one_that_was_asked_for(
        self, empty_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.leave(empty_url, monkeypatch, corrected="shadowed")

        async with open_database(empty_url) as database:
            (change,) = await SqlChangeBook(database).all()
            tables = await database.read(lambda one: inspect(one).get_table_names())

        assert change.cause is ChangeCause.ASKED_FOR
        assert change.change == change_set().change
        assert not [one for one in tables if one.startswith("shadow_")]


class TestSqlite(OnSqlite, MigratedRows):
    pass


class TestPostgres(OnPostgres, MigratedRows):
    pass
