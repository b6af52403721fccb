"""Put together offers: their limits, the book that counts them, and the round that gives them."""

from zoneinfo import ZoneInfo

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.experiments import holdout_of
from assistant.app.compose.services.first_messages import CustomerOrders, default_place
from assistant.app.compose.shops.offer_limits import offer_limits
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from assistant.operations.gate import Gate
from assistant.outreach.offers.offer_plans import OfferPlanner
from assistant.outreach.offers.offer_round import OfferRound
from integrations.stores.sql.operations.offer_book import SqlOfferBook

_DUTY_S = 60.0
_EVERY_S = 2.0  # a code comes right after the answer


def shop_zone(shop: Shop) -> ZoneInfo:
    """Return the time zone whose days have the budgets: of the shop's country."""
    return default_place(shop).zones[0]


def assemble_offers(settings: Settings, parts: Parts, gate: Gate, shop: Shop) -> OfferRound:
    """Assemble the round that gives offers. Raises as `offer_limits` and `find_key` do."""
    return OfferRound(
        log=parts.log,
        book=SqlOfferBook(parts.database, find_key(settings)),
        planner=OfferPlanner(
            gate=gate,
            facts=CustomerOrders(customers=gate.customers, orders=gate.orders),
            limits=offer_limits(settings),
            key=find_key(settings),
            holdout=holdout_of(settings, parts),
            zone=shop_zone(shop),
            default_language=shop.default_language,
        ),
        queue=parts.broker.queue,
        clock=SystemClock(),
        duty=Duty(leases=parts.broker.leases, name="offers", for_s=_DUTY_S),
        every_s=_EVERY_S,
    )
