"""The scripted conversations with a language model that reads: the settings', or a given one."""

from pathlib import Path

from assistant.app.compose.clock import SystemClock
from assistant.app.evaluation.conversations import ConversationReport, Engines, play_all
from assistant.app.compose.services.model import open_model
from assistant.app.compose.services.reading import required_model, model_dialogue
from assistant.app.evaluation.rehearsal import Backstage
from assistant.operations.dialogue.engine_moves import DialogueEngine
from integrations.stores.memory.model_spending import MemorySpending
from assistant.kit.model.ports import LanguageModel
from assistant.kit.settings.settings import Settings


async def play_with_model(settings: Settings, folder: Path) -> ConversationReport:
    """Play every scenario of a folder with the model of the settings.

    Where it gives no answer the embedded engine reads, as it does for customers: the log says how
    often.

    Raises:
        SettingError: no model is set.
    """
    async with open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model:
        engines = model_engines(required_model(model), settings)
        return await play_all(settings, folder, name="model", engines=engines, listens=True)


def model_engines(model: LanguageModel, settings: Settings) -> Engines:
    """Return what makes engines that have `model` read."""

    def engine(backstage: Backstage) -> DialogueEngine:
        return model_dialogue(model, backstage.engine, settings)

    return engine
