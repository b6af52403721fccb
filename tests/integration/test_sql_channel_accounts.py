"""Channel accounts on SQLite files and on a real PostgreSQL."""

import pytest
from sqlalchemy import Connection, select, update

from assistant.messages.channels.account_book import KeptAccounts, SealBrokenError
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.channels.channel_account_book import SqlKeptAccounts
from integrations.stores.sql.channels.channel_tables import channel_accounts
from integrations.stores.sql.database import Database
from tests.contract.channel_accounts import ChannelAccountsContract, channel_account
from tests.support.processes.databases import OnPostgres, OnSqlite

SEAL = Seal.derived(b"k" * 32, purpose="tests")


class SqlContract(ChannelAccountsContract):
    @pytest.fixture
    async def accounts(self, database: Database) -> KeptAccounts:
        return SqlKeptAccounts(database, SEAL)

    async def test_no_secret_stands_in_the_database(
        self, accounts: KeptAccounts, database: Database
    ) -> None:
        one = channel_account("1")
        await accounts.keep(one)

        def read(connection: Connection) -> str:
            return repr(connection.execute(select(channel_accounts)).all())

        kept = await database.read(read)
        for secret in (one.access_token, *one.app_secrets, one.verify_token):
            assert secret not in kept

    async def test_another_key_opens_nothing_and_says_what_to_do(
        self, accounts: KeptAccounts, database: Database
    ) -> None:
        await accounts.keep(channel_account("1"))
        elsewhere = SqlKeptAccounts(database, Seal.derived(b"x" * 32, purpose="tests"))

        with pytest.raises(SealBrokenError, match=r"whatsapp 1 .* add it again"):
            await elsewhere.all()

    async def test_the_secrets_of_one_are_no_use_to_another(
        self, accounts: KeptAccounts, database: Database
    ) -> None:
        await accounts.keep(channel_account("1"))

        def move(connection: Connection) -> None:
            connection.execute(update(channel_accounts).values(account_id="2"))

        await database.write(move)
        with pytest.raises(SealBrokenError):
            await accounts.all()


class TestSqliteChannelAccounts(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresChannelAccounts(OnPostgres, SqlContract):
    pass
