"""Errors that tell the person at the keyboard what to mend: a trace of the code would not help."""

from assistant.app.index import NothingToIndexError
from assistant.app.serve import AddressError
from assistant.app.shop import ShopFileError
from assistant.ports import LogUnavailableError
from integrations.redis.embedded import EmbeddedServerError
from retrieval.encoders.errors import EncoderError
from retrieval.search import WrongEncoderError
from retrieval.versions import IndexBusyError, NoIndexError

EXPECTED = (
    AddressError,
    EmbeddedServerError,
    EncoderError,
    IndexBusyError,
    LogUnavailableError,
    NoIndexError,
    NothingToIndexError,
    ShopFileError,
    WrongEncoderError,
)
