"""List every trigger. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from assistant.conversation.consents import ContactPurpose
from assistant.outreach.triggers.order_causes import (
    failed_deliveries,
    late_parcels,
    refunded_returns,
    unpaid_orders,
    unreviewed_orders,
)
from assistant.outreach.triggers.trigger import Trigger, TriggerName

_ALL = (
    Trigger(
        name=TriggerName.PARCEL_LATE,
        purpose=ContactPurpose.SERVICE,
        qualifies=late_parcels,
    ),
    Trigger(
        name=TriggerName.DELIVERY_FAILED,
        purpose=ContactPurpose.SERVICE,
        qualifies=failed_deliveries,
    ),
    Trigger(
        name=TriggerName.RETURN_REFUNDED,
        purpose=ContactPurpose.SERVICE,
        qualifies=refunded_returns,
        stale_after=timedelta(days=7),
    ),
    Trigger(
        name=TriggerName.ORDER_UNPAID,
        purpose=ContactPurpose.SERVICE,
        qualifies=unpaid_orders,
    ),
    # A request for a review is advertising: BGH, VI ZR 225/17.
    Trigger(
        name=TriggerName.REVIEW_ASKED,
        purpose=ContactPurpose.MARKETING,
        qualifies=unreviewed_orders,
        stale_after=timedelta(days=14),
    ),
)

TRIGGERS: Mapping[TriggerName, Trigger] = {one.name: one for one in _ALL}
