"""Group settings into pages, and prepare each for its field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.console.settings.setting_texts import Labelled, labelled, say, say_choice
from assistant.conversation.message import Language
from assistant.kit.settings.setting_fields import (
    FieldShape,
    SettingField,
    setting_fields,
    spell,
    value_at,
)
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsVersion

GROUPS: Mapping[str, tuple[str, ...]] = {
    "shop": ("shop.url", "shop.currency", "shop.profile", "basket"),
    "orders": (
        "shop.system",
        "shopify",
        "woocommerce",
        "shop.rule_text",
        "shop.alerts_every_minutes",
    ),
    "widget": ("webchat",),
    "answers": ("policy", "patience"),
    "people": ("escalation",),
    "desk": ("helpdesk", "chatwoot", "console", "attachments"),
    "provider": ("oidc",),
    "customers": ("identity",),
    "mail": ("mail",),
    "model": ("model", "dialogue", "rasa"),
    "whatsapp": ("whatsapp",),
    "messenger": ("messenger",),
    "data": ("retention", "insights"),
    "programs": ("webhooks", "completions"),
}
"""Sections and settings of each page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownField:
    """Hold a setting as its page shows it; of a secret only whether one is kept."""

    field: SettingField
    text: Labelled
    value: str  # as it is typed; "": of a secret, always
    shown: str  # as it is read
    default: str  # as it is read; "": none is said
    choices: Sequence[tuple[str, str]]  # value and word
    of_server: bool
    is_kept: bool  # of a secret
    is_unread: bool  # it was sealed with another key
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """Hold a group of settings in the list of all."""

    name: str
    text: Labelled


def fields_of(group: str) -> Sequence[SettingField]:
    """Return the settings of a group that a page changes."""
    wanted = GROUPS[group]
    return [
        one
        for part in wanted
        for one in setting_fields().values()
        if not one.reason and part in (one.name, one.section)
    ]


def show_groups(language: Language) -> Sequence[ShownGroup]:
    """Return every group."""
    return [ShownGroup(name=name, text=labelled(f"group.{name}", language)) for name in GROUPS]


def show_fields(
    group: str,
    settings: Settings,
    language: Language,
    *,
    servers: Collection[str],
    stored: SettingsVersion | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Sequence[ShownField]:
    """Return the settings of a group; typed values stand in place of those in force."""
    unread = stored.unread if stored else ()
    return [
        _show(
            one,
            settings,
            language,
            typed=typed.get(one.name),
            of_server=one.name in servers,
            is_unread=one.name in unread,
            error=errors.get(one.name, ""),
        )
        for one in fields_of(group)
    ]


def read_fields(
    group: str,
    form: Mapping[str, str],
    settings: Settings,
    servers: Collection[str],
) -> Mapping[str, str]:
    """Return the settings that a form changes; "" takes one away, so that the default holds."""
    asked: dict[str, str] = {}
    for one in fields_of(group):
        if one.name in servers:
            continue
        if one.is_secret:
            text = form.get(one.name, "").strip()
            if text or form.get(f"{one.name}.remove"):
                asked[one.name] = text
            continue
        text = _typed(one, form)
        if text != spell(value_at(settings, one.name)):
            asked[one.name] = "" if text == spell(one.default) else text
    return asked


def _typed(one: SettingField, form: Mapping[str, str]) -> str:
    if one.shape is FieldShape.SWITCH:
        return "true" if form.get(one.name) else "false"
    text = form.get(one.name, "").replace("\r\n", "\n").strip()
    if one.shape is FieldShape.WORDS:
        return ",".join(filter(None, map(str.strip, text.split(","))))
    return text.replace(",", ".") if one.shape is FieldShape.NUMBER else text


def _show(
    one: SettingField,
    settings: Settings,
    language: Language,
    *,
    typed: str | None,
    of_server: bool,
    is_unread: bool,
    error: str,
) -> ShownField:
    now = spell(value_at(settings, one.name))
    default = spell(one.default)
    secret = one.is_secret
    value = "" if secret else (now if typed is None else typed)
    return ShownField(
        field=one,
        text=labelled(one.name, language),
        value=value.replace(",", ", ") if one.shape is FieldShape.WORDS else value,
        shown="" if secret else _read(one, now, language),
        default="" if secret or now == default or not default else _read(one, default, language),
        choices=[(choice, say_choice(choice, language)) for choice in one.choices],
        of_server=of_server,
        is_kept=secret and bool(now),
        is_unread=is_unread,
        error=error,
    )


def _read(one: SettingField, value: str, language: Language) -> str:
    if one.shape is FieldShape.SWITCH:
        return say("page.yes" if value == "true" else "page.no", language)
    if one.shape is FieldShape.CHOICE:
        return say_choice(value, language)
    return value or say("page.empty", language)
