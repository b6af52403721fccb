from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, update

from assistant.app.commands.record_upkeep import NOTED_HEAD, verify_audit, watch_audit
from assistant.app.compose.services.subscriber_announcements import announcement_book
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.kit.announcing.types import (
    Announcement,
    AnnouncementType,
    Subscriber,
    SubscriberId,
    SubscriberKind,
)
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import change, open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit
from integrations.stores.sql.staff.staff_tables import audit


async def write(settings: Settings, count: int) -> None:
    async with open_database(settings.log_url) as database:
        for _ in range(count):
            at = datetime(2026, 11, 28, tzinfo=UTC)
            await SqlAudit(database).write(Deed(at=at, actor="lea", action=Action.SIGNED_IN))


async def watch(settings: Settings, day: int) -> list[Announcement]:
    """Look at the audit as every night, twice; return what a subscriber is told of it."""
    at = datetime(2026, 11, day, 1, tzinfo=UTC)
    async with open_database(settings.log_url) as database:
        book = announcement_book(settings, database)
        for _ in range(2):
            await watch_audit(settings, book, at=at)
        taken = await book.take(at, until=at + timedelta(minutes=5), limit=9)
    return [one.announcement for one in taken if one.announcement.at == at]


class TestTheHeadOfEachDay:
    async def test_is_told_once_and_says_that_entries_are_gone(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 3)
        async with open_database(settings.log_url) as database:
            subscriber = Subscriber(
                subscriber_id=SubscriberId("s1"),
                kind=SubscriberKind.STANDARD,
                url="https://elsewhere.example/heads",
                types=frozenset({AnnouncementType.AUDIT_HEAD}),
                added_at=datetime(2026, 11, 1, tzinfo=UTC),
            )
            await announcement_book(settings, database).keep(subscriber)
        (whole,) = await watch(settings, 28)
        async with open_database(settings.log_url) as database:
            await change(database, delete(audit).where(audit.c.number == 3))

        (cut,) = await watch(settings, 29)

        assert (whole.data["audit"]["number"], whole.data["audit"]["whole"]) == (3, True)
        assert cut.data["audit"]["broken_at"] == 3
        assert not cut.data["audit"]["whole"]


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

    async def test_shows_it_also_where_the_file_was_removed(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 3)
        assert not (await verify_audit(settings)).note_is_gone
        (tmp_path / NOTED_HEAD).unlink()
        async with open_database(settings.log_url) as database:
            await change(database, delete(audit).where(audit.c.number == 3))

        cut = await verify_audit(settings)

        assert (cut.broken_at, cut.note_is_gone) == (3, True)

    async def test_is_where_every_night_begins_but_on_sunday_or_after_a_break(
        self, tmp_path: Path
    ) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 3)
        await verify_audit(settings)
        await write(settings, 1)
        async with open_database(settings.log_url) as database:
            forged = update(audit).where(audit.c.number == 1).values(actor="somebody")
            await change(database, forged)

        nightly = [
            (await verify_audit(settings, whole=whole)).broken_at for whole in (False, True, False)
        ]

        assert nightly == [None, 1, 1]
        async with open_database(settings.log_url) as database:
            noted = await SqlAudit(database).noted()
        assert noted is not None
        assert (noted.head.number, noted.broken_at) == (4, 1)

    async def test_is_taken_anew_where_somebody_says_which_head_they_know(
        self, tmp_path: Path
    ) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 3)
        await verify_audit(settings)
        async with open_database(settings.log_url) as database:
            await change(database, delete(audit).where(audit.c.number == 3))
            known = await SqlAudit(database).head()
        assert (await verify_audit(settings, whole=False)).broken_at == 3

        await verify_audit(settings, known)

        assert (await verify_audit(settings)).broken_at is None

    async def test_moves_on_with_the_audit(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        await write(settings, 1)
        await verify_audit(settings)
        await write(settings, 1)

        assert (await verify_audit(settings)).broken_at is None
        assert (tmp_path / NOTED_HEAD).read_text().startswith("2:")
