"""Tell until which day goods may come back: of one order, or of an order placed today. Pure."""

from datetime import datetime

from assistant.commerce.order import Order
from assistant.conversation.message import Language
from assistant.operations.preconditions import closes_at
from assistant.operations.shop_rules import OrderRules
from assistant.operations.shop_values import day
from assistant.operations.texts import say


def tell_last_day(order: Order, rules: OrderRules, now: datetime, language: Language) -> str:
    """Return the last day for an order; "": no rule names a day for it.

    `now` is aware, UTC. Before an order is delivered, a season's last day is the earliest last day.
    """
    closes = closes_at(order, rules)
    if closes is None:
        return ""
    named = {"number": order.number, "day": day(closes, language)}
    if order.delivered_at is None:
        return say("last_day.at_least", language, **named)
    return say("last_day.over" if now > closes else "last_day.open", language, **named)


def tell_season(rules: OrderRules, now: datetime, language: Language) -> str:
    """Return the season's last day for an order that is placed today; "": no season is on."""
    days = [found for one in rules.seasons if (found := one.closes_on(now.date()))]
    return say("last_day.placed_today", language, day=day(max(days), language)) if days else ""
