"""Put the language model of the settings together, and what writes with it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.engine import Engine
from integrations.stores.memory.model_spending import MemorySpending
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.metered_model import MeteredModel
from assistant.kit.model.ports import LanguageModel, Message, Purpose, Request, MessageRole
from assistant.kit.model.prices import Prices
from assistant.kit.model.spending import Budget, Spending
from assistant.ports import Clock
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import EndpointSettings, ModelSettings
from assistant.answers.writing.answer_cache import AnswerCache
from assistant.answers.writing.ports import Speaker
from assistant.answers.writing.wording_prompt import Voice
from assistant.answers.writing.model_writer import ModelWriter

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
    """Have the model answer a word, and say which one did, and how soon.

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


def with_model_writer(
    engine: Engine, model: LanguageModel | None, settings: Settings, *, speaker: Speaker | None
) -> Engine:
    """Return an engine that writes with `model`; without one, as it is."""
    if model is None:
        return engine
    writer = ModelWriter(
        model=model,
        voice=Voice(shop=engine.turn.shop.name, tone=settings.model.tone, form=settings.model.form),
        cache=AnswerCache(settings.model.cache),
        clock=engine.turn.clock,
        likeness=engine.likeness,
        speaker=speaker,
        max_tokens=settings.model.max_tokens,
    )
    return replace(engine, turn=replace(engine.turn, writer=writer))


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
