from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.app.demo.demo_phone import environment, has_phone, with_phone
from assistant.kit.settings.settings import PREFIX, Settings
from assistant.kit.settings.system_settings import WhatsAppSettings


def test_the_demo_gets_accounts_of_the_simulator_with_secrets_of_its_own() -> None:
    one, other = with_phone(Settings()), with_phone(Settings())
    assert has_phone(one)
    assert urlsplit(one.whatsapp.api_url).hostname == "127.0.0.1"
    assert one.whatsapp.api_url == one.messenger.api_url
    assert one.whatsapp.app_secret != other.whatsapp.app_secret
    assert one.whatsapp.access_token != other.whatsapp.access_token


def test_an_account_that_is_there_stays_and_there_is_no_phone() -> None:
    real = WhatsAppSettings(phone_number_id="42", access_token=SecretStr("real"))
    settings = with_phone(Settings(whatsapp=real))
    assert settings.whatsapp is real
    assert not has_phone(settings)
    assert environment(settings) == {}


def test_workers_are_told_everything_that_the_api_knows_of_the_accounts() -> None:
    settings = with_phone(Settings())
    said = environment(settings)
    assert all(name.startswith(PREFIX) for name in said)
    for section in ("whatsapp", "messenger"):
        given = {
            name.removeprefix(f"{PREFIX}{section.upper()}__").lower(): value
            for name, value in said.items()
            if section.upper() in name
        }
        there = getattr(settings, section)
        assert type(there).model_validate(given) == there


def test_a_shop_without_the_demo_has_none() -> None:
    assert not has_phone(Settings())
