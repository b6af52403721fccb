"""Opens the numbers and pages that were added, with the key that their secrets are sealed by."""

from assistant.app.keys import find_key
from assistant.channels.kept_accounts import KeptAccounts
from assistant.channels.sealing import Seal
from assistant.settings import Settings
from integrations.sql.channel_accounts import SqlKeptAccounts
from integrations.sql.database import Database

_PURPOSE = "channel accounts"


def kept_accounts(settings: Settings, database: Database) -> KeptAccounts:
    """Return the accounts that were added.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return SqlKeptAccounts(database, Seal.derived(find_key(settings), purpose=_PURPOSE))
