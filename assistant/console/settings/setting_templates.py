"""Hold the templates and the texts of the pages of settings."""

from pathlib import Path

from assistant.console.conversations.console_parts import PageFolder
from assistant.console.settings.setting_texts import say

TEMPLATES = Path(__file__).parent / "templates"
SETTING_PAGES = PageFolder(say, (TEMPLATES,))
