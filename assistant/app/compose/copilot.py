"""The copilot as the pages ask it: a worker has it, with the encoder and the model."""

from assistant.app.compose.process_parts import Parts
from assistant.console.copilot.copilot_relay import Patience, RemoteCopilot
from assistant.kit.settings.settings import Settings

_MORE_S = 3.0
"""For all but the model, which may be asked twice: to read, for half of its time, and to write."""


def remote_copilot(settings: Settings, parts: Parts) -> RemoteCopilot:
    """Return the copilot that the pages ask."""
    return RemoteCopilot(
        fanout=parts.broker.fanout,
        has_model=bool(settings.model.base_url),
        patience=Patience(step_s=1.5 * settings.model.total_s + _MORE_S),
    )
