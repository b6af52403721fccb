"""Connect the set-up to a shop system: its name, and the keys that are typed for it."""

import re
from collections.abc import Collection, Mapping
from typing import assert_never
from urllib.parse import urlsplit

from assistant.console.settings.setting_groups import fields_of, read_fields
from assistant.kit.settings.setting_fields import setting_fields, value_at
from assistant.kit.settings.settings import Settings

GROUP = "orders"
"""The page of settings that has the same fields."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "shopify": ("shopify.domain", "shopify.token"),
    "woocommerce": ("woocommerce.url", "woocommerce.key", "woocommerce.secret"),
}
"""Settings that connect each system, the address first."""

_AROUND = re.compile(r"^https?://|/.*$")


def system_name(settings: Settings) -> str:
    """Return the name of the shop whose products are read; "": no shop system has any."""
    match settings.shop.system:
        case "shopify":
            return f"Shopify {settings.shopify.domain}".strip()
        case "woocommerce":
            address = urlsplit(settings.woocommerce.url)  # of a shop in a folder, with the folder
            return f"WooCommerce {address.netloc}{address.path}".rstrip("/ ")
        case "none" | "builtin":
            return ""
        case other:
            assert_never(other)


def tidy_form(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return a form with the domain as Shopify names it, though a whole address was typed."""
    domain = form.get("shopify.domain", "").strip().lower()
    return {**form, "shopify.domain": _AROUND.sub("", domain)}


def read_keys(
    system: str, form: Mapping[str, str], settings: Settings, servers: Collection[str]
) -> Mapping[str, str]:
    """Return the settings that a form of keys changes; the rest of its page stays.

    The address is always among them: a colleague may have changed it, and keys go to no other one.
    """
    address = KEYS[system][0]
    others = {one.name for one in fields_of(GROUP)} - set(KEYS[system])
    typed = {} if address in servers else {address: form.get(address, "").strip()}
    return {
        **typed,
        **read_fields(GROUP, form, settings, {*servers, *others}),
        "shop.system": system,
    }


def forget_keys(settings: Settings, servers: Collection[str]) -> Mapping[str, str]:
    """Return the settings that disconnect the shop system: none is named, its keys are gone."""
    keys = KEYS.get(settings.shop.system, ())
    return {"shop.system": "none", **{one: "" for one in keys if one not in servers}}


def missing_keys(
    system: str, form: Mapping[str, str], settings: Settings, servers: Collection[str]
) -> Collection[str]:
    """Return the settings that are still to be typed: a kept key is for its own address alone."""
    address = KEYS[system][0]
    typed = {one: form.get(one, "").strip() for one in KEYS[system]}
    is_same = address in servers or typed[address] == value_at(settings, address)
    return [
        one
        for one in KEYS[system]
        if one not in servers
        and not typed[one]
        and not (setting_fields()[one].is_secret and is_same and value_at(settings, one))
    ]
