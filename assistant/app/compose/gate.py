"""Put together the gate to a shop system: the one way to an effect, whoever asks for it."""

from assistant.operations.alerts.stock_news import StockNews
from assistant.operations.alerts.order_book import AlertingOrderBook
from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.operations.autonomy.live import Autonomy
from assistant.commerce.ports import ShopSystem
from assistant.operations.gate import Gate
from assistant.operations.rules import load_rules
from assistant.kit.settings.settings import Settings


def assemble_gate(settings: Settings, parts: Parts, shop: ShopSystem, autonomy: Autonomy) -> Gate:
    """Return the gate to a shop system.

    Raises:
        RulesFileError: the shop's rules cannot be used.
    """
    clock = SystemClock()
    return Gate(
        customers=shop.customers,
        orders=AlertingOrderBook(
            shop=shop.orders,
            waiting=parts.waiting,
            news=StockNews(parts.broker.fanout),
            clock=clock,
        ),
        assortment=shop.assortment,
        rules=load_rules(settings.shop.rules),
        autonomy=autonomy,
        clock=clock,
    )
