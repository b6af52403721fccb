"""Put a language model together: its endpoints, one after the other, and how long each is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import JsonValue

from assistant.dialogue.by_model.asking_model import messages
from assistant.dialogue.by_model.tools import offered
from assistant.model.failover import FailoverModel, ModelLimits
from assistant.model.ports import LanguageModel, Purpose, Request
from assistant.model.prices import Prices
from assistant.operations.rules import load_rules
from assistant.settings import SettingError, Settings
from assistant.systems import EndpointSettings, ModelSettings
from integrations.openai.chat import OpenAIChat


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncIterator[LanguageModel]:
    """Yield the model of the settings; nothing is sent before it is asked.

    Raises:
        SettingError: no model is set.
    """
    model = settings.model
    if not model.base_url or not model.name:
        msg = "COMPTOIR_MODEL__BASE_URL and COMPTOIR_MODEL__NAME are not set: which model is it?"
        raise SettingError(msg)
    settings_of: list[ModelSettings | EndpointSettings] = [model, *model.fallbacks]
    endpoints = [_endpoint(one, model) for one in settings_of]
    limits = ModelLimits(first_word_s=model.first_word_s, total_s=model.total_s, tries=model.tries)
    found = FailoverModel(endpoints, limits=limits)
    try:
        yield found
    finally:
        await found.close()


def _endpoint(one: ModelSettings | EndpointSettings, model: ModelSettings) -> OpenAIChat:
    return OpenAIChat(
        base_url=one.base_url,
        model=one.name,
        api_key=one.api_key.get_secret_value() if one.api_key else "none",
        prices=Prices(read=one.price_input, cached=one.price_cached, written=one.price_output),
        timeout_s=model.total_s,
    )


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
    async with open_model(settings) as model:
        answer = await model.complete(request)
    if not answer.calls:
        msg = f"{settings.model.name} called no tool for a plain message: choose another model"
        raise LookupError(msg)
    called = ", ".join(call.name for call in answer.calls)
    return f"{answer.end.model} at {answer.end.endpoint} reads (a parcel's whereabouts: {called})"
