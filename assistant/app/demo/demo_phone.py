"""Add the accounts of the demo's phone: a number and a page of the simulator of Meta's servers.

The simulator listens on loopback, on a port that the settings name, so that workers reach it as
they would reach Meta.
"""

import secrets
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.app.compose.local_installation import take_address
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import MessengerSettings, WhatsAppSettings

HERE = "127.0.0.1"
_NUMBER, _BUSINESS, _PAGE = "106540352242922", "102290129340398", "240198765432100"
BODIES = {"/phone/(whatsapp|messenger)/file": 5_100_000}
"""How many bytes a photo that is sent from the page may have, with the form around it."""


def with_phone(settings: Settings) -> Settings:
    """Return the demo's settings with a number and a page of the simulator.

    Accounts that the environment names stay: then there is no phone.
    """
    if settings.whatsapp.phone_number_id or settings.messenger.page_id:
        return settings
    with take_address(HERE, 0) as (taken,):
        port = taken.getsockname()[1]
    shared = {
        "app_secret": (SecretStr(secrets.token_hex(16)),),
        "verify_token": SecretStr(secrets.token_urlsafe(12)),
        "access_token": SecretStr(secrets.token_urlsafe(24)),
        "api_url": f"http://{HERE}:{port}/v24.0",
    }
    number = {"phone_number_id": _NUMBER, "business_account_id": _BUSINESS}
    return settings.model_copy(
        update={
            "whatsapp": WhatsAppSettings.model_validate({**shared, **number}),
            "messenger": MessengerSettings.model_validate({**shared, "page_id": _PAGE}),
        }
    )


def has_phone(settings: Settings) -> bool:
    """Return whether the demo's accounts are the simulator's."""
    place = urlsplit(settings.whatsapp.api_url)
    return place.hostname == HERE and settings.whatsapp.phone_number_id == _NUMBER


def revealed(secret: SecretStr | None) -> str:
    """Return the words of a secret; "" without one."""
    return secret.get_secret_value() if secret else ""


def environment(settings: Settings) -> dict[str, str]:
    """Return the phone's accounts as environment variables for the demo's workers."""
    if not has_phone(settings):
        return {}
    whatsapp, messenger = settings.whatsapp, settings.messenger
    said: dict[str, str] = {}
    for section, one in (("WHATSAPP", whatsapp), ("MESSENGER", messenger)):
        said |= {
            f"COMPTOIR_{section}__APP_SECRET": revealed(one.app_secret[0]),
            f"COMPTOIR_{section}__VERIFY_TOKEN": revealed(one.verify_token),
            f"COMPTOIR_{section}__ACCESS_TOKEN": revealed(one.access_token),
            f"COMPTOIR_{section}__API_URL": one.api_url,
        }
    return said | {
        "COMPTOIR_WHATSAPP__PHONE_NUMBER_ID": whatsapp.phone_number_id,
        "COMPTOIR_WHATSAPP__BUSINESS_ACCOUNT_ID": whatsapp.business_account_id,
        "COMPTOIR_MESSENGER__PAGE_ID": messenger.page_id,
    }
