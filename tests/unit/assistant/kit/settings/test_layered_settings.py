"""The environment wins over the database, which wins over the default."""

import pytest
from pydantic import ValidationError

from assistant.kit.settings.layered_settings import (
    is_changeable,
    layer,
    layer_strictly,
    names_given,
    names_of,
)
from assistant.kit.settings.setting_fields import spell
from assistant.kit.settings.settings import Settings, load


class TestLayers:
    def test_take_what_is_stored_over_the_default(self) -> None:
        settings = layer(
            Settings(),
            {
                "webchat.max_chars": "500",
                "webchat.origins": "https://a.example,https://b.example",
                "model.redact": "false",
                "mail.password": "sesame",
                "escalation.high_value_amount": "99.5",
                "whatsapp.app_secret": "new,old",
            },
        )

        assert settings.webchat.max_chars == 500
        assert settings.webchat.origins == ("https://a.example", "https://b.example")
        assert settings.model.redact is False
        assert settings.mail.password is not None
        assert settings.mail.password.get_secret_value() == "sesame"
        assert str(settings.escalation.high_value_amount) == "99.5"
        assert spell(settings.whatsapp.app_secret) == "new,old"
        assert settings.webchat.messages_per_minute == 20

    def test_take_the_environment_over_what_is_stored(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COMPTOIR_WEBCHAT__MAX_CHARS", "700")
        server = load()

        settings = layer(server, {"webchat.max_chars": "500", "webchat.messages_per_minute": "7"})

        assert "webchat.max_chars" in names_given(server)
        assert "webchat.messages_per_minute" not in names_given(server)
        assert settings.webchat.max_chars == 700
        assert settings.webchat.messages_per_minute == 7

    def test_take_the_command_line_over_what_is_stored(self) -> None:
        server = load(shop={"system": "builtin"})

        assert layer(server, {"shop.system": "shopify"}).shop.system == "builtin"
        assert "shop.system" in names_given(server)

    def test_pass_over_what_is_unknown_or_the_servers_alone(self) -> None:
        stored = {"shop.colour": "red", "host": "::1", "log.url": "sqlite://"}

        assert layer(Settings(), stored) == Settings()

    def test_pass_over_what_does_not_fit_and_keep_the_rest(self) -> None:
        settings = layer(Settings(), {"webchat.max_chars": "many", "mail.port": "25"})

        assert settings.webchat.max_chars == 2000
        assert settings.mail.port == 25

    def test_name_what_does_not_fit(self) -> None:
        with pytest.raises(ValidationError) as caught:
            layer_strictly(Settings(), {"webchat.max_chars": "0", "shop.currency": "euro"})

        assert set(names_of(caught.value)) == {"webchat.max_chars", "shop.currency"}

    @pytest.mark.parametrize("name", ["identity.key", "shop.file", "redis.url", "nothing.at_all"])
    def test_leave_the_servers_own_to_the_server(self, name: str) -> None:
        assert not is_changeable(name)
