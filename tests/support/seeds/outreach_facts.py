"""Facts of customers that qualify, one for each trigger, and the events that they are read from."""

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.order import Order
from assistant.commerce.shop_ids import OrderId, ProductId, VariantId
from assistant.conversation.events import (
    ConversationEvent,
    OperationConfirmed,
    OperationDone,
    OperationProposed,
    ReplyKind,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.outreach.triggers.customer_facts import (
    CustomerFacts,
    LateAnswer,
    WishedVariant,
)
from assistant.outreach.triggers.trigger import TriggerName
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.shop_records import LEA, euros
from tests.unit.assistant.outreach.triggers.test_late_parcels import NOW, SHIPPED

QUESTION = "Quelle est la composition de la marinière Ouessant ?"
ANSWER = "La marinière Ouessant est en coton, tricotée à Quimper."
WISHED = VariantId("wished-m")

WISH = WishedVariant(
    key="p1",
    product="Marinière Ouessant (Rouge, M)",
    asked_at=NOW - timedelta(days=10),
    available=True,
)
ASKED = LateAnswer(
    message_id=MessageId("q1"),
    asked_at=NOW - timedelta(days=3),
    asked=QUESTION,
    answer=ANSWER,
)


def facts_of(name: TriggerName) -> CustomerFacts:
    """Return the facts of a customer who qualifies for a trigger at `NOW`."""
    nobody = CustomerFacts(customer_id=LEA)
    return {
        TriggerName.PARCEL_LATE: replace(nobody, orders=(SHIPPED,)),
        TriggerName.BACK_IN_STOCK: replace(nobody, wishes=(WISH,)),
        TriggerName.QUESTION_ANSWERED: replace(nobody, questions=(ASKED,)),
    }[name]


def wished(stock: int, price: float = 80, *, name: str = "") -> SoldProduct:
    """Return the wished product with so many pieces, or another one of this name and these ids."""
    options = (("Couleur", "Rouge"), ("Taille", "M"))
    variant = SoldVariant(
        variant_id=VariantId(name or WISHED), options=options, price=euros(price), stock=stock
    )
    title, product = name or "Marinière Ouessant", ProductId(name or "wished")
    return SoldProduct(product_id=product, title=title, variants=(variant,))


def alert_set(
    conversation: ConversationId,
    at: datetime,
    *,
    wish: str = "p1",
    product: str = "wished",
    variant: str = WISHED,
) -> list[ConversationEvent]:
    """Return the events of a customer who says yes to an alert on the wished variant."""
    parameters = f'{{"wanted": {{"product_id": "{product}", "variant_id": "{variant}"}}}}'
    return [
        OperationProposed(
            conversation_id=conversation,
            at=at,
            proposal_id=wish,
            operation="stock_alert",
            parameters=parameters,
            fingerprint="00",
            customer_id=LEA,
        ),
        OperationConfirmed(
            conversation_id=conversation, at=at, proposal_id=wish, message_id=MessageId("yes")
        ),
        OperationDone(
            conversation_id=conversation,
            at=at,
            proposal_id=wish,
            operation="stock_alert",
            reference="A1",
        ),
    ]


def unanswered_question(
    conversation: ConversationId, at: datetime, *, message: str = "q1", text: str = QUESTION
) -> list[ConversationEvent]:
    """Return a question, and the reply that says that the assistant does not know."""
    none = replied(f"r{message}", message, conversation=conversation, at=at)
    return [
        wrote(message, conversation=conversation, at=at, text=text),
        replace(none, kind=ReplyKind.ABSTAINED, text="Je ne sais pas."),
    ]


def late_since(now: datetime, number: str, customer: CustomerId) -> Order:
    """Return an order whose parcel is late since the second before `now`."""
    moved = now - timedelta(days=10, seconds=1)
    parcel = replace(SHIPPED.shipments[0], expected_on=None, moved_at=moved)
    return _numbered(replace(SHIPPED, shipments=(parcel,)), now, number, customer)


def _numbered(order: Order, now: datetime, number: str, customer: CustomerId) -> Order:
    return replace(
        order,
        order_id=OrderId(number),
        number=number,
        customer_id=customer,
        placed_at=now - timedelta(days=20),
    )
