"""Identify a customer: attempts in, outcomes out, nothing is written. No other module does.

The caller appends an outcome's events with the reply, in one transaction. Only a letter with a
code goes out on the way, and its id makes a repeat harmless.

An address or an order that does not exist and one that is somebody else's give the same outcome
after the same look-ups and writes: a code is spooled for an unknown address too, addressed to
nobody. One customer per conversation: a proof of being somebody else proves nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.commerce.customer import Customer
from assistant.commerce.ports import Customers, OrderBook
from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import SentCode
from assistant.conversation.events import CodeSent, IdentityProven, IdentityRefused
from assistant.conversation.message import Language
from assistant.kit.fault_log import report
from assistant.kit.mail.ports import MailSpool
from assistant.operations.identity.attempts import (
    Attempt,
    AttemptOutcome,
    ByCode,
    ByEmail,
    ByNameAndPostcode,
    ByOrderAndEmail,
    BySignIn,
    CodeOnItsWay,
    Expired,
    Locked,
    NotOffered,
    Proven,
    TokenRefused,
    Unavailable,
    Wrong,
)
from assistant.operations.identity.identity_codes import (
    code_letter,
    derive,
    is_code,
    mask,
    pseudonym,
)
from assistant.operations.identity.ports import OneUse
from assistant.operations.identity.sign_in_token import (
    LEEWAY_S,
    MAX_AGE_S,
    Claims,
    TokenRefusedError,
    TokenRules,
    read,
)
from assistant.operations.shop_rules import IdentityRules, Method
from assistant.ports import Clock, PortError, RateLimits

CODES_PER_HOUR = 5
"""Codes for one address, over all conversations: three guesses at each make 1 in 66,000 an hour."""

TRIES_PER_HOUR = 10
"""Attempts by facts that others may know (order, name) with one address or name."""

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """Decide whether an attempt proves a customer's identity."""

    customers: Customers
    orders: OrderBook
    spool: MailSpool
    limits: RateLimits
    used: OneUse
    rules: IdentityRules
    token_rules: TokenRules | None  # None: the shop's page vouches for nobody
    key: bytes = field(repr=False)  # secret, 32 bytes; codes follow from it
    clock: Clock

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        """Return the outcome of an attempt; `conversation` is as of now, under the turn's lease.

        Raises no `PortError`: if a port does not answer, the outcome is `Unavailable`, and counts
        for
        nothing.
        """
        try:
            return await self._attempt(conversation, attempt)
        except PortError as error:
            report("identity.unavailable", error, method=type(attempt).__name__)
            return Unavailable()

    async def _attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        case = _Case(deps=self, conversation=conversation)
        method = self._method(attempt)
        if method is None:
            return NotOffered()
        if isinstance(attempt, BySignIn):
            return await case.sign_in(attempt)
        if conversation.dealings.refused >= self.rules.max_tries:
            return Locked()
        match attempt:
            case ByCode():
                return await case.check_code(attempt)
            case ByEmail() if method is Method.EMAIL_CODE:
                return await case.send_code(_plain(attempt.email))
            case _:
                return await case.compare(attempt, method)

    def _method(self, attempt: Attempt) -> Method | None:
        """Return the method of an attempt; None: the shop does not offer it."""
        match attempt:
            case ByEmail():
                ways = [Method.EMAIL, Method.EMAIL_CODE]  # where an address is enough, it is
            case ByCode():
                ways = [Method.EMAIL_CODE]
            case ByOrderAndEmail():
                ways = [Method.ORDER_AND_EMAIL]
            case ByNameAndPostcode():
                ways = [Method.NAME_AND_POSTCODE]
            case BySignIn():
                ways = [Method.SIGNED_IN] if self.token_rules else []
        return next((way for way in ways if way in self.rules.methods), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Judge one attempt in one conversation."""

    deps: Identifier
    conversation: Conversation

    async def send_code(self, email: str) -> AttemptOutcome:
        deps, sent = self.deps, self.conversation.dealings.codes
        if not await self._allow("codes", CODES_PER_HOUR, email):
            return Locked(events=self._noted(Method.EMAIL_CODE, "too_many"))
        customer = self._theirs(await deps.customers.with_email(email))
        known = customer is not None and _plain(customer.email) == email
        now = deps.clock.now()
        event = CodeSent(
            conversation_id=self.conversation.conversation_id,
            at=now,
            number=sent + 1,
            email=email,
            expires_at=now + timedelta(minutes=deps.rules.code_minutes),
        )
        letter = code_letter(
            event,
            recipient=customer.email if customer and known else "",
            language=_language(customer, self.conversation),
            minutes=deps.rules.code_minutes,
            key=deps.key,
        )
        await deps.spool.put(letter)
        return CodeOnItsWay(events=(event,), masked=mask(email), minutes=deps.rules.code_minutes)

    async def check_code(self, attempt: ByCode) -> AttemptOutcome:
        code, now = self.conversation.dealings.code, self.deps.clock.now()
        if code is None:
            return Expired(events=self._noted(Method.EMAIL_CODE, "no_code"))
        if now >= code.expires_at:
            return Expired(events=self._noted(Method.EMAIL_CODE, "expired"))
        customer = self._theirs(await self.deps.customers.with_email(code.email))
        if is_code(attempt.digits, self._expected(code)) and customer is not None:
            return self._proven(customer, Method.EMAIL_CODE)
        return self._wrong(Method.EMAIL_CODE)

    async def compare(self, attempt: Attempt, method: Method) -> AttemptOutcome:
        """Compare the customer's account of themselves with the shop's data."""
        customers, orders = self.deps.customers, self.deps.orders
        subject = _subject(attempt)
        if not await self._allow("tries", TRIES_PER_HOUR, *subject):
            return Locked(events=self._noted(method, "too_many"))
        customer: Customer | None = None
        match attempt:
            case ByEmail():
                customer = await customers.with_email(_plain(attempt.email))
            case ByOrderAndEmail():
                order = await orders.with_number(attempt.number.strip())
                customer = await customers.with_email(_plain(attempt.email))
                if order is None or customer is None or order.customer_id != customer.customer_id:
                    customer = None
            case ByNameAndPostcode():
                named = await customers.named(
                    attempt.given_name, attempt.family_name, attempt.postcode
                )
                customer = named[0] if len(named) == 1 else None  # two: it cannot be told which
            case _:
                raise TypeError(attempt)
        theirs = self._theirs(customer)
        return self._wrong(method) if theirs is None else self._proven(theirs, method)

    async def sign_in(self, attempt: BySignIn) -> AttemptOutcome:
        deps, now = self.deps, self.deps.clock.now()
        if deps.token_rules is None:
            return NotOffered()
        claims, flaw = _said(attempt.token, deps.token_rules, now)
        proof_id = self._proof_id(claims) if claims else ""
        known = self.conversation.dealings.identity
        if proof_id and known is not None and known.proof_id == proof_id:
            # Asked again, after a lost answer or much later: it is proven since then, no longer.
            return Proven(customer_id=known.customer_id)
        if claims is None or flaw:
            return self._no_token(flaw)
        customer = self._theirs(await deps.customers.with_id(claims.customer_id))
        if customer is None:
            return self._no_token("wrong")
        holder = self.conversation.conversation_id
        if not await deps.used.claim(proof_id, holder=holder, for_s=MAX_AGE_S + 2 * LEEWAY_S):
            return self._no_token("used")
        return self._proven(customer, Method.SIGNED_IN, proof_id)

    def _proof_id(self, claims: Claims) -> str:
        rules = self.deps.token_rules
        return pseudonym(self.deps.key, "token", rules.issuer if rules else "", claims.token_id)

    async def _allow(self, what: str, limit: int, *subject: str) -> bool:
        """Count an attempt against its subject, and against the conversation."""
        claimed = pseudonym(self.deps.key, what, *subject)
        for key in (self.conversation.conversation_id, claimed):
            if not (
                await self.deps.limits.allow(f"identity:{what}:{key}", limit=limit, per_s=_HOUR_S)
            ).allowed:
                return False
        return True

    def _theirs(self, customer: Customer | None) -> Customer | None:
        """Return the customer if this conversation may be theirs."""
        known = self.conversation.dealings.identity
        if customer is None or (known and known.customer_id != customer.customer_id):
            return None
        return customer

    def _expected(self, code: SentCode) -> str:
        return derive(
            self.deps.key,
            conversation_id=self.conversation.conversation_id,
            email=code.email,
            number=code.number,
        )

    def _proven(self, customer: Customer, method: Method, proof_id: str = "") -> Proven:
        event = IdentityProven(
            conversation_id=self.conversation.conversation_id,
            at=self.deps.clock.now(),
            customer_id=customer.customer_id,
            method=method,
            proof_id=proof_id,
        )
        return Proven(events=(event,), customer_id=customer.customer_id)

    def _wrong(self, method: Method) -> Wrong | Locked:
        events = (self._refusal(method, "wrong", counts=True),)
        left = self.deps.rules.max_tries - self.conversation.dealings.refused - 1
        if left < 1:
            return Locked(events=events)
        return Wrong(events=events, tries_left=left, by_code=method is Method.EMAIL_CODE)

    def _no_token(self, reason: str) -> TokenRefused:
        return TokenRefused(events=self._noted(Method.SIGNED_IN, reason), reason=reason)

    def _noted(self, method: Method, reason: str) -> tuple[IdentityRefused]:
        """Return the event of an attempt that was refused before anything was compared."""
        return (self._refusal(method, reason, counts=False),)

    def _refusal(self, method: Method, reason: str, *, counts: bool) -> IdentityRefused:
        return IdentityRefused(
            conversation_id=self.conversation.conversation_id,
            at=self.deps.clock.now(),
            method=method,
            reason=reason,
            counts=counts,
        )


def _said(token: str, rules: TokenRules, now: datetime) -> tuple[Claims | None, str]:
    """Return the claims of a token that is good but for its age, and the reason of its refusal."""
    try:
        return read(token, rules, now=now), ""
    except TokenRefusedError as error:
        return error.expired, error.reason


def _plain(email: str) -> str:
    return email.strip().lower()


def _subject(attempt: Attempt) -> tuple[str, ...]:
    """Return the address or name that an attempt claims, for counting."""
    match attempt:
        case ByEmail() | ByOrderAndEmail():
            return (_plain(attempt.email),)
        case ByNameAndPostcode():
            parts = (attempt.given_name, attempt.family_name, attempt.postcode)
            return tuple(" ".join(part.casefold().split()) for part in parts)
        case _:
            return ()


def _language(customer: Customer | None, conversation: Conversation) -> Language:
    """Return the language of the conversation, else the customer's, else English."""
    if conversation.language:
        return conversation.language
    return "fr" if customer and customer.language == "fr" else "en"
