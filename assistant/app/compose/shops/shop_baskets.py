"""Write baskets into links as the settings say."""

from assistant.commerce.basket_links import BasketLinks
from assistant.conversation.message import Language
from assistant.kit.settings.shop_settings import BasketSettings

_LANGUAGES: tuple[Language, ...] = ("fr", "en")


def link_baskets(settings: BasketSettings, *, default: BasketLinks | None) -> BasketLinks | None:
    """Return the links of the settings, else the shop system's own; None: there are none."""
    if not settings.link:
        return default
    return BasketLinks(
        links={one: settings.link.replace("{language}", one) for one in _LANGUAGES},
        line=settings.line,
        between=settings.between,
    )
