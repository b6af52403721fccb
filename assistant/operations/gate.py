"""Guard the only way from a customer's words to an effect in the shop.

    identity -> preconditions -> read back -> explicit yes -> idempotent execute -> receipt
                                           or an agent's order

`consider` ends in a read-back, never in an effect. `execute` takes a read-back that was said yes
to, decides everything again on the present state of the shop and the autonomy table, and carries
it out only if the effect is exactly the one that was read, and a person approved it where the
table wants one to. The place of the yes may be taken by the order of an agent whose role the table
names for it; an exception has such an order and never a yes, within the limits of that role. Who
may see an order is decided here alone: another's and none give the same after the same look-ups.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from assistant.commerce.order import Order
from assistant.commerce.permit import Permit, PermitGround
from assistant.commerce.permit_seal import SEAL
from assistant.commerce.ports import (
    Assortment,
    Customers,
    OrderBook,
    ShopMovedOnError,
    ShopRefusedError,
)
from assistant.commerce.shop_effects import Effect, Receipt, fingerprint
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.basket import Basket
from assistant.conversation.dealings import Dealings, Identity, Proposal
from assistant.conversation.events import CustomerWrote
from assistant.conversation.message import Language
from assistant.conversation.ownership import Ownership
from assistant.kit.fault_log import report
from assistant.operations.autonomy.autonomy_table import Level, operation_subject
from assistant.operations.autonomy.autonomy_verdict import (
    UNKNOWN,
    Stakes,
    Verdict,
    decide,
    stakes_of,
)
from assistant.operations.autonomy.person_checks import UNCHECKED, PersonChecks
from assistant.operations.autonomy.ports import Autonomy
from assistant.operations.basket_keeper import BasketAnswer, BasketKeeper
from assistant.operations.declarations.needed_products import needed_products
from assistant.operations.gate_answers import (
    Considered,
    EffectDone,
    Executed,
    Incomplete,
    LeftToPeople,
    LookupAnswer,
    NeedsApproval,
    NeedsIdentity,
    Outdated,
    Ready,
    ground_of,
    held_back,
    parse,
    word_receipt,
)
from assistant.operations.goodwill.goodwill_keeper import GoodwillKeeper, grant_of
from assistant.operations.operation_evidence import evidence, links
from assistant.operations.operation_register import DECLARED, GOODWILL, OPERATIONS, AnyOperation
from assistant.operations.receipts.receipt_letters import ReceiptMail
from assistant.operations.shop_rules import Rules
from assistant.operations.types import Facts, OperationCase, OrderParameters, Parameters, Refusal
from assistant.ports import Clock

MAX_ORDERS = 20
"""Most orders of a customer that are read to be listed or chosen from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Guard the shop; where a method raises an error of a port, nothing is known to be done."""

    customers: Customers
    orders: OrderBook
    assortment: Assortment
    rules: Rules
    autonomy: Autonomy
    clock: Clock
    mail: ReceiptMail | None = None  # None: nothing is confirmed by mail
    keeper: BasketKeeper | None = None  # None: nothing can be bought here
    goodwill: GoodwillKeeper | None = None  # None: nobody makes exceptions here
    checks: PersonChecks = UNCHECKED
    tells_parcels: bool = True  # see `ShopSystem`

    async def consider(
        self,
        name: str,
        parameters: Mapping[str, object],
        *,
        identity: Identity | None,
        language: Language,
        basket: Basket | None = None,
    ) -> Considered:
        """Return the effect or answer of an operation, or why not; changes at most the `basket`."""
        operation = OPERATIONS[name]
        parsed = parse(operation, parameters)
        if isinstance(parsed, Incomplete):
            return parsed
        if operation.of_basket:
            return await self._of_basket(operation, parsed, basket or Basket(), language)
        if identity is None or not self.knows(identity):
            return NeedsIdentity()
        left = await self.leaves_to_people(name)
        return left or await self._weigh(operation, parsed, identity.customer_id, language)

    async def consider_goodwill(
        self,
        name: str,
        parameters: Mapping[str, object],
        *,
        identity: Identity | None,
        language: Language,
    ) -> Considered:
        """Return an exception as an agent is to read it, or why there is none; has no effect."""
        operation = GOODWILL[name]
        parsed = parse(operation, parameters)
        if isinstance(parsed, Incomplete):
            return parsed
        if identity is None or not self.knows(identity):
            return NeedsIdentity()
        return await self._weigh(operation, parsed, identity.customer_id, language)

    async def _of_basket(
        self, operation: AnyOperation, parsed: Parameters, basket: Basket, language: Language
    ) -> Refusal | LeftToPeople | BasketAnswer:
        """Carry out an operation on the basket, unless a person has to see it first."""
        if not (verdict := await self._verdict(operation.name, UNKNOWN)).alone:
            return LeftToPeople(rule=verdict.rule)
        if self.keeper is None:
            return Refusal(code="no_basket")
        case = self._judging(parsed, Facts())
        return await self.keeper.consider(operation, case, basket, language)

    async def _weigh(
        self,
        operation: AnyOperation,
        parsed: Parameters,
        customer_id: CustomerId,
        language: Language,
    ) -> Refusal | LeftToPeople | LookupAnswer | Ready:
        """Return the decision of the rules, and then of the table, on an operation."""
        case = await self._case(operation, parsed, customer_id, language)
        if isinstance(case, Refusal):
            return case
        if operation.has and operation.has in await self.orders.refuses():
            return Refusal(code="shop_refused")
        allowed = operation.weigh(case)
        if isinstance(allowed, Refusal):
            return allowed
        verdict = await self._verdict_on(operation, case, allowed.effect)
        text = operation.tell(case, allowed, language)
        if verdict.level is Level.HUMAN_ONLY:
            return LeftToPeople(rule=verdict.rule, wish=text if allowed.effect else "")
        if allowed.effect is None:
            return LookupAnswer(
                text=text, evidence=evidence(case, language), links=links(case), verdict=verdict
            )
        return Ready(
            read_back=text,
            fingerprint=fingerprint(allowed.effect),
            parameters=parsed.model_dump_json(),
            customer_id=customer_id,
            evidence=evidence(case, language, effect=allowed.effect),
            verdict=verdict,
        )

    async def execute(
        self, proposal: Proposal, *, ownership: Ownership, language: Language
    ) -> Executed:
        """Execute a confirmed or ordered proposal; once, however often this is called.

        The caller has recorded the yes or the order before: a crash on the way is made good by
        calling again. `ownership`, folded from the conversation's log, names the approved ones.

        Raises:
            UnpermittedError: nobody said yes to it, and nobody ordered it: a bug. An exception is
                never a customer's to say yes to.
        """
        ground = ground_of(proposal)
        operation = DECLARED[proposal.operation]
        parsed = operation.parameters.model_validate_json(proposal.parameters)
        case = await self._case(operation, parsed, proposal.customer_id, language)
        receipt = await self.orders.receipt(proposal.proposal_id)
        if receipt is None:
            if isinstance(case, Refusal):
                return case
            had = await self._have(operation, case, proposal, ownership, ground)
            if not isinstance(had, Receipt):
                return had
            receipt = had
        done = word_receipt(operation, self._known(parsed, case), receipt, language)
        if self.mail is not None:
            await self.mail.send(proposal, done.text, language)
        return done

    async def had(self, proposal: Proposal, *, language: Language) -> EffectDone | None:
        """Return the receipt of a proposal, if it was carried out; has no effect."""
        receipt = await self.orders.receipt(proposal.proposal_id)
        operation = DECLARED[proposal.operation]
        try:
            parsed = operation.parameters.model_validate_json(proposal.parameters)
        except ValidationError:  # the conversation was erased since
            return None
        case = await self._case(operation, parsed, proposal.customer_id, language)
        known = self._known(parsed, case)
        return word_receipt(operation, known, receipt, language) if receipt else None

    def _known(self, parsed: Parameters, case: OperationCase[Any] | Refusal) -> OperationCase[Any]:
        """Return a case; without facts if the order or the customer is gone since."""
        return self._judging(parsed, Facts()) if isinstance(case, Refusal) else case

    async def order_of(self, customer_id: CustomerId | None, number: str) -> Order | None:
        """Return a customer's order of that number; None: there is none, or it is another's."""
        order = await self.orders.with_number(number)
        return order if order is not None and order.customer_id == customer_id else None

    async def leaves_to_people(self, name: str) -> LeftToPeople | None:
        """Return that an operation is always left to people; None: it may not be.

        Raises:
            KeyError: there is no operation of that name.
        """
        verdict = await self._verdict(OPERATIONS[name].name, UNKNOWN)
        return LeftToPeople(rule=verdict.rule) if verdict.level is Level.HUMAN_ONLY else None

    async def _verdict(self, name: str, at_stake: Stakes) -> Verdict:
        return decide(await self.autonomy.table(), operation_subject(name), at_stake)

    async def _verdict_on(
        self, operation: AnyOperation, case: OperationCase[Any], effect: Effect | None
    ) -> Verdict:
        """Return the table's verdict on an effect; on an exception, by the grants before."""
        if operation.name not in GOODWILL or self.goodwill is None:
            return await self._verdict(operation.name, stakes_of(case, effect))
        asked = grant_of(operation.name, case, effect, at=self.clock.now())
        return await self.goodwill.verdict(asked)

    async def _have(
        self,
        operation: AnyOperation,
        case: OperationCase[Any],
        proposal: Proposal,
        ownership: Ownership,
        ground: PermitGround,
    ) -> Receipt | Refusal | Outdated | LeftToPeople | NeedsApproval:
        """Carry out the effect, if it is exactly the one that was read back, and not long ago.

        What was begun with this permit is finished: the shop that it has changed since gives
        another effect, or a refusal, and no rule is asked about one half.
        """
        effect = self._as_read(operation, case, proposal, ownership)
        if isinstance(effect, Refusal | Outdated):
            begun = await self._begun(case, proposal)
            if begun is None:
                return effect
            effect = begun
        else:
            own = await self._verdict_on(operation, case, effect)
            verdict = await self.checks.of_effect(own, proposal, ownership)
            if (held := held_back(verdict, proposal, ownership)) is not None:
                return held
        permit = Permit(key=proposal.proposal_id, effect=effect, ground=ground, seal=SEAL)
        if self.goodwill is None or operation.name not in GOODWILL:
            return await self._do(operation.name, permit)
        return await self._give(self.goodwill, permit, proposal, case)

    def _as_read(
        self,
        operation: AnyOperation,
        case: OperationCase[Any],
        proposal: Proposal,
        ownership: Ownership,
    ) -> Effect | Refusal | Outdated:
        """Return the effect on the shop as it is now, if it is the one that was read back.

        A read-back that a person approved may be older: they took their time, and the effect is the
        same.
        """
        approved = proposal.proposal_id in ownership.approved
        if not (approved or self._is_recent(proposal)):  # a shop that was away for long: ask again
            return Outdated()
        allowed = operation.weigh(case)
        if isinstance(allowed, Refusal):
            return allowed
        if allowed.effect is None or fingerprint(allowed.effect) != proposal.fingerprint:
            return Outdated()
        return allowed.effect

    async def _begun(self, case: OperationCase[Any], proposal: Proposal) -> Effect | None:
        """Return the effect that was read back, if the shop keeps that it was begun."""
        order = case.facts.order
        if order is None:
            return None
        begun = await self.orders.begun(proposal.proposal_id, order.order_id)
        return begun if begun and fingerprint(begun) == proposal.fingerprint else None

    async def _give(
        self,
        goodwill: GoodwillKeeper,
        permit: Permit,
        proposal: Proposal,
        case: OperationCase[Any],
    ) -> Receipt | Refusal | Outdated | LeftToPeople:
        """Carry out an exception, whose grant is kept before so that no limit is passed."""
        operation = DECLARED[proposal.operation]
        now = self.clock.now()
        grant = grant_of(operation.name, case, permit.effect, at=now, proposal=proposal)
        if not await goodwill.keep(grant):
            return LeftToPeople(rule=f"goodwill_{operation.name}/above_limits")
        done = await self._do(operation.name, permit)
        if not isinstance(done, Receipt):  # the shop says that nothing was done
            await goodwill.drop(grant.key)
        return done

    async def _do(self, operation: str, permit: Permit) -> Receipt | Refusal | Outdated:
        try:
            return await self.orders.execute(permit)
        except ShopMovedOnError:
            return Outdated()
        except ShopRefusedError as error:
            report("shop.refused", error, operation=operation)
            return Refusal(code="shop_refused")

    def knows(self, identity: Identity | None) -> bool:
        """Return whether the customer proved their identity lately, by an accepted method."""
        rules = self.rules.identity
        if identity is None or identity.method not in rules.methods:
            return False
        return self.clock.now() < identity.at + timedelta(minutes=rules.holds_minutes)

    def may_confirm(self, dealings: Dealings, message: CustomerWrote) -> bool:
        """Return whether a yes in `message` can be meant for the open read-back.

        It was written after the read-back, nothing was said in between, the customer is still known
        and the read-back is not too old.
        """
        open_ = dealings.proposal
        if open_ is None or not self.knows(dealings.identity):
            return False
        if not dealings.said_last or message.message_id in dealings.unread:
            return False
        if message.confirms not in {"", open_.proposal_id}:  # it is meant for another read-back
            return False
        return self._is_recent(open_)

    def _is_recent(self, proposal: Proposal) -> bool:
        """Return whether a read-back is young enough to be carried out."""
        return self.clock.now() < proposal.at + timedelta(minutes=self.rules.confirm_minutes)

    async def _case(
        self,
        operation: AnyOperation,
        parsed: Parameters,
        customer_id: CustomerId,
        language: Language,
    ) -> OperationCase[Any] | Refusal:
        """Read the facts for an operation; only the customer's own get in."""
        customer = await self.customers.with_id(customer_id)
        order, named = None, isinstance(parsed, OrderParameters)
        if isinstance(parsed, OrderParameters):
            order = await self.order_of(customer_id, parsed.order_number)
        if customer is None or (named and order is None):
            return Refusal(code="unknown_order")
        orders: tuple[Order, ...] = ()
        if operation.lists_orders:
            orders = await self.orders.of_customer(customer_id, limit=MAX_ORDERS)
        products = await needed_products(self.assortment, parsed, order, language)
        facts = Facts(customer=customer, order=order, orders=orders, products=products)
        return self._judging(parsed, facts)

    def _judging(self, parsed: Parameters, facts: Facts) -> OperationCase[Any]:
        return OperationCase(parameters=parsed, facts=facts, rules=self.rules, now=self.clock.now())
