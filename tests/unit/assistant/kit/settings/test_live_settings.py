"""Work goes on with the settings in force, in every process."""

import asyncio

import pytest

from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.live_settings import FINISH_S, LOOK_S, LiveSettings, work_along
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.settings_book import SettingsVersion
from assistant.ports import LogUnavailableError
from tests.contract.settings_book import version
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.settings_book import MemorySettingsBook
from tests.support.patience import until


class FaultyBook(MemorySettingsBook):
    """A book that tells of a new version, and cannot be read the next times."""

    away = 0

    async def current(self) -> SettingsVersion | None:
        if self.away:
            self.away -= 1
            raise LogUnavailableError
        return await super().current()


class Followed:
    """Work that notes its settings."""

    def __init__(self) -> None:
        self.book, self.fanout = FaultyBook(), MemoryFanout()
        self.live = self.another()
        self.stop = asyncio.Event()
        self.seen: list[int] = []
        self.ended: list[int] = []

    def another(self) -> LiveSettings:
        return LiveSettings(server=Settings(), book=self.book, fanout=self.fanout)

    async def work(self, settings: Settings, over: asyncio.Event) -> None:
        if settings.webchat.max_chars == 13:
            msg = "nobody can work with that"
            raise SettingError(msg)
        self.seen.append(settings.webchat.max_chars)
        await over.wait()
        self.ended.append(settings.webchat.max_chars)

    async def put(self, number: int, chars: str) -> None:
        await self.book.put(version(number, webchat__max_chars=chars))
        await self.another().tell()

    async def sees(self, *seen: int) -> None:
        async def has_seen() -> bool:
            return self.seen == list(seen)

        await until(has_seen, within_s=5)


@pytest.fixture
def followed() -> Followed:
    return Followed()


class TestWorkAlong:
    def test_is_told_of_a_change_and_has_finished_within_a_second(self) -> None:
        assert LOOK_S + FINISH_S <= 1.0

    async def test_sees_with_its_next_look_what_nobody_tells(
        self, followed: Followed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks = 0

        async def count() -> int:
            nonlocal looks
            looks += 1
            return await MemorySettingsBook.version(followed.book)

        monkeypatch.setattr(followed.book, "version", count)
        working = asyncio.create_task(work_along(followed.live, followed.work, followed.stop))
        await followed.sees(2000)
        await followed.book.put(version(1, webchat__max_chars="500"))  # and tells nobody
        before = looks

        await followed.sees(2000, 500)

        assert looks - before <= 2  # and that of the settings after them
        followed.stop.set()
        await working

    async def test_works_anew_with_each_change_and_ends_what_it_did(
        self, followed: Followed
    ) -> None:
        working = asyncio.create_task(work_along(followed.live, followed.work, followed.stop))
        await followed.sees(2000)

        await followed.put(1, "500")
        await followed.sees(2000, 500)
        await followed.put(2, "600")
        await followed.sees(2000, 500, 600)
        followed.stop.set()
        await working

        assert followed.ended == [2000, 500, 600]

    async def test_goes_on_as_before_where_nobody_can_work_with_a_change(
        self, followed: Followed
    ) -> None:
        working = asyncio.create_task(work_along(followed.live, followed.work, followed.stop))
        await followed.sees(2000)

        await followed.put(1, "13")
        await followed.sees(2000, 2000)
        followed.stop.set()
        await working

    async def test_goes_back_to_the_last_that_worked_after_two_that_do_not(
        self, followed: Followed
    ) -> None:
        await followed.put(1, "500")
        working = asyncio.create_task(work_along(followed.live, followed.work, followed.stop))
        await followed.sees(500)

        await followed.put(2, "13")
        await followed.sees(500, 500)
        await followed.put(3, "13")
        await followed.sees(500, 500, 500)
        followed.stop.set()
        await working

    async def test_begins_with_the_servers_alone_where_nobody_can_work_with_those_kept(
        self, followed: Followed
    ) -> None:
        await followed.put(1, "13")
        working = asyncio.create_task(work_along(followed.live, followed.work, followed.stop))

        await followed.sees(2000)
        await followed.put(2, "500")
        await followed.sees(2000, 500)
        followed.stop.set()
        await working

    async def test_ends_where_nobody_can_work_with_the_servers_either(
        self, followed: Followed
    ) -> None:
        followed.live.server = layer(Settings(), {"webchat.max_chars": "13"})

        with pytest.raises(BaseExceptionGroup) as caught:
            async with asyncio.timeout(5):
                await work_along(followed.live, followed.work, followed.stop)

        assert caught.group_contains(SettingError)

    async def test_outlives_a_log_that_goes_away_between_two_looks(
        self, followed: Followed
    ) -> None:
        working = asyncio.create_task(work_along(followed.live, followed.work, followed.stop))
        await followed.sees(2000)
        followed.book.away = 2

        await followed.put(1, "500")
        await followed.sees(2000, 500)
        assert followed.book.away == 0
        followed.stop.set()
        await working
