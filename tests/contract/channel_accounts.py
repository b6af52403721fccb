"""What every `KeptAccounts` does. Inherit `ChannelAccountsContract`, override `accounts`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount, KeptAccounts

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def channel_account(
    account_id: str, channel: ChannelKind = ChannelKind.WHATSAPP, *, minutes: int = 0
) -> ChannelAccount:
    return ChannelAccount(
        channel=channel,
        account_id=AccountId(account_id),
        name="Boutique · Lyon",
        access_token=f"EAAG-token-of-{account_id}",
        app_secrets=("new-secret", "old-secret"),
        verify_token="verify-me",
        app_id="5",
        business_account_id="77",
        api_url="https://graph.facebook.com/v24.0",
        added_at=NOON + timedelta(minutes=minutes),
    )


class ChannelAccountsContract:
    @pytest.fixture
    def accounts(self) -> KeptAccounts:
        raise NotImplementedError

    async def test_come_back_as_they_were_kept_in_their_order(self, accounts: KeptAccounts) -> None:
        page = channel_account("9", ChannelKind.MESSENGER)
        second, first = channel_account("1", minutes=5), channel_account("2")
        for one in (page, second, first):
            await accounts.keep(one)

        assert list(await accounts.all()) == [first, second, page]

    async def test_keeping_again_replaces(self, accounts: KeptAccounts) -> None:
        await accounts.keep(channel_account("1"))
        rotated = replace(channel_account("1"), app_secrets=("newest",))
        await accounts.keep(rotated)

        assert list(await accounts.all()) == [rotated]

    async def test_one_id_may_be_of_two_channels(self, accounts: KeptAccounts) -> None:
        await accounts.keep(channel_account("1"))
        await accounts.keep(channel_account("1", ChannelKind.MESSENGER))

        assert await accounts.drop(ChannelKind.WHATSAPP, AccountId("1"))
        assert [one.channel for one in await accounts.all()] == [ChannelKind.MESSENGER]

    async def test_dropping_what_is_not_there_says_so(self, accounts: KeptAccounts) -> None:
        assert not await accounts.drop(ChannelKind.WHATSAPP, AccountId("1"))
