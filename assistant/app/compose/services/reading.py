"""Put the dialogue engine together that has a language model read."""

from pydantic import JsonValue

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.services.model import open_model
from assistant.operations.dialogue.by_model.model_requests import messages
from assistant.operations.dialogue.by_model.engine import ModelEngine
from assistant.operations.dialogue.by_model.model_tools import offered
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from integrations.stores.memory.model_spending import MemorySpending
from assistant.kit.model.ports import LanguageModel, Purpose, Request
from assistant.operations.rules import load_rules
from assistant.kit.settings.settings import SettingError, Settings


def model_dialogue(model: LanguageModel, embedded: EmbeddedEngine, settings: Settings) -> DialogueEngine:
    """Return the engine that has `model` read; half of the time is left for an answer's words."""
    return ModelEngine(embedded=embedded, model=model, timeout_s=settings.model.total_s / 2)


def required_model(model: LanguageModel | None) -> LanguageModel:
    """Return the model.

    Raises:
        SettingError: none is set.
    """
    if model is None:
        msg = "COMPTOIR_DIALOGUE__ENGINE=model needs COMPTOIR_MODEL__BASE_URL and __NAME: a model"
        raise SettingError(msg)
    return model


async def examine_reading(settings: Settings) -> str:
    """Return how the model reads a plain message.

    Raises:
        SettingError: no model is set.
        ModelError: it gives no answer.
        LookupError: it calls no tool, so that the embedded engine reads all the time.
    """
    tools = offered((), load_rules(settings.shop.rules), in_progress=False)
    shown: dict[str, JsonValue] = {"earlier": [], "in_progress": None, "now": "Where is my order?"}
    request = Request(messages=messages("read", shown), purpose=Purpose.DIALOGUE, tools=tools)
    async with open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model:
        answer = await required_model(model).complete(request)
        if not answer.calls:  # as an endpoint's first may be that shows the model no tools
            answer = await required_model(model).complete(request)
    if not answer.calls:
        msg = f"{settings.model.name} called no tool for a plain message: choose another model"
        raise LookupError(msg)
    called = ", ".join(call.name for call in answer.calls)
    return f"{answer.end.model} at {answer.end.endpoint} reads (a parcel's whereabouts: {called})"
