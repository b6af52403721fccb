"""Assemble the language model of the settings, and all that thinks with it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.local_installation import SystemClock
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.metered_model import MeteredModel
from assistant.kit.model.model_budget import Budget, Prices, Spending
from assistant.kit.model.ports import LanguageModel, Message, MessageRole, Purpose, Request
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import EndpointSettings, ModelSettings
from assistant.mind.ports import Speaker
from assistant.mind.prompt import Voice
from assistant.mind.thinker import Thinker
from assistant.ports import Clock
from assistant.tools.customer_tools import customer_tools
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


def assemble_thinker(
    settings: Settings, shop: Shop, model: LanguageModel | None, *, speaker: Speaker | None
) -> Thinker | None:
    """Return who thinks with `model`; None: there is no model."""
    if model is None:
        return None
    chosen = settings.model
    return Thinker(
        model=model,
        voice=Voice(shop=shop.name, tone=chosen.tone, redacts=chosen.redact),
        clock=SystemClock(),
        seconds=chosen.turn_s,
        speaker=speaker,
    )


def in_other_tone(thinker: Thinker | None, settings: Settings, shop: Shop) -> Thinker | None:
    """Return who thinks in the tone of other settings, on the same model."""
    if thinker is None:
        return None
    return assemble_thinker(settings, shop, thinker.model, speaker=thinker.speaker)


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


async def examine_tools(settings: Settings) -> str:
    """Return how the model calls a tool for a plain question.

    Raises:
        SettingError: it has an address and no name.
        ModelError: it gives no answer.
        LookupError: it calls no tool, so that it can only word what code has found.
    """
    tools = customer_tools(None, operates=False, sells=False).tools
    words = (
        Message(role=MessageRole.SYSTEM, text="Call a tool for what you do not know."),
        Message(role=MessageRole.USER, text="Do you sell red scarves?"),
    )
    request = Request(
        messages=words,
        purpose=Purpose.ANSWER,
        tools=tuple(one.offered for one in tools),
        max_tokens=200,
    )
    async with open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model:
        if model is None:
            raise LookupError
        answer = await model.complete(request)
        if not answer.calls:  # as an endpoint's first may be that shows the model no tools
            answer = await model.complete(request)
    if not answer.calls:
        msg = f"{settings.model.name} called no tool for a plain question: choose another model"
        raise LookupError(msg)
    called = ", ".join(f"{call.name} {call.arguments}" for call in answer.calls)
    return f"{answer.end.model} at {answer.end.endpoint} calls tools ({called})"
