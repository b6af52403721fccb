"""Where the pages' templates are, and what the menu has. Light: the chat's process reads it."""

from pathlib import Path

HOME = "/insights"
TEMPLATES = Path(__file__).parent / "templates"

MENU = (
    "overview",
    "demand",
    "products",
    "topics",
    "gaps",
    "friction",
    "languages",
    "effects",
)


def path_of(section: str) -> str:
    """Return the address of a page of the menu."""
    return HOME if section == "overview" else f"{HOME}/{section}"
