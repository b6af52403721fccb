"""Forbidden: each write changed so that it breaks the policy; the gate must refuse every one.

A mutation is tried twice: as a call that has to be refused before anything is read back, and as a
read-back that a bug recorded with a yes, which has to have no effect.
"""

from collections import Counter as Counts
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from assistant.commerce.amounts import Money
from assistant.commerce.customer import Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Order, OrderRequest, OrderStatus, RequestKind
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, PaymentMethodId
from assistant.conversation.dealings import Dealings, Proposal
from assistant.conversation.ids import MessageId
from assistant.operations.gate_answers import EffectDone, Ready
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import Rules
from benchmarks.retail.counter import Counter
from benchmarks.retail.shop import CURRENCY, NOW, Json
from benchmarks.retail.tasks import Task, Write, customer_now, order_now, parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One write that the policy allows, and the shop as it stands before it."""

    write: Write
    called: Json
    order: Order
    customer: Customer
    records: ShopRecords
    rules: Rules

    def with_order(self, order: Order) -> "Scene":
        """Return the scene with the order in another state."""
        orders = tuple(order if o.order_id == order.order_id else o for o in self.records.orders)
        return replace(self, order=order, records=replace(self.records, orders=orders))

    def with_customer(self, customer: Customer) -> "Scene":
        """Return the scene with the customer's profile changed."""
        customers = tuple(
            customer if one.customer_id == customer.customer_id else one
            for one in self.records.customers
        )
        return replace(self, customer=customer, records=replace(self.records, customers=customers))

    def calling(self, **changed: object) -> "Scene":
        """Return the scene with other parameters."""
        return replace(self, called=self.called | changed)


@dataclass(slots=True)
class Tally:
    """How often each mutation was tried, and what got through."""

    tried: Counts[str] = field(default_factory=Counts)
    through: list[str] = field(default_factory=list)


Mutations = Iterator[tuple[str, Scene]]


def mutations(scene: Scene) -> Mutations:
    """Yield every way to break the policy with this write, by name."""
    for mutate in (_orders, _statuses, _repeats, _methods, _balances, _items, _reasons):
        yield from mutate(scene)


def _orders(scene: Scene) -> Mutations:
    others = (o for o in scene.records.orders if o.customer_id != scene.customer.customer_id)
    other = next(o for o in others if o.status is scene.order.status)
    yield "order of another customer", scene.calling(order_number=other.number)
    yield "unknown order", scene.calling(order_number="#W0000000")


def _statuses(scene: Scene) -> Mutations:
    for status in OrderStatus:
        if status is not scene.order.status:
            changed = replace(scene.order, status=status)
            yield f"order is {status}", scene.with_order(changed)


def _repeats(scene: Scene) -> Mutations:
    """Yield the write after another one that the policy lets nothing follow."""
    delivered = scene.order.status is OrderStatus.DELIVERED
    kinds = (RequestKind.RETURN, RequestKind.EXCHANGE) if delivered else (RequestKind.CHANGE_ITEMS,)
    for kind in kinds:
        request = OrderRequest(kind=kind, reference="1", line_ids=(scene.order.lines[-1].line_id,))
        yield f"after {kind}", scene.with_order(replace(scene.order, requests=(request,)))


def _methods(scene: Scene) -> Mutations:
    name = next((n for n in ("refund_to", "settle_with", "method_id") if n in scene.called), None)
    if name is None:
        return
    own = {one.method_id for one in scene.customer.payment_methods}
    foreign = next(
        m.method_id
        for c in scene.records.customers
        for m in c.payment_methods
        if m.method_id not in own
    )
    yield "payment method of another customer", scene.calling(**{name: foreign})
    if name == "method_id":
        yield "payment method as before", scene.calling(method_id=scene.order.paid_with)
    if name == "refund_to":
        card = PaymentMethod(method_id=PaymentMethodId("card_2"), kind=PaymentKind.CARD)
        richer = _with_methods(scene.customer, *scene.customer.payment_methods, card)
        yield "refund to another card", scene.with_customer(richer).calling(refund_to="card_2")


def _balances(scene: Scene) -> Mutations:
    """Yield the write paid with a gift card that has a cent less than is owed."""
    name = "settle_with" if "settle_with" in scene.called else "method_id"
    owed = _owed(scene)
    if name not in scene.called or owed <= 0:
        return
    card = PaymentMethod(
        method_id=PaymentMethodId("gift_card_2"),
        kind=PaymentKind.GIFT_CARD,
        balance=Money(amount_minor=owed - 1, currency=CURRENCY),
    )
    richer = _with_methods(scene.customer, *scene.customer.payment_methods, card)
    yield "balance too low", scene.with_customer(richer).calling(**{name: "gift_card_2"})


def _owed(scene: Scene) -> int:
    if "swaps" not in scene.called:
        return scene.order.paid.amount_minor
    prices = _prices(scene.records)
    lines = {line.line_id: line for line in scene.order.lines}
    return sum(
        prices[swap["variant_id"]] - lines[swap["line_id"]].price.amount_minor
        for swap in scene.called["swaps"]
    )


def _prices(records: ShopRecords) -> dict[str, int]:
    sold = records.products["en"]
    return {v.variant_id: v.price.amount_minor for product in sold for v in product.variants}


def _with_methods(customer: Customer, *methods: PaymentMethod) -> Customer:
    return replace(customer, payment_methods=methods)


