"""What is shown while the pages load what they count with: a page that comes again by itself."""

from assistant.console.conversations.pages import Chrome, Pages
from assistant.console.conversations.parts import Console
from assistant.console.insights.paths import MENU, TEMPLATES, path_of
from assistant.console.insights.dashboard_texts import say

AGAIN_S = 1
"""Seconds after which a browser asks again."""


def wait_page(console: Console, chrome: Chrome) -> str:
    """Return the page; nothing that it needs takes long."""
    pages = Pages(static=console.assets.base, files=console.file_rules, further=(TEMPLATES,))
    language = chrome.language
    heading = say("page.loading", language)
    return pages.beside(
        "insights_loading.html",
        chrome,
        title=heading,
        heading=heading,
        menu=[(one, say(f"nav.{one}", language), path_of(one)) for one in MENU],
        d=lambda name: say(name, language),
        again=chrome.here,
    )
