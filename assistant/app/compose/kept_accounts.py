"""Opens the numbers and pages that were added, with the key that their secrets are sealed by."""

from assistant.app.compose.keys import find_key
from assistant.messages.channels.kept_accounts import KeptAccounts
from assistant.messages.channels.secret_seal import Seal
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.channels.channel_account_book import SqlKeptAccounts
from integrations.stores.sql.database import Database

_PURPOSE = "channel accounts"


def kept_accounts(settings: Settings, database: Database) -> KeptAccounts:
    """Return the accounts that were added.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return SqlKeptAccounts(database, Seal.derived(find_key(settings), purpose=_PURPOSE))
