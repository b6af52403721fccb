import pytest

from assistant.app.compose.program_interfaces import read_clients
from assistant.app.compose.services.language_model import examine_reading, required_model
from assistant.kit.settings.settings import SettingError, Settings
from tests.support.simulators.model.script import Call, Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer

DIGEST = "0" * 64


def settings(server: ModelServer) -> Settings:
    model = {"base_url": server.url, "api_key": KEY, "name": NAME, "tries": 1}
    return Settings.model_validate({"model": model, "dialogue": {"engine": "model"}})


class TestExaminingHowAModelReads:
    async def test_says_what_it_called(self) -> None:
        server = ModelServer(script=[Said(calls=(Call(name="order_status"),))])
        async with server.serve():
            said = await examine_reading(settings(server))

        assert "order_status" in said

    async def test_says_that_it_calls_nothing(self) -> None:
        server = ModelServer(script=[Said(text="Your order is on its way!")])
        async with server.serve():
            with pytest.raises(LookupError, match="choose another model"):
                await examine_reading(settings(server))

    def test_needs_one(self) -> None:
        with pytest.raises(SettingError, match="COMPTOIR_MODEL__BASE_URL"):
            required_model(None)


class TestClients:
    @pytest.mark.parametrize(
        "others",
        [
            [{"name": "kiosk", "key_sha256": "1" * 64}],
            [{"name": "till", "key_sha256": DIGEST}],
        ],
    )
    def test_are_each_of_their_own(self, others: list[dict[str, str]]) -> None:
        clients = [{"name": "kiosk", "key_sha256": DIGEST}, *others]
        twice = Settings.model_validate({"completions": {"clients": clients}})

        with pytest.raises(SettingError, match="same"):
            read_clients(twice)
