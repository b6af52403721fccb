"""A small shop, and an `Identifier` in front of it whose every call outside is counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from assistant.commerce.amounts import Money
from assistant.commerce.customer import Address, Customer
from assistant.commerce.order import Order, OrderLine, OrderStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, LineId, OrderId, ProductId, VariantId
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CodeSent, ConversationStarted
from assistant.conversation.ids import AccountId, ContactId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.operations.identity.attempts import Attempt, AttemptOutcome, BySignIn
from assistant.operations.identity.identifier import Identifier
from assistant.operations.identity.identity_codes import derive
from assistant.operations.identity.sign_in_token import TokenRules
from assistant.operations.shop_rules import IdentityRules, Method
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = b"k" * 32
C1 = ConversationId("c1")
SECRET = "s" * 32
ALL = tuple(method for method in Method if method is not Method.EMAIL)
TOKENS = TokenRules(algorithm="HS256", key=SECRET, audience="comptoir")


def customer(name: str, given: str = "Jeanne", family: str = "Martin") -> Customer:
    return Customer(
        customer_id=CustomerId(name),
        given_name=given,
        family_name=family,
        email=f"{name}@example.com",
        default_address=Address(line1="1 rue Haute", postcode="75011", city="Paris", country="FR"),
    )


def order(number: str, of: str) -> Order:
    line = OrderLine(
        line_id=LineId("l1"),
        product_id=ProductId("p1"),
        variant_id=VariantId("v1"),
        title="Manteau",
        price=Money(amount_minor=9900, currency="EUR"),
    )
    return Order(
        order_id=OrderId(number),
        number=number,
        customer_id=CustomerId(of),
        status=OrderStatus.PENDING,
        placed_at=NOON,
        currency="EUR",
        lines=(line,),
        address=Address(line1="1 rue Haute", postcode="75011", city="Paris", country="FR"),
        version="1",
    )


SHOP = ShopRecords(
    customers=(
        customer("jeanne"),
        customer("paul", "Paul", "Petit"),
        customer("twin", "Paul", "Petit"),
    ),
    orders=(order("#1001", "jeanne"), order("#1002", "paul")),
    products={},
)


@dataclass
class Counted:
    """Passes calls on to what it stands before, and counts them by name."""

    behind: Any
    calls: Counter[str]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever is behind it
        self.calls[name] += 1
        return getattr(self.behind, name)


@dataclass
class Hands:
    """A clock that is moved by hand."""

    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


def begun(conversation_id: ConversationId = C1) -> Conversation:
    started = ConversationStarted(
        conversation_id=conversation_id,
        at=NOON,
        channel=ChannelKind.WEBCHAT,
        account_id=AccountId("a"),
        contact_id=ContactId("x"),
        language="fr",
    )
    return Conversation.fold(conversation_id, [started])


@dataclass
class Desk:
    """One conversation with an `Identifier`; outcomes' events are folded into it."""

    methods: tuple[Method, ...] = ALL
    max_tries: int = 3
    clock: Hands = field(default_factory=Hands)
    calls: Counter[str] = field(default_factory=Counter)
    spool: MemorySpool = field(default_factory=MemorySpool)
    limits: Any = field(default_factory=MemoryRateLimits)
    used: Any = field(default_factory=MemoryOneUse)
    shop: Any = field(default_factory=lambda: MemoryShop(SHOP))
    token_rules: TokenRules | None = TOKENS
    conversation: Conversation = field(default_factory=begun)

    @property
    def identifier(self) -> Identifier:
        shop = Counted(self.shop, self.calls)
        return Identifier(
            customers=shop,
            orders=shop,
            spool=Counted(self.spool, self.calls),
            limits=Counted(self.limits, self.calls),
            used=Counted(self.used, self.calls),
            rules=IdentityRules(methods=self.methods, max_tries=self.max_tries),
            token_rules=self.token_rules,
            key=KEY,
            clock=self.clock,
        )

    async def attempt(self, attempt: Attempt) -> AttemptOutcome:
        outcome = await self.identifier.attempt(self.conversation, attempt)
        for event in outcome.events:
            self.conversation = self.conversation.after(event)
        return outcome

    def elsewhere(self, conversation_id: str) -> "Desk":
        """Return a desk of the same shop with another conversation."""
        return replace(self, conversation=begun(ConversationId(conversation_id)))

    def pass_(self, **time: float) -> None:
        self.clock.time += timedelta(**time)

    @property
    def proven(self) -> CustomerId | None:
        identity = self.conversation.dealings.identity
        return identity.customer_id if identity else None


def code_of(events: Iterable[object]) -> str:
    """Return the code that the last of `events` announces."""
    [sent] = [event for event in events if isinstance(event, CodeSent)]
    return derive(KEY, conversation_id=sent.conversation_id, email=sent.email, number=sent.number)


def other(code: str) -> str:
    """Return six digits that are not the code."""
    return f"{(int(code) + 1) % 10**6:06}"


def token(sub: str = "jeanne", jti: str = "t1") -> BySignIn:
    """Return what the shop's page says of a customer at noon."""
    now = int(NOON.timestamp())
    said = {"sub": sub, "aud": "comptoir", "iat": now, "exp": now + 60, "jti": jti}
    return BySignIn(token=jwt.encode(said, SECRET, algorithm="HS256"))
