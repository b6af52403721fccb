"""Put together what a worker writes answers with: the model, what it may cost, who watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.engine import Engine
from assistant.app.compose.services.model import open_model, with_model_writer
from assistant.app.compose.process_parts import Parts
from assistant.conversation.conversation_message import ChannelKind
from assistant.kit.settings.settings import Settings
from assistant.messages.snapshots import Snapshots
from assistant.messages.page_speaker import WatchedPages, PageSpeaker
from assistant.messages.turn import Turn
from integrations.channels.completions.channel import CompletionsChannel
from integrations.channels.webchat.webchat_channel import WebChatChannel

_WATCHED = 256  # conversations kept in memory to look up whose they are, sentence by sentence


@asynccontextmanager
async def open_writing(settings: Settings, engine: Engine, parts: Parts) -> AsyncIterator[Turn]:
    """Yield the engine's turn, writing with the model of the settings, if there is one.

    Raises:
        SettingError: the model has an address and no name.
    """
    clock = SystemClock()
    async with open_model(settings, spending=parts.spending, clock=clock) as model:
        pages: dict[ChannelKind, WatchedPages] = {
            ChannelKind.WEBCHAT: WebChatChannel(parts.broker.fanout),
            ChannelKind.API: CompletionsChannel(parts.broker.fanout),
        }
        speaker = PageSpeaker(Snapshots(parts.log, size=_WATCHED), pages)
        yield with_model_writer(engine, model, settings, speaker=speaker).turn
