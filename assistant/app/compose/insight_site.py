"""Assemble the pages of insights; this imports the libraries that count and draw."""

from assistant.app.compose.insight_moves import assemble_acting
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop_profile import ProductNames
from assistant.console.conversations.console_pages import Pages
from assistant.console.conversations.console_parts import Console
from assistant.console.insights.charts import warm
from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import TEMPLATES
from assistant.kit.settings.settings import Settings
from assistant.ports import Clock


def assemble_site(settings: Settings, parts: Parts, console: Console, clock: Clock) -> Site:
    """Return the pages."""
    warm()
    reading, acting, drafting = assemble_acting(settings, parts.database)
    return Site(
        reading=reading,
        acting=acting,
        pages=Pages(static=console.assets.base, files=console.file_rules, further=(TEMPLATES,)),
        clock=clock,
        shop=console.shop_name,
        drafting=drafting,
        product_names=ProductNames(settings).read,
    )
