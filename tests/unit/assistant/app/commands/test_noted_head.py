from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete

from assistant.app.commands.record_upkeep import NOTED_HEAD, verify_audit
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import change, open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit
from integrations.stores.sql.staff.staff_tables import audit


async def write(settings: Settings, count: int) -> None:
    async with open_database(settings.log_url) as database:
        for _ in range(count):
            at = datetime(2026, 11, 28, tzinfo=UTC)
            await SqlAudit(database).write(Deed(at=at, actor="lea", action=Action.SIGNED_IN))


class TestTheNotedHead:
    async def test_shows_that_the_newest_entries_were_cut_off(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 3)
        whole = await verify_audit(settings)
        async with open_database(settings.log_url) as database:
            await change(database, delete(audit).where(audit.c.number == 3))

        cut = await verify_audit(settings)

        assert whole.broken_at is None
        assert (cut.broken_at, cut.why) == (3, "it was there, and is gone")
        assert (tmp_path / NOTED_HEAD).stat().st_mode & 0o777 == 0o600

    async def test_moves_on_with_the_audit(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 1)
        await verify_audit(settings)
        await write(settings, 1)

        assert (await verify_audit(settings)).broken_at is None
        assert (tmp_path / NOTED_HEAD).read_text().startswith("2:")
