"""Find the errors whose message says how to mend them: a trace of the code would not help."""

from assistant.app.commands.autonomy_administration import TableMovedOnError
from assistant.app.commands.channel_administration import ChannelError
from assistant.app.commands.command_errors import (
    BackupError,
    RasaServerError,
)
from assistant.app.commands.staff_administration import StaffError
from assistant.app.compose.local_installation import AddressError, DataDirError
from assistant.app.compose.search.indexed_paths import IndexAgainError
from assistant.app.compose.search.shop_index import NothingToIndexError, UnnamedCurrencyError
from assistant.app.compose.shop_profile import ShopFileError
from assistant.app.processes.worker_supervision import WorkerEndedError
from assistant.desk.handoff.desk_rules import DeskFileError
from assistant.insights.analysis_errors import (
    BackendError,
    BuildRunningError,
    CompetitorFileError,
    ImportFileError,
    NoBuildError,
)
from assistant.kit.announcing.public_addresses import AddressRefusedError
from assistant.kit.settings.settings import SettingError
from assistant.messages.channels.account_book import SealBrokenError
from assistant.operations.autonomy.autonomy_table import AutonomyTableError
from assistant.ports import LogUnavailableError
from integrations.stores.redis.embedded_valkey import EmbeddedServerError
from retrieval.encoders.encoder_base import EncoderError
from retrieval.index.index_versions import IndexBusyError, NoIndexError
from retrieval.ports import StoreUnavailableError
from retrieval.searching.search import WrongEncoderError

EXPECTED = (
    AddressError,
    AddressRefusedError,
    AutonomyTableError,
    ChannelError,
    BackendError,
    BackupError,
    BuildRunningError,
    CompetitorFileError,
    DataDirError,
    DeskFileError,
    EmbeddedServerError,
    EncoderError,
    ImportFileError,
    IndexAgainError,
    IndexBusyError,
    LogUnavailableError,
    NoBuildError,
    NoIndexError,
    NothingToIndexError,
    RasaServerError,
    SealBrokenError,
    SettingError,
    ShopFileError,
    StaffError,
    StoreUnavailableError,
    TableMovedOnError,
    UnnamedCurrencyError,
    WorkerEndedError,
    WrongEncoderError,
)


def find_expected(error: BaseException) -> BaseException | None:
    """Return the error, or one of its group, if its message says how to mend it."""
    if isinstance(error, BaseExceptionGroup):
        found = (find_expected(one) for one in error.exceptions)
        return next((one for one in found if one is not None), None)
    return error if isinstance(error, EXPECTED) else None
