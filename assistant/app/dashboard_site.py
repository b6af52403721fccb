"""What makes the pages of insights, put together: imports what counts and draws."""

from assistant.app.insights import assemble_reading
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
    reading, acting = assemble_reading(settings, parts.database)
    return Site(
        reading=reading,
        acting=acting,
        pages=Pages(static=console.assets.base, files=console.file_rules, further=(TEMPLATES,)),
        clock=clock,
        shop=console.shop_name,
        product_names=ProductNames(settings).read,
    )
