"""The copilot as the pages ask it: a worker has it, with the encoder and the model."""

from assistant.app.parts import Parts
from assistant.copilot.relay import RemoteCopilot
from assistant.settings import Settings


def remote_copilot(settings: Settings, parts: Parts) -> RemoteCopilot:
    """Return the copilot that the pages ask."""
    return RemoteCopilot(fanout=parts.broker.fanout, has_model=bool(settings.model.base_url))
