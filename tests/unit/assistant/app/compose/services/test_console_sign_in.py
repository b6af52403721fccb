import pytest

from assistant.app.compose.services.console_sign_in import read_admission_rules
from assistant.conversation.people import Role
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.staff_settings import OidcSettings


def settings(*roles: str) -> Settings:
    return Settings(oidc=OidcSettings(issuer="https://id.example/realms/shop", roles=roles))


class TestGroups:
    def test_give_roles_in_the_order_of_the_setting(self) -> None:
        rules = read_admission_rules(settings("a=b=lead", "support=agent"))

        assert list(rules.roles.items()) == [("a=b", Role.LEAD), ("support", Role.AGENT)]

    @pytest.mark.parametrize("pair", ["support", "support=", "=agent", "support=boss"])
    def test_that_are_none_are_named(self, pair: str) -> None:
        with pytest.raises(SettingError, match=r"COMPTOIR_OIDC__ROLES: .* is no GROUP=ROLE"):
            read_admission_rules(settings(pair))

    def test_make_no_admin(self) -> None:
        with pytest.raises(SettingError, match="no group makes an admin"):
            read_admission_rules(settings("bosses=admin"))

    @pytest.mark.parametrize(
        "issuer", ["http://id.example/realms/shop", "id.example", "https://id.example/?a=b"]
    )
    def test_are_of_a_provider_that_is_asked_in_private(self, issuer: str) -> None:
        with pytest.raises(ValueError, match="issuer"):
            OidcSettings(issuer=issuer)
