"""What is done when a shop system says that something changed."""

from assistant.operations.alerts.stock_news import StockNews
from assistant.commerce.shop_ids import ProductId
from assistant.commerce.ports import ShopSystem
from assistant.kit.web.deliveries import ShopEventNote, ShopEvent


def spread_shop_news(shop: ShopSystem | None, news: StockNews) -> ShopEventNote:
    """Return what takes events: what changed is asked afresh, and the watch looks at once.

    What is kept of it is forgotten by this process's `shop` and by the watch's; others forget it
    by themselves soon. Orders and customers are never kept.
    """

    async def note(event: ShopEvent) -> None:
        if not event.is_stock:
            return
        product_id = ProductId(event.resource_id) if event.resource_id else None
        if shop is not None:
            shop.forget(product_id)
        await news.tell(product_id)

    return note
