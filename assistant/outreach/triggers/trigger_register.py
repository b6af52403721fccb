"""List every trigger. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from assistant.conversation.consents import ContactPurpose
from assistant.outreach.triggers.customer_facts import CustomerFactKind
from assistant.outreach.triggers.defect_causes import bought_defects
from assistant.outreach.triggers.order_causes import (
    PARCEL_STUCK,
    failed_deliveries,
    late_parcels,
    refunded_returns,
    unconfirmed_orders,
    unpaid_orders,
    unreviewed_orders,
)
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.question_causes import answered_questions, basket_questions
from assistant.outreach.triggers.supply_causes import ended_supplies
from assistant.outreach.triggers.trigger import Trigger, TriggerName
from assistant.outreach.triggers.wish_causes import back_in_stock, lower_prices

_ALL = (
    Trigger(
        name=TriggerName.PARCEL_LATE,
        purpose=ContactPurpose.SERVICE,
        qualifies=late_parcels,
        other_words=(PARCEL_STUCK,),
        of_parcels=True,
    ),
    Trigger(
        name=TriggerName.DELIVERY_FAILED,
        purpose=ContactPurpose.SERVICE,
        qualifies=failed_deliveries,
        of_parcels=True,
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
        aim=OutreachEffect.ORDERED,
    ),
    Trigger(
        name=TriggerName.ORDER_UNCONFIRMED,
        purpose=ContactPurpose.SERVICE,
        qualifies=unconfirmed_orders,
    ),
    # A request for a review is advertising: BGH, VI ZR 225/17.
    Trigger(
        name=TriggerName.REVIEW_ASKED,
        purpose=ContactPurpose.MARKETING,
        qualifies=unreviewed_orders,
        aim=OutreachEffect.COMPLAINED,  # reviews are counted elsewhere
        least=0.05,
        is_worth_counted=False,
        stale_after=timedelta(days=7),
    ),
    Trigger(
        name=TriggerName.QUESTION_ANSWERED,
        purpose=ContactPurpose.SERVICE,
        qualifies=answered_questions,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.QUESTIONS}),
        known_only=False,
    ),
    # The yes to the alert is the consent: see `ContactPurpose.ALERT`.
    Trigger(
        name=TriggerName.BACK_IN_STOCK,
        purpose=ContactPurpose.ALERT,
        qualifies=back_in_stock,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.WISHES}),
        stale_after=timedelta(days=2),
    ),
    Trigger(
        name=TriggerName.PRICE_DOWN,
        purpose=ContactPurpose.MARKETING,
        qualifies=lower_prices,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.WISHES}),
    ),
    # It answers a question, and brings a basket back to mind: advertising, by ePrivacy, article 13.
    Trigger(
        name=TriggerName.BASKET_QUESTION,
        purpose=ContactPurpose.MARKETING,
        qualifies=basket_questions,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.QUESTIONS}),
    ),
    Trigger(
        name=TriggerName.REPLENISHMENT,
        purpose=ContactPurpose.MARKETING,
        qualifies=ended_supplies,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.SUPPLIES}),
        stale_after=timedelta(days=7),
    ),
    # Who bought a dangerous product is told directly: Regulation (EU) 2023/988, article 35.
    Trigger(
        name=TriggerName.BATCH_DEFECT,
        purpose=ContactPurpose.SERVICE,
        qualifies=bought_defects,
        needs=frozenset({CustomerFactKind.DEFECTS}),
        stale_after=timedelta(days=30),
        holdout=0.0,
        tells_everybody=True,
    ),
)

TRIGGERS: Mapping[TriggerName, Trigger] = {one.name: one for one in _ALL}
