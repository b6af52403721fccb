"""Errors that tell the person at the keyboard what to mend: a trace of the code would not help."""

from assistant.announcing.addresses import AddressRefusedError
from assistant.app.autonomy import TableMovedOnError
from assistant.app.channel_accounts import ChannelError
from assistant.app.index import NothingToIndexError
from assistant.app.indexed_paths import IndexAgainError
from assistant.app.insight_errors import InsightError, WebhookError
from assistant.app.place import AddressError, DataDirError
from assistant.app.rasa_errors import RasaServerError
from assistant.app.shop import ShopFileError
from assistant.app.staff import StaffError
from assistant.app.supervise import WorkerEndedError
from assistant.autonomy.table import AutonomyTableError
from assistant.channels.kept_accounts import SealBrokenError
from assistant.handoff.rules import DeskFileError
from assistant.insights.errors import (
    BackendError,
    BuildRunningError,
    CompetitorFileError,
    ImportFileError,
    NoBuildError,
)
from assistant.ports import LogUnavailableError
from assistant.settings import SettingError
from integrations.redis.embedded import EmbeddedServerError
from retrieval.encoders.errors import EncoderError
from retrieval.search import WrongEncoderError
from retrieval.versions import IndexBusyError, NoIndexError

EXPECTED = (
    AddressError,
    AddressRefusedError,
    AutonomyTableError,
    ChannelError,
    BackendError,
    BuildRunningError,
    CompetitorFileError,
    DataDirError,
    DeskFileError,
    EmbeddedServerError,
    EncoderError,
    ImportFileError,
    IndexAgainError,
    IndexBusyError,
    InsightError,
    LogUnavailableError,
    NoBuildError,
    NoIndexError,
    NothingToIndexError,
    RasaServerError,
    SealBrokenError,
    SettingError,
    ShopFileError,
    StaffError,
    TableMovedOnError,
    WebhookError,
    WorkerEndedError,
    WrongEncoderError,
)


def find_expected(error: BaseException) -> BaseException | None:
    """Return the error, or one of its group, if its message is all that helps."""
    if isinstance(error, BaseExceptionGroup):
        found = (find_expected(one) for one in error.exceptions)
        return next((one for one in found if one is not None), None)
    return error if isinstance(error, EXPECTED) else None
