"""Read the variants that a customer asked to be told of in a conversation."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeGuard

from assistant.commerce.ports import Assortment
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.consents import ALERTING, ConsentStage, ContactPurpose
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedOut,
    ConversationEvent,
    OperationConfirmed,
    OperationDone,
    OperationProposed,
)
from assistant.conversation.message import Language
from assistant.operations.shop_values import product_name
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.triggers.customer_facts import CustomerFacts, WishedVariant


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedWish:
    """Hold an alert that a conversation's events say was set."""

    key: str  # the proposal's id
    product_id: ProductId
    variant_id: VariantId
    asked_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True)
class WishFacts:
    """Add a conversation's wishes to a customer's facts, as the port `FactSource`.

    The alerts stand in the log, as the customer set them. The waiting list of letters is another
    thing: a wait ends when its letter is written.
    """

    assortment: Assortment

    async def added(
        self, facts: CustomerFacts, talk: KnownTalk, language: Language
    ) -> CustomerFacts:
        found = [await self._wished(wish, language) for wish in wishes_in(talk.past)]
        return replace(facts, wishes=tuple(one for one in found if one is not None))

    async def _wished(self, wish: NotedWish, language: Language) -> WishedVariant | None:
        product = await self.assortment.product(wish.product_id, language=language)
        variant = product.variant(wish.variant_id) if product else None
        if product is None or variant is None:
            return None
        return WishedVariant(
            key=wish.key,
            product=product_name(product.title, variant.options),
            asked_at=wish.asked_at,
            available=variant.available,
        )


def _withdraws_alerts(event: ConversationEvent) -> TypeGuard[ConsentChanged]:
    return (
        isinstance(event, ConsentChanged)
        and event.purpose is ContactPurpose.ALERT
        and event.stage is ConsentStage.WITHDRAWN
    )


def wishes_in(past: Iterable[ConversationEvent]) -> tuple[NotedWish, ...]:
    """Return the last wish for each variant that the customer said yes to since their last STOP."""
    proposed, confirmed = dict[str, OperationProposed](), set[str]()
    found = dict[str, NotedWish]()
    for event in past:
        if isinstance(event, OperationProposed) and event.operation == ALERTING:
            proposed[event.proposal_id] = event
        elif isinstance(event, OperationConfirmed):
            confirmed.add(event.proposal_id)
        elif isinstance(event, ContactOptedOut):
            confirmed.clear()
            found.clear()
        elif _withdraws_alerts(event):
            said_at = event.said_at or event.at
            found = {key: one for key, one in found.items() if one.asked_at > said_at}
        elif isinstance(event, OperationDone) and event.proposal_id in confirmed & proposed.keys():
            said = proposed[event.proposal_id]
            wanted: Mapping[str, str] = json.loads(said.parameters).get("wanted", {})
            if {"product_id", "variant_id"} <= wanted.keys():
                found[wanted["variant_id"]] = NotedWish(
                    key=event.proposal_id,
                    product_id=ProductId(wanted["product_id"]),
                    variant_id=VariantId(wanted["variant_id"]),
                    asked_at=event.at,
                )
    return tuple(found.values())
