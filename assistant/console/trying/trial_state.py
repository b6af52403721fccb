"""Seal a trial between its messages: the page carries it, and only we can read or make it."""

import base64
import zlib

from pydantic import TypeAdapter, ValidationError

from assistant.desk.staff.token_seal import TokenSeal
from assistant.messages.trials.trial import TrialMessage

_MESSAGE = TypeAdapter(TrialMessage)


def seal_trial(message: TrialMessage, seal: TokenSeal) -> str:
    """Return a trial as a form's field may carry it."""
    packed = zlib.compress(_MESSAGE.dump_json(message))
    return seal.encrypt(base64.b85encode(packed).decode())


def open_trial(sealed: str, seal: TokenSeal) -> TrialMessage | None:
    """Return the trial of a field; None: it is not ours, or of another version."""
    try:
        packed = base64.b85decode(seal.decrypt(sealed))
        return _MESSAGE.validate_json(zlib.decompress(packed))
    except (ValueError, zlib.error, ValidationError):
        return None
