"""Check that Comptoir can work with settings, before they are in force: without any request."""

from collections.abc import Callable, Iterator

from assistant.app.compose.data_folders import file_rules
from assistant.app.compose.operation_gate import read_token_rules
from assistant.app.compose.services.console_sign_in import read_admission_rules
from assistant.app.compose.services.rasa_connection import find_secret
from assistant.app.compose.shop_profile import load_shop
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.staff.settings_changes import UnworkableSettingsError
from assistant.kit.settings.rule_file import RuleTextError
from assistant.kit.settings.settings import SettingError, Settings
from assistant.operations.shop_rules import load_rules

_NEEDED = {
    "shop.system=shopify": ("shopify.domain", "shopify.token"),
    "shop.system=woocommerce": ("woocommerce.url", "woocommerce.key", "woocommerce.secret"),
    "helpdesk.kind=chatwoot": (
        "chatwoot.url",
        "chatwoot.token",
        "chatwoot.account",
        "chatwoot.inbox",
    ),
    "dialogue.engine=model": ("model.base_url", "model.name"),
}
"""Settings that a choice needs."""


def check_settings(settings: Settings) -> None:
    """Check that every process would start with the settings.

    Raises:
        UnworkableSettingsError: the message names the settings, by section and field.
    """
    for choice, needed in _NEEDED.items():
        name, _, chosen = choice.partition("=")
        missing = [one for one in needed if not _value(settings, one)]
        if _value(settings, name) == chosen and missing:
            raise UnworkableSettingsError(*missing)
    if settings.model.base_url and not settings.model.name:
        raise UnworkableSettingsError(*_NEEDED["dialogue.engine=model"][1:])
    for names, part in _parts(settings):
        try:
            part()
        except (SettingError, ValueError) as error:
            faults = error.faults if isinstance(error, RuleTextError) else ()
            raise UnworkableSettingsError(*names, why=str(error), faults=faults) from error


def _parts(settings: Settings) -> Iterator[tuple[tuple[str, ...], Callable[[], object]]]:
    yield ("shop.profile",), lambda: load_shop(settings.shop.profile_source)
    yield ("shop.rule_text",), lambda: load_rules(settings.shop.rule_source)
    yield ("helpdesk.rule_text",), lambda: load_desk_rules(settings.helpdesk.rule_source)
    yield ("attachments.types",), lambda: file_rules(settings)
    yield ("identity.token_key",), lambda: read_token_rules(settings)
    yield ("oidc.roles",), lambda: read_admission_rules(settings)
    if settings.dialogue.engine == "rasa":
        yield ("rasa.secret",), lambda: find_secret(settings)


def _value(settings: Settings, name: str) -> object:
    section, _, field = name.partition(".")
    return getattr(getattr(settings, section), field)
