import httpx
import pytest
from pydantic import SecretStr

from assistant.app.commands.installation_checkup import examine
from assistant.app.compose.services.rasa_connection import describe_rasa, find_secret
from assistant.app.compose.shop_operations import choose_engine, unwatched
from assistant.app.processes.process_tree import environment
from assistant.kit.settings.settings import DialogueSettings, SettingError, Settings
from assistant.kit.settings.system_settings import RasaSettings
from integrations.services.rasa.rasa_engine import RasaEngine
from tests.support.processes.comptoir import free_port
from tests.unit.assistant.operations.dialogue.talking import Talk

SECRET = SecretStr("a secret of sixteen")


def rasa(**said: object) -> Settings:
    url = f"http://127.0.0.1:{free_port()}"
    section = RasaSettings.model_validate({"url": url, "secret": SECRET, **said})
    return Settings(dialogue=DialogueSettings(engine="rasa"), rasa=section)


class TestTheSecret:
    def test_is_the_one_that_is_set(self) -> None:
        assert find_secret(rasa()) == SECRET.get_secret_value()

    def test_must_be_set(self) -> None:
        with pytest.raises(SettingError, match="COMPTOIR_RASA__SECRET"):
            find_secret(rasa(secret=None))

    def test_must_not_be_short(self) -> None:
        with pytest.raises(ValueError, match="at least 16"):
            RasaSettings(secret=SecretStr("short"))

    def test_reaches_the_workers(self) -> None:
        said = environment(rasa(), "redis://r")

        assert said["COMPTOIR_RASA__SECRET"] == SECRET.get_secret_value()
        assert said["COMPTOIR_DIALOGUE__ENGINE"] == "rasa"

    def test_is_no_workers_business_where_rasa_does_not_decide(self) -> None:
        settings = Settings(rasa=RasaSettings(secret=SECRET))

        assert "COMPTOIR_RASA__SECRET" not in environment(settings, "redis://r")


class TestTheEngine:
    async def test_is_the_embedded_one_by_default(self) -> None:
        embedded = Talk().backstage.engine

        async with choose_engine(Settings()) as engines:
            assert engines(embedded, unwatched) is embedded

    async def test_is_rasas_where_the_settings_say_so(self) -> None:
        settings = rasa().model_copy(
            update={"identity": Settings().identity.model_copy(update={"key": SecretStr("0" * 64)})}
        )

        async with choose_engine(settings) as engines:
            assert isinstance(engines(Talk().backstage.engine, unwatched), RasaEngine)


class TestAServerThatIsDown:
    async def test_is_no_reason_not_to_be_ready(self) -> None:
        assert await describe_rasa(rasa()) == "rasa is down, embedded instead"

    async def test_is_found_by_doctor(self) -> None:
        (finding,) = [found async for found in examine(rasa(), ["dialogue"])]

        assert (finding.well, finding.detail) == (False, httpx.ConnectError.__name__)
        assert "embedded engine" in finding.mend

    async def test_does_not_matter_to_doctor_where_it_does_not_decide(self) -> None:
        (finding,) = [found async for found in examine(Settings(), ["dialogue"])]

        assert finding.well
        assert "embedded" in finding.detail
