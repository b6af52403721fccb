"""Read the shop's address and currency from the one place where people set them: its profile.

The settings `shop.url` and `shop.currency` come from the server, or from a page of older versions.
They win over the profile; those of people are taken away once the profile is saved.
"""

from collections.abc import Collection, Mapping
from typing import Any

import yaml

from assistant.kit.settings.settings import Settings

PAGE = "/console/set-up/shop"
NAMES = ("url", "currency")
SETTINGS = tuple(f"shop.{name}" for name in NAMES)
"""Settings that no page of settings changes: each is a line of the shop's profile."""


def shop_lines(settings: Settings) -> dict[str, Any]:
    """Return the lines of the shop's profile, with the address and the currency in force."""
    lines = _profile(settings)
    for name in NAMES:
        if kept := getattr(settings.shop, name):
            lines[name] = kept
    return lines


def settings_replaced(settings: Settings, servers: Collection[str]) -> Mapping[str, str]:
    """Return the settings that a saved profile takes the place of, each to be taken away."""
    kept = {f"shop.{name}": getattr(settings.shop, name) for name in NAMES}
    return {name: "" for name, text in kept.items() if text and name not in servers}


def _profile(settings: Settings) -> dict[str, Any]:
    try:
        file = settings.shop.file
        text = settings.shop.profile if file is None else file.read_text(encoding="utf-8")
        read = yaml.safe_load(text) if text else {}
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        read = {}
    return dict(read) if isinstance(read, dict) else {}
