"""The Chatwoot of the settings: opened, examined."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.app.commands.installation_checkup import PartFinding, examine
from assistant.app.compose.services.chatwoot_helpdesk import open_chatwoot
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.kit.settings.system_settings import ChatwootSettings
from tests.support.simulators.chatwoot.server import SECRET, TOKEN, ChatwootSimulator, Hook
from tests.support.simulators.chatwoot.store import ACCOUNT, INBOX


def chatwoot(url: str, /, **changed: object) -> ChatwootSettings:
    given: dict[str, object] = {
        "url": url,
        "token": SecretStr(TOKEN),
        "account": ACCOUNT,
        "inbox": INBOX,
        "webhook_secrets": (SecretStr(SECRET),),
    }
    return ChatwootSettings.model_validate(given | changed)


class TestTheAddress:
    @pytest.mark.parametrize(
        "url", ["http://chat.shop.example", "chat.shop.example", "https://a@b.example", "https://"]
    )
    def test_to_which_the_token_would_be_sent_in_the_open_is_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match="url"):
            ChatwootSettings(url=url)

    @pytest.mark.parametrize("name", ["url", "token", "account", "inbox"])
    async def test_is_not_opened_without_all_that_is_needed(self, name: str) -> None:
        empty = {"url": "", "token": None, "account": 0, "inbox": 0}
        settings = chatwoot("https://chat.shop.example", **{name: empty[name]})

        with pytest.raises(SettingError, match="COMPTOIR_CHATWOOT__INBOX"):
            async with open_chatwoot(settings):
                pass


class TestTheDoctor:
    async def look(self, folder: Path, settings: ChatwootSettings) -> PartFinding:
        kind = HelpdeskSettings(kind="chatwoot")
        wanted = Settings(data_dir=folder, helpdesk=kind, chatwoot=settings)
        (found,) = [one async for one in examine(wanted, ["helpdesk"])]
        return found

    async def test_is_content_with_one_that_answers(self, tmp_path: Path) -> None:
        async with ChatwootSimulator().serve() as simulator:
            simulator.hooks = [Hook(url="https://desk.example/webhooks/chatwoot")]
            found = await self.look(tmp_path, chatwoot(simulator.url))

        assert found.well, found.detail
        assert "inbox 3 and its webhook are there" in found.detail

    async def test_says_what_is_wrong(self, tmp_path: Path) -> None:
        async with ChatwootSimulator().serve() as simulator:
            found = await self.look(tmp_path, chatwoot(simulator.url, token=SecretStr("old")))

        assert not found.well
        assert "COMPTOIR_CHATWOOT__TOKEN" in found.detail

    async def test_says_that_nothing_is_set(self, tmp_path: Path) -> None:
        found = await self.look(tmp_path, ChatwootSettings())

        assert not found.well
        assert "are needed" in found.detail
