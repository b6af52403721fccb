"""Accounts that are added work in every process soon, whatever becomes of the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount, LiveAccounts
from assistant.ports import LogUnavailableError
from tests.contract.channel_accounts import NOON, channel_account
from tests.support.memory.channel_books import MemoryKeptAccounts


class Now:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class TestAccounts:
    async def test_of_the_settings_come_first(self) -> None:
        kept = MemoryKeptAccounts()
        await kept.keep(channel_account("1"))
        live = LiveAccounts(fixed=[channel_account("1", minutes=9)], added=kept.all, clock=Now())

        (one,) = await live.all(ChannelKind.WHATSAPP)
        assert one.added_at == NOON + timedelta(minutes=9)
        assert await live.all(ChannelKind.MESSENGER) == ()

    async def test_that_are_added_are_known_within_ten_seconds(self) -> None:
        kept, clock = MemoryKeptAccounts(), Now()
        live = LiveAccounts(fixed=(), added=kept.all, clock=clock)
        assert await live.all(ChannelKind.WHATSAPP) == ()

        await kept.keep(channel_account("1"))
        clock.time += timedelta(seconds=10)

        assert [one.account_id for one in await live.all(ChannelKind.WHATSAPP)] == ["1"]

    async def test_stay_known_while_the_database_is_away(self) -> None:
        kept, clock, away = MemoryKeptAccounts(), Now(), False
        await kept.keep(channel_account("1"))

        async def added() -> Sequence[ChannelAccount]:
            if away:
                raise LogUnavailableError
            return await kept.all()

        live = LiveAccounts(fixed=(), added=added, clock=clock)
        await live.all(ChannelKind.WHATSAPP)
        away, clock.time = True, NOON + timedelta(minutes=1)

        assert [one.account_id for one in await live.all(ChannelKind.WHATSAPP)] == ["1"]

    async def test_are_not_guessed_before_they_were_read(self) -> None:
        async def added() -> Sequence[ChannelAccount]:
            raise LogUnavailableError

        live = LiveAccounts(fixed=(), added=added, clock=Now())
        with pytest.raises(LogUnavailableError):
            await live.all(ChannelKind.WHATSAPP)
