"""Render the pages of settings in the console's chrome."""

from functools import cache
from pathlib import Path

from assistant.console.conversations.console_pages import Pages
from assistant.console.conversations.console_parts import Console
from assistant.console.conversations.file_rules import FileRules

TEMPLATES = Path(__file__).parent / "templates"


def settings_templates(console: Console) -> Pages:
    """Return the pages of this folder's templates."""
    return _pages(console.assets.base, console.file_rules)


@cache
def _pages(static: str, files: FileRules) -> Pages:
    return Pages(static=static, files=files, further=[TEMPLATES])
