from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.answers.fixed_replies import Shop
from assistant.app.commands.installation_checkup import PARTS, examine
from assistant.app.compose.services.language_model import (
    assemble_thinker,
    in_other_tone,
    open_model,
)
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.ports import ModelBudgetError
from assistant.kit.settings.settings import SettingError, Settings, load
from assistant.kit.settings.system_settings import EndpointSettings, ModelSettings
from integrations.stores.memory.model_spending import MemorySpending
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.simulators.model.requests import ask
from tests.support.simulators.model.script import Asked, Call, Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer


def _ready(asked: Asked) -> Said:
    """Say a word, and call the first tool that there is."""
    calls = tuple(Call(name=name, arguments={"query": "scarf"}) for name in asked.tools[:1])
    return Said(text="" if calls else "ready", calls=calls)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer(persona=_ready).serve() as serving:
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
        assert "calls tools (search_pages" in detail

    async def test_says_that_it_calls_no_tool(self, server: ModelServer) -> None:
        server.persona = lambda _: Said(text="ready")

        well, detail = await self.look(settings(server.url))

        assert not well
        assert "called no tool" in detail

    async def test_says_what_to_mend(self, server: ModelServer) -> None:
        server.key = "another"

        well, detail = await self.look(settings(server.url))

        assert not well
        assert "check COMPTOIR_MODEL__API_KEY" in detail
        assert KEY not in detail
        assert "COMPTOIR_MODEL__" in PARTS["model"][1]


class TestWhoThinks:
    def test_in_the_tone_of_other_settings_has_the_same_model(self) -> None:
        model = FailoverModel([], limits=ModelLimits(first_word_s=1, total_s=1, tries=1))
        shop = Shop(name="Brisemare")
        warm = Settings(model=ModelSettings(tone="warm"))
        thinker = assemble_thinker(warm, shop, model, speaker=None)

        other = in_other_tone(thinker, Settings(model=ModelSettings(tone="brief", turn_s=9)), shop)

        assert thinker is not None
        assert other is not None
        assert (other.voice.tone, other.seconds) == ("brief", 9)
        assert other.model is thinker.model

    def test_is_nobody_without_a_model(self) -> None:
        assert assemble_thinker(Settings(), Shop(name="B"), None, speaker=None) is None
        assert in_other_tone(None, Settings(), Shop(name="B")) is None
