"""What is shown while the pages load what they count with: a page that comes again by itself."""

from assistant.console.pages import Chrome, Pages
from assistant.console.parts import Console
from assistant.dashboard.paths import MENU, TEMPLATES, path_of
from assistant.dashboard.texts import say

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
