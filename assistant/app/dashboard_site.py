"""What makes the pages of insights, put together: imports what counts and draws."""

from assistant.app.insight_acting import assemble_acting
from assistant.app.parts import Parts
from assistant.app.product_names import ProductNames
from assistant.console.pages import Pages
from assistant.console.parts import Console
from assistant.dashboard.charts import warm
from assistant.dashboard.paths import TEMPLATES
from assistant.dashboard.site import Site
from assistant.ports import Clock
from assistant.settings import Settings


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