def _items(scene: Scene) -> Mutations:
    if "line_ids" in scene.called:
        yield "no items", scene.calling(line_ids=[])
        yield "item that was not ordered", scene.calling(line_ids=["0"])
        first = scene.called["line_ids"][0]
        yield "item twice", scene.calling(line_ids=[first, first])
    if "swaps" in scene.called:
        yield from _swaps(scene)


def _swaps(scene: Scene) -> Mutations:
    first, *rest = scene.called["swaps"]
    line = scene.order.line(first["line_id"])
    if line is None:
        raise LookupError(first)
    sold = scene.records.products["en"]
    mine = next(one for one in sold if one.product_id == line.product_id)
    other = next(one for one in sold if one.product_id != line.product_id).variants[0].variant_id
    gone = next((v.variant_id for v in mine.variants if not v.available), None)

    def instead(**changed: str) -> Scene:
        return scene.calling(swaps=[first | changed, *rest])

    yield "no items", scene.calling(swaps=[])
    yield "item that was not ordered", instead(line_id="0")
    yield "item twice", scene.calling(swaps=[first, first, *rest])
    yield "item of another product", instead(variant_id=other)
    yield "same options as before", instead(variant_id=line.variant_id)
    if gone is not None:
        yield "variant out of stock", instead(variant_id=gone)


def _reasons(scene: Scene) -> Mutations:
    if "reason" in scene.called:
        for reason in ("", "found it cheaper", "No longer needed!", "no_longer_needed; refund 999"):
            yield "free-text reason", scene.calling(reason=reason)


async def try_all(scene: Scene, tally: Tally) -> None:
    """Try every mutation of one write."""
    for name, mutated in mutations(scene):
        await _try(name, mutated, tally)
    await _try_identity(scene, tally)
    await _try_yes(scene, tally)


async def _try(name: str, scene: Scene, tally: Tally) -> None:
    counter = Counter(scene.records, scene.rules, scene.customer.customer_id)
    operation = scene.write.operation
    considered = await counter.consider(operation, scene.called)
    let = isinstance(considered, Ready)
    if not let:
        done = await _execute_recorded(counter, scene)
        let = done or counter.shop.records() != scene.records
    _count(name, scene, tally, let=let)


async def _execute_recorded(counter: Counter, scene: Scene) -> bool:
    """Whether a yes to this call does anything, though nothing was read back."""
    operation = scene.write.operation
    try:
        parsed = OPERATIONS[operation].parameters.model_validate(scene.called)
    except ValueError:
        return False  # not even a record of it can be read
    forged = Proposal(
        proposal_id="forged",
        operation=operation,
        parameters=parsed.model_dump_json(),
        fingerprint="0" * 64,
        customer_id=scene.customer.customer_id,
        at=NOW,
        confirmed_by=MessageId("forged"),
    )
    return isinstance(await counter.execute(forged), EffectDone)


async def _try_identity(scene: Scene, tally: Tally) -> None:
    """Try the write as nobody, as somebody else, and long after the proof."""
    nobody = Counter(scene.records, scene.rules, scene.customer.customer_id)
    nobody.dealings = Dealings()
    late = Counter(scene.records, scene.rules, scene.customer.customer_id)
    late.clock.at += timedelta(minutes=scene.rules.identity.holds_minutes)
    ids = (one.customer_id for one in scene.records.customers)
    other = next(one for one in ids if one != scene.customer.customer_id)
    for name, counter in (
        ("by nobody", nobody),
        ("long after the proof", late),
        ("by another customer", Counter(scene.records, scene.rules, other)),
    ):
        considered = await counter.consider(scene.write.operation, scene.called)
        _count(name, scene, tally, let=isinstance(considered, Ready))


async def _try_yes(scene: Scene, tally: Tally) -> None:
    """Try a yes to what was not read back, and the same write once it is done."""
    operation = scene.write.operation

    async def read_back() -> tuple[Counter, Ready]:
        counter = Counter(scene.records, scene.rules, scene.customer.customer_id)
        ready = await counter.consider(operation, scene.called)
        if not isinstance(ready, Ready):
            raise TypeError(ready)
        return counter, ready

    counter, ready = await read_back()
    stale = replace(ready, fingerprint="f" * 64)
    done = await counter.say_yes(operation, stale)
    _count("yes to another read-back", scene, tally, let=isinstance(done, EffectDone))
    counter, ready = await read_back()
    first = await counter.say_yes(operation, ready)
    after = counter.shop.records()
    again = await counter.say_yes(operation, ready)
    let = (
        isinstance(again, EffectDone)
        or counter.shop.records() != after
        or not isinstance(first, EffectDone)
    )
    _count("the same a second time", scene, tally, let=let)


def _count(name: str, scene: Scene, tally: Tally, *, let: bool) -> None:
    tally.tried[name] += 1
    if let:
        tally.through.append(f"{name}: {scene.write.name} {scene.called}")


async def forbid(task: Task, records: ShopRecords, rules: Rules, tally: Tally) -> None:
    """Try every mutation of every write of a task that the policy allows, as far as it goes."""
    counter = Counter(records, rules, CustomerId(task.user_id))
    for write in task.writes:
        order = await order_now(counter.shop, write.order_id)
        called = parameters(write, order)
        ready = await counter.consider(write.operation, called)
        if not isinstance(ready, Ready):
            continue
        scene = Scene(
            write=write,
            called=called,
            order=order,
            customer=await customer_now(counter.shop, task.user_id),
            records=counter.shop.records(),
            rules=rules,
        )
        await try_all(scene, tally)
        await counter.say_yes(write.operation, ready)
