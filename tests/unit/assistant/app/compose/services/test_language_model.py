from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from assistant.answers.writing.model_writer import ModelWriter
from pydantic import SecretStr

from assistant.app.commands.installation_checkup import PARTS, examine
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.compose.services.language_model import (
    assemble_writer,
    open_model,
    reworded,
)
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.ports import ModelBudgetError
from assistant.kit.settings.settings import SettingError, Settings, load
from assistant.kit.settings.system_settings import EndpointSettings, ModelSettings
from integrations.stores.memory.model_spending import MemorySpending
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.simulators.model.requests import ask
from tests.support.simulators.model.script import Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer(persona=lambda _: Said(text="ready")).serve() as serving:
        yield serving


def settings(url: str, **more: object) -> Settings:
    chosen = {"base_url": url, "api_key": SecretStr(KEY), "name": NAME, **more}
    return Settings(model=ModelSettings(**chosen))


async def answer(chosen: Settings) -> str:
    async with open_model(chosen, spending=MemorySpending(), clock=HandClock()) as model:
        assert model is not None
        return (await model.complete(ask())).text


class TestTheModelOfTheSettings:
    async def test_is_none_without_an_address(self) -> None:
        async with open_model(Settings(), spending=MemorySpending(), clock=HandClock()) as model:
            assert model is None

    async def test_needs_a_name(self) -> None:
        with pytest.raises(SettingError, match="COMPTOIR_MODEL__NAME"):
            await answer(settings("http://127.0.0.1:9/v1", name=""))

    async def test_answers(self, server: ModelServer) -> None:
        assert await answer(settings(server.url)) == "ready"
        assert server.asked[0].body["model"] == NAME

    async def test_is_asked_elsewhere_when_it_fails(self, server: ModelServer) -> None:
        other = EndpointSettings(base_url=server.url, api_key=SecretStr(KEY), name="other")

        assert (
            await answer(settings("http://127.0.0.1:9/v1", tries=1, fallbacks=(other,))) == "ready"
        )
        assert server.asked[0].body["model"] == "other"

    async def test_keeps_to_the_dearest_prices_of_all_endpoints(self, server: ModelServer) -> None:
        dear = EndpointSettings(base_url=server.url, name="dear", price_output=Decimal(1000))

        with pytest.raises(ModelBudgetError):
            await answer(settings(server.url, day_cost=Decimal("0.1"), fallbacks=(dear,)))

    def test_is_set_by_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COMPTOIR_MODEL__BASE_URL", "https://api.example/v1")
        monkeypatch.setenv("COMPTOIR_MODEL__API_KEY", KEY)
        monkeypatch.setenv(
            "COMPTOIR_MODEL__FALLBACKS", '[{"base_url": "http://other/v1", "name": "m"}]'
        )

        chosen = load().model

        assert chosen.base_url == "https://api.example/v1"
        assert chosen.fallbacks[0].name == "m"
        assert KEY not in repr(chosen)


class TestACheckup:
    @staticmethod
    async def look(chosen: Settings) -> tuple[bool, str]:
        [found] = [one async for one in examine(chosen, ["model"])]
        return found.well, found.detail

    async def test_says_that_there_is_none(self, tmp_path: Path) -> None:
        well, detail = await self.look(Settings(data_dir=tmp_path))

        assert well
        assert "COMPTOIR_MODEL__BASE_URL" in detail

    async def test_has_it_answer(self, server: ModelServer) -> None:
        well, detail = await self.look(settings(server.url))

        assert well
        assert detail.startswith(f"{NAME} at 127.0.0.1:")

    async def test_says_what_to_mend(self, server: ModelServer) -> None:
        server.key = "another"

        well, detail = await self.look(settings(server.url))

        assert not well
        assert "check COMPTOIR_MODEL__API_KEY" in detail
        assert KEY not in detail
        assert "COMPTOIR_MODEL__" in PARTS["model"][1]


def parts_of(**chosen: object) -> AnswerParts:
    """Return the parts that answer by these settings of the model."""
    parts = Assistant(asked("Vous livrez ?"), RETURNS).parts
    return replace(parts, settings=Settings(model=ModelSettings(**chosen)))


def written_with(**chosen: object) -> ModelWriter:
    """Return a writer of these settings; no test asks its model."""
    model = FailoverModel([], limits=ModelLimits(first_word_s=1, total_s=1, tries=1))
    writer = assemble_writer(parts_of(**chosen), model, speaker=None)
    assert writer is not None
    return writer


class TestAWriterOfOtherSettings:
    def test_has_their_words_and_keeps_its_own_answers(self) -> None:
        writer = written_with(tone="warm")

        other = reworded(writer, parts_of(tone="brief", max_tokens=120))

        assert other is not None
        assert (other.voice.tone, other.max_tokens) == ("brief", 120)
        assert other.model is writer.model
        assert other.cache is not writer.cache

    def test_is_the_same_where_they_say_nothing_of_words(self) -> None:
        writer = written_with(tone="warm")

        assert reworded(writer, parts_of(tone="warm", reads=False)) is writer
        assert reworded(None, parts_of()) is None
