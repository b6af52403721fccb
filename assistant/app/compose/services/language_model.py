"""Assemble the language model of the settings: as a writer, and as the dialogue's reader."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

from pydantic import JsonValue

from assistant.answers.writing.answer_cache import AnswerCache
from assistant.answers.writing.model_writer import ModelWriter
from assistant.answers.writing.ports import Speaker
from assistant.answers.writing.wording_prompt import Voice
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.compose.local_installation import SystemClock
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.metered_model import MeteredModel
from assistant.kit.model.model_budget import Budget, Prices, Spending
from assistant.kit.model.ports import LanguageModel, Message, MessageRole, Purpose, Request
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import EndpointSettings, ModelSettings
from assistant.operations.dialogue.by_model.model_engine import ModelEngine
from assistant.operations.dialogue.by_model.model_requests import messages
from assistant.operations.dialogue.by_model.model_tools import offered
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.shop_rules import load_rules
from assistant.ports import Clock
from integrations.stores.memory.model_spending import MemorySpending

_WORD = 50  # tokens: a model that thinks first needs some


@asynccontextmanager
async def open_model(
    settings: Settings, *, spending: Spending, clock: Clock
) -> AsyncIterator[LanguageModel | None]:
    """Yield the model of the settings, within its budget; None: none is set.

    Raises:
        SettingError: it has an address and no name.
    """
    chosen = settings.model
    if not chosen.base_url:
        yield None
        return
    if not chosen.name:
        msg = "COMPTOIR_MODEL__NAME is not set: the model, as COMPTOIR_MODEL__BASE_URL calls it"
        raise SettingError(msg)
    from integrations.services.openai.chat_endpoint import OpenAIChat  # noqa: PLC0415  # only who has one pays

    endpoints = _endpoints(chosen)
    model = FailoverModel(
        [
            OpenAIChat(
                base_url=one.base_url,
                model=one.name,
                api_key=one.api_key.get_secret_value() if one.api_key else "none",
                prices=_prices(one),
                timeout_s=chosen.total_s,
            )
            for one in endpoints
        ],
        limits=ModelLimits(
            first_word_s=chosen.first_word_s, total_s=chosen.total_s, tries=chosen.tries
        ),
    )
    try:
        yield MeteredModel(
            model,
            spending=spending,
            budget=Budget(
                conversation_tokens=chosen.conversation_tokens,
                day_tokens=chosen.day_tokens,
                day_cost=chosen.day_cost,
            ),
            dearest=_dearest([_prices(one) for one in endpoints]),
            clock=clock,
        )
    finally:
        await model.close()


async def examine_model(settings: Settings) -> str:
    """Ask the model for a word, and return which endpoint answered, and how soon.

    Raises:
        SettingError: it has an address and no name.
        ModelError: none of its endpoints answers; the text says what to mend.
    """
    words = (Message(role=MessageRole.USER, text="Answer with the word: ready"),)
    started = time.perf_counter()
    async with open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model:
        if model is None:
            raise LookupError
        answer = await model.complete(
            Request(messages=words, purpose=Purpose.ANSWER, max_tokens=_WORD)
        )
    took_ms = (time.perf_counter() - started) * 1000
    return f"{answer.end.model} at {answer.end.endpoint} answers, in {took_ms:.0f} ms"


def assemble_writer(
    parts: AnswerParts, model: LanguageModel | None, *, speaker: Speaker | None
) -> ModelWriter | None:
    """Return the writer that words answers with `model`; None: there is no model."""
    if model is None:
        return None
    chosen = parts.settings.model
    return ModelWriter(
        model=model,
        voice=_voice(parts),
        cache=AnswerCache(chosen.cache),
        clock=SystemClock(),
        likeness=parts.likeness,
        speaker=speaker,
        max_tokens=chosen.max_tokens,
    )


def reworded(writer: ModelWriter | None, parts: AnswerParts) -> ModelWriter | None:
    """Return a writer with the tone, form and length of other settings, on the same model.

    Answers that one of them keeps are not those of the other.
    """
    if writer is None:
        return None
    chosen, voice = parts.settings.model, _voice(parts)
    if (voice, chosen.max_tokens) == (writer.voice, writer.max_tokens):
        return writer
    own = AnswerCache(chosen.cache)
    return replace(writer, voice=voice, max_tokens=chosen.max_tokens, cache=own)


def _voice(parts: AnswerParts) -> Voice:
    chosen = parts.settings.model
    return Voice(shop=parts.shop.name, tone=chosen.tone, form=chosen.form, redacts=chosen.redact)


def _endpoints(chosen: ModelSettings) -> tuple[EndpointSettings, ...]:
    first = EndpointSettings(
        base_url=chosen.base_url,
        api_key=chosen.api_key,
        name=chosen.name,
        price_input=chosen.price_input,
        price_cached=chosen.price_cached,
        price_output=chosen.price_output,
    )
    return (first, *chosen.fallbacks)


def _prices(one: EndpointSettings) -> Prices:
    return Prices(read=one.price_input, cached=one.price_cached, written=one.price_output)


def _dearest(prices: list[Prices]) -> Prices:
    return Prices(
        read=max((one.read for one in prices), default=Decimal(0)),
        written=max((one.written for one in prices), default=Decimal(0)),
    )


def model_dialogue(
    model: LanguageModel, embedded: EmbeddedEngine, settings: Settings
) -> DialogueEngine:
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
    tools = offered((), load_rules(settings.shop.rule_source), in_progress=False)
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
