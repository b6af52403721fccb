"""The scripted conversations with a language model that reads: the settings', or a given one."""

from pathlib import Path

from assistant.app.clock import SystemClock
from assistant.app.conversations import ConversationReport, Engines, play_all
from assistant.app.model import open_model
from assistant.app.reading import needed, read_by
from assistant.app.rehearsal import Backstage
from assistant.dialogue.moves import DialogueEngine
from assistant.memory_model import MemorySpending
from assistant.model.ports import LanguageModel
from assistant.settings import Settings


async def play_with_model(settings: Settings, folder: Path) -> ConversationReport:
    """Play every scenario of a folder with the model of the settings.

    Where it gives no answer the embedded engine reads, as it does for customers: the log says how
    often.

    Raises:
        SettingError: no model is set.
    """
    async with open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model:
        engines = reading(needed(model), settings)
        return await play_all(settings, folder, name="model", engines=engines, listens=True)


def reading(model: LanguageModel, settings: Settings) -> Engines:
    """Return what makes engines that have `model` read."""

    def engine(backstage: Backstage) -> DialogueEngine:
        return read_by(model, backstage.engine, settings)

    return engine
