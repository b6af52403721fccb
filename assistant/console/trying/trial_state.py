"""Seal a trial between its messages: the page carries it, and only we can read or make it.

A seal is good for the agent whose trial it is, and for nobody else: customers' orders are in it.
"""

import base64
import zlib

from pydantic import TypeAdapter, ValidationError

from assistant.conversation.ids import AgentId
from assistant.desk.staff.token_seal import TokenSeal
from assistant.messages.trials.trial import TrialMessage

_MESSAGE = TypeAdapter(TrialMessage)


def seal_trial(message: TrialMessage, seal: TokenSeal, by: AgentId) -> str:
    """Return a trial of an agent as a form's field may carry it."""
    packed = zlib.compress(_MESSAGE.dump_json(message))
    return seal.encrypt(_mark(by) + base64.b85encode(packed).decode())


def open_trial(sealed: str, seal: TokenSeal, by: AgentId) -> TrialMessage | None:
    """Return the trial of a field; None: it is another agent's, not ours, or too old."""
    mark, opened = _mark(by), seal.decrypt(sealed)
    if not opened.startswith(mark):
        return None
    try:
        packed = base64.b85decode(opened.removeprefix(mark))
        return _MESSAGE.validate_json(zlib.decompress(packed))
    except (ValueError, zlib.error, ValidationError):
        return None


def _mark(by: AgentId) -> str:
    return f"trial of {by}: "
