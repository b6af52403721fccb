"""Group settings into pages, and prepare each for its field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.console.settings.setting_texts import Labelled, labelled, say, say_choice
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.kit.settings.setting_fields import (
    FieldShape,
    SettingField,
    setting_fields,
    spell,
    value_at,
)
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsVersion


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """Hold the settings of one page, and the permission that it takes to change them."""

    permission: Permission
    parts: tuple[str, ...]  # sections and settings


GROUPS: Mapping[str, SettingGroup] = {
    "shop": SettingGroup(Permission.EDIT_SETTINGS, ("shop.profile", "basket")),
    "orders": SettingGroup(
        Permission.EDIT_SETTINGS,
        (
            "shop.system",
            "shopify",
            "woocommerce",
            "shop.rule_text",
            "shop.alerts_every_minutes",
        ),
    ),
    "outreach": SettingGroup(Permission.EDIT_AUTONOMY, ("outreach",)),
    "widget": SettingGroup(Permission.EDIT_SETTINGS, ("webchat",)),
    "answers": SettingGroup(Permission.TUNE_ANSWERS, ("policy", "advice", "patience")),
    "people": SettingGroup(Permission.EDIT_HANDOFF, ("escalation",)),
    "desk": SettingGroup(
        Permission.EDIT_SETTINGS, ("helpdesk", "chatwoot", "console", "attachments")
    ),
    "provider": SettingGroup(Permission.EDIT_SETTINGS, ("oidc",)),
    "customers": SettingGroup(Permission.EDIT_SETTINGS, ("identity",)),
    "mail": SettingGroup(Permission.EDIT_SETTINGS, ("mail",)),
    "model": SettingGroup(Permission.EDIT_SETTINGS, ("model", "dialogue", "rasa")),
    "whatsapp": SettingGroup(Permission.EDIT_SETTINGS, ("whatsapp",)),
    "messenger": SettingGroup(Permission.EDIT_SETTINGS, ("messenger",)),
    "insights": SettingGroup(Permission.EXPORT_INSIGHTS, ("insights",)),
    "data": SettingGroup(Permission.EDIT_SETTINGS, ("retention",)),
    "programs": SettingGroup(Permission.EDIT_SETTINGS, ("webhooks", "completions")),
}
"""Every page of settings, with who may change it: an agent sees a page only if they may save it."""

FORMS: Mapping[str, tuple[str, Permission]] = {
    "shop.rule_text": ("/console/order-rules", Permission.EDIT_ORDER_RULES),
    "helpdesk.rule_text": ("/console/hours", Permission.EDIT_TEAMS),
}
"""Texts of rules that a form of their own writes: its page, and who may change it there."""


def may_change(name: str, may: Collection[Permission]) -> bool:
    """Return whether an agent with these permissions may change a setting on any page.

    A setting that is on no page, which a release dropped, is for those who may change all.
    """
    allowed = {GROUPS[group].permission for group in GROUPS if name in names_of_group(group)}
    if name in FORMS:
        allowed.add(FORMS[name][1])
    return not (allowed or {Permission.EDIT_SETTINGS}).isdisjoint(may)


def permission_for(name: str) -> Permission:
    """Return the permission that it takes to change a setting on the page made for it."""
    if name in FORMS:
        return FORMS[name][1]
    groups = (one for group, one in GROUPS.items() if name in names_of_group(group))
    return next((one.permission for one in groups), Permission.EDIT_SETTINGS)


def names_of_group(group: str) -> frozenset[str]:
    """Return the names of the settings that a group's page changes."""
    return frozenset(one.name for one in fields_of(group))


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
    wanted = GROUPS[group].parts
    return [
        one
        for part in wanted
        for one in setting_fields().values()
        if not one.reason and part in (one.name, one.section)
    ]


def show_groups(language: Language, may: Collection[Permission]) -> Sequence[ShownGroup]:
    """Return every group that an agent with these permissions may change."""
    return [
        ShownGroup(name=name, text=labelled(f"group.{name}", language))
        for name, group in GROUPS.items()
        if group.permission in may
    ]


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
        show_field(
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
        text = typed_value(one, form)
        if text != spell(value_at(settings, one.name)):
            asked[one.name] = "" if text == spell(one.default) else text
    return asked


def typed_value(one: SettingField, form: Mapping[str, str]) -> str:
    """Return the value of a setting as a form has it."""
    if one.shape is FieldShape.SWITCH:
        return "true" if form.get(one.name) else "false"
    text = form.get(one.name, "").replace("\r\n", "\n").strip()
    if one.shape is FieldShape.WORDS:
        return ",".join(filter(None, map(str.strip, text.split(","))))
    return text.replace(",", ".") if one.shape is FieldShape.NUMBER else text


def show_field(
    one: SettingField,
    settings: Settings,
    language: Language,
    *,
    typed: str | None = None,
    of_server: bool = False,
    is_unread: bool = False,
    error: str = "",
) -> ShownField:
    """Return a setting as its page shows it; a typed value stands in place of that in force."""
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
