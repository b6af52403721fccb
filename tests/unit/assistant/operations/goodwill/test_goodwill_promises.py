"""That nobody ever gives more than their role may: random orders, tables, crashes and failures."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.commerce.permit import OrderedByAgent, Permit
from assistant.commerce.ports import ShopError, ShopRefusedError, ShopUnavailableError
from assistant.commerce.shop_effects import Receipt
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.dealings import AgentOrder, Proposal
from assistant.conversation.ids import AgentId
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import Ready
from assistant.operations.goodwill.goodwill_keeper import GoodwillKeeper
from integrations.stores.memory.goodwill_book import MemoryGoodwillBook
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.autonomy_tables import table
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.operations.cases import NOW, RULES
from tests.unit.assistant.operations.gating import NOBODY, lea

ROLES = ("agent", "lead", "operations", "admin", "merchandiser")
RISING = ("agent", "lead", "operations", "admin")
PERIOD = timedelta(days=10)
_LIMIT = st.fixed_dictionaries(
    {},
    optional={
        "max_minor": st.fixed_dictionaries({"EUR": st.sampled_from((500, 1000, 3000))}),
        "per_order": st.integers(1, 2),
        "per_customer": st.integers(1, 3),
        "days": st.just(PERIOD.days),
    },
)
_LIMITS = st.dictionaries(st.sampled_from(RISING), _LIMIT)
_WANT = st.fixed_dictionaries(
    {
        "operation": st.sampled_from(("voucher", "partial_refund")),
        "number": st.sampled_from(("#1001", "#1003")),
        "minor": st.sampled_from((400, 500, 900, 2500, 99_000)),
        "role": st.sampled_from(ROLES),
        "fails": st.sampled_from(("", "", "before", "after", "refused")),
        "crashes": st.integers(0, 2),
        "hours": st.sampled_from((0, 1, 5 * 24, 11 * 24)),
    }
)


class FailingShop(MemoryShop):
    """Fails before or after the work, and writes down each effect that was had."""

    def __init__(self) -> None:
        super().__init__(RECORDS)
        self.fails = ""
        self.had: dict[str, Permit] = {}

    async def execute(self, permit: Permit) -> Receipt:
        fails, self.fails = self.fails, ""
        if fails == "refused":
            raise ShopRefusedError
        if fails == "before":
            raise ShopUnavailableError
        receipt = await super().execute(permit)
        self.had[permit.key] = permit
        if fails == "after":
            raise ShopUnavailableError
        return receipt


class Table:
    """An autonomy table that changes."""

    now = table()

    async def table(self) -> AutonomyTable:
        return self.now


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=_LIMITS, wants=st.lists(st.tuples(_WANT, st.none() | _LIMITS), max_size=8))
def test_no_role_ever_gives_more_than_it_may(
    first: dict[str, object], wants: list[tuple[dict[str, object], dict[str, object] | None]]
) -> None:
    asyncio.run(_try(first, wants))


async def _try(
    limits: dict[str, object], wants: list[tuple[dict[str, object], dict[str, object] | None]]
) -> None:
    shop, clock, autonomy = FailingShop(), HandClock(NOW), Table()
    gate = Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=RULES,
        autonomy=autonomy,
        clock=clock,
        goodwill=GoodwillKeeper(book=MemoryGoodwillBook(), autonomy=autonomy),
    )
    given: list[tuple[dict[str, object], float, OrderId]] = []
    for number, (want, changed) in enumerate(wants):
        autonomy.now = table(goodwill=dict.fromkeys(("voucher", "partial_refund"), limits))
        clock.at += timedelta(hours=int(str(want["hours"])))
        proposal = await _considered(gate, clock, want, f"p{number}")
        if proposal is None:
            continue
        if changed is not None:  # between the look and the order
            limits = changed
            autonomy.now = table(goodwill=dict.fromkeys(("voucher", "partial_refund"), limits))
        before = len(shop.had)
        await _executed(gate, shop, proposal, want)
        if len(shop.had) > before:
            [had] = [one for key, one in shop.had.items() if key == proposal.proposal_id]
            assert isinstance(had.ground, OrderedByAgent)
            order_id = getattr(had.effect, "order_id")  # noqa: B009  # of both effects
            assert _was_allowed(limits, want, given, clock.at.timestamp(), order_id)
            given.append((want, clock.at.timestamp(), order_id))


async def _considered(
    gate: Gate, clock: HandClock, want: dict[str, object], key: str
) -> Proposal | None:
    ready = await gate.consider_goodwill(
        str(want["operation"]),
        {"order_number": want["number"], "amount_minor": want["minor"]},
        identity=replace(lea(), at=clock.at),
        language="en",
    )
    if not isinstance(ready, Ready):
        return None
    return Proposal(
        proposal_id=key,
        operation=str(want["operation"]),
        parameters=ready.parameters,
        fingerprint=ready.fingerprint,
        customer_id=ready.customer_id,
        at=clock.at,
        ordered=AgentOrder(by=AgentId("a"), role=str(want["role"])),  # whoever may or may not
    )


async def _executed(
    gate: Gate, shop: FailingShop, proposal: Proposal, want: dict[str, object]
) -> None:
    shop.fails = str(want["fails"])
    for _ in range(1 + int(str(want["crashes"]))):
        try:
            await gate.execute(proposal, ownership=NOBODY, language="en")
        except ShopError:
            continue


def _was_allowed(
    limits: dict[str, object],
    want: dict[str, object],
    given: list[tuple[dict[str, object], float, OrderId]],
    at: float,
    order_id: OrderId,
) -> bool:
    """Return whether a limit of the role or of a lower one allows it, said in another way."""
    if want["role"] not in RISING:
        return False
    own = RISING[: RISING.index(str(want["role"])) + 1]
    same = [one for one in given if one[0]["operation"] == want["operation"]]
    for role in own:
        limit = limits.get(role)
        if not isinstance(limit, dict):
            continue
        days = limit.get("days", 90)
        lately = [one for one in same if one[1] > at - days * 86_400]
        most = limit.get("max_minor", {}).get("EUR", 10**9)
        if (
            int(str(want["minor"])) <= most
            and sum(one[2] == order_id for one in lately) < limit.get("per_order", 10**9)
            and len(lately) < limit.get("per_customer", 10**9)
        ):
            return True
    return False


def test_the_default_table_names_every_exception_and_every_role_up_to_operations() -> None:
    for name, limits in table().goodwill.items():
        assert [*limits] == [Role.AGENT, Role.LEAD, Role.OPERATIONS], name
