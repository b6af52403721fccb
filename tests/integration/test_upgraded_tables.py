"""An upgrade keeps every row that still means something, and drops what nothing reads any more."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from integrations.stores.sql.database import open_database
from integrations.stores.sql.migrate import MIGRATIONS
from tests.support.processes.databases import OnPostgres, OnSqlite

NOW = "2026-11-02 10:00:00"
SETTINGS = '{"values":{"offers.costs":"p1 9","offers.most":"5"},"sealed":{},"changed":[]}'


def make_tables(connection: Connection, revision: str) -> None:
    """Make the tables of an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def fill(connection: Connection) -> None:
    """Keep what a shop with offers and twelve triggers may have."""
    add = connection.execute
    for trigger in ("parcel_late", "review_asked"):
        row = f"('{trigger}', TRUE, 0.1, '{NOW}', 'ops')"
        add(text(f"INSERT INTO outreach_switches VALUES {row[:-1]}, NULL)"))  # noqa: S608  # ours
    for change, cause in (("c1", "unanswered"), ("c2", "no_effect"), ("c3", "offer")):
        add(
            text(
                "INSERT INTO change_sets (change_id, version, state, unsettled, conversations,"
                " content) VALUES (:change, 1, 'proposed', FALSE, 1, :content)"
            ),
            {"change": change, "content": f'{{"cause":"{cause}"}}'},
        )
    put = text("INSERT INTO settings_versions VALUES (1, :content, :at, 'ops')")
    add(put, {"content": SETTINGS, "at": NOW})


class UpgradeContract:
    """What becomes of the rows of a version with offers and twelve triggers."""

    async def test_keeps_switches_changes_and_costs(self, empty_url: str) -> None:
        url = make_url(empty_url)
        driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
        engine = create_engine(url.set(drivername=driver))
        with engine.begin() as connection:
            make_tables(connection, "0059")
            fill(connection)
        async with open_database(empty_url):
            pass
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            assert not tables & {"offers", "offer_sums", "outreach_prices", "outreach_defects"}
            kept = connection.execute(text("SELECT change_id FROM change_sets")).scalars().all()
            assert kept == ["c1"]
            switches = text("SELECT trigger FROM outreach_switches ORDER BY trigger")
            assert connection.execute(switches).scalars().all() == ["parcel_late", "review_asked"]
            content = connection.execute(text("SELECT content FROM settings_versions")).scalar_one()
            assert content == SETTINGS.replace("offers.costs", "insights.costs")
        engine.dispose()


class TestOnSqlite(OnSqlite, UpgradeContract): ...


class TestOnPostgres(OnPostgres, UpgradeContract): ...
