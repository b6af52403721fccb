"""What every `SettingsBook` does. Inherit `SettingsBookContract` and override `book`."""

import asyncio
from datetime import UTC, datetime

import pytest

from assistant.kit.settings.settings_book import (
    SettingsBook,
    SettingsConflictError,
    SettingsVersion,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def version(number: int, by: str = "zoé", undoes: int = 0, **values: str) -> SettingsVersion:
    """Return a version whose values are named `section__field`."""
    named = {name.replace("__", "."): text for name, text in values.items()}
    return SettingsVersion(
        version=number, values=named, changed=tuple(named), at=NOON, by=by, undoes=undoes
    )


class SettingsBookContract:
    @pytest.fixture
    def book(self) -> SettingsBook:
        raise NotImplementedError

    async def test_there_is_none_at_first(self, book: SettingsBook) -> None:
        assert await book.version() == 0
        assert await book.current() is None
        assert list(await book.history(limit=9)) == []
        assert await book.read(1) is None

    async def test_a_version_comes_back_as_it_was_put(self, book: SettingsBook) -> None:
        new = version(1, shop__currency="GBP", mail__password="pâté 123", undoes=7)

        await book.put(new)

        assert await book.current() == new
        assert await book.read(1) == new
        assert await book.version() == 1

    async def test_every_version_is_kept_newest_first(self, book: SettingsBook) -> None:
        first, second = version(1, shop__currency="GBP"), version(2, shop__currency="USD")

        await book.put(first)
        await book.put(second)

        assert list(await book.history(limit=9)) == [second, first]
        assert list(await book.history(limit=1)) == [second]
        assert await book.read(1) == first

    async def test_of_many_at_once_one_is_put(self, book: SettingsBook) -> None:
        puts = [book.put(version(1, by=f"agent {n}", shop__currency="GBP")) for n in range(8)]

        ended = await asyncio.gather(*puts, return_exceptions=True)

        assert ended.count(None) == 1
        assert sum(isinstance(one, SettingsConflictError) for one in ended) == len(puts) - 1
        assert await book.version() == 1

    async def test_no_version_is_left_out(self, book: SettingsBook) -> None:
        with pytest.raises(SettingsConflictError):
            await book.put(version(2, shop__currency="GBP"))

        assert await book.version() == 0
