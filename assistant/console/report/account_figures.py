"""Put together the account of conversations: their costs and the orders beside them. Pure.

Assisted orders followed an answer; caused ones are the difference that a draw shows. The two stand
beside each other and are never added up.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assistant.console.report.report_figures import model_cost
from assistant.console.report.report_sources import ReportSources
from assistant.improvement.outreach.message_ledger import FigureLine, OrderFigure, TriggerLedger
from assistant.insights.queries.report_views import (
    AssistantReport,
    AssistedOrders,
    WorkOutcome,
)
from assistant.insights.statistics.intervals import Rate
from assistant.kit.experiments.experiment import Experiment
from assistant.kit.experiments.long_holdout import HOLDOUT
from assistant.messages.channels.message_charges import (
    ChargedMessages,
    MessageCharge,
    MessagePrices,
)
from assistant.outreach.triggers.outreach_effect import OutreachEffect

MINOR = 100
"""Minor units of the main unit of a currency, as of every amount of sales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CausedLine:
    """Hold the orders that a change or a message caused, by everybody who got it by the draw."""

    kind: Literal["experiment", "trigger", "message"]  # a trigger's value: "message"
    reference: str  # id of the experiment, name of the trigger
    given: int  # visitors or customers who got it
    more: Rate  # for all of them: customers who ordered of a trigger, else an amount
    margin: Rate | None = None  # the same without tax and costs; None: a cost is not known

    @property
    def each(self) -> Rate | None:
        """Return the difference for each who got it, in the unit of `more`; None: nobody did."""
        return self.more.times(1 / self.given) if self.given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """Hold one kind of cost."""

    kind: Literal["model", "people", "carriers", "messages"]
    count: float  # requests, hours, labels, messages
    money: float | None  # None: nobody said what one costs
    charge: MessageCharge | None = None  # of messages: what the channel charges them as


class AccountGap(StrEnum):
    """Name the gaps of the account: figures that are not known, or assumed."""

    MODEL = "model"  # what a request costs
    MINUTES = "minutes"  # that people work on a conversation: assumed, no reply was measured
    PEOPLE = "people"  # what an hour costs
    CARRIERS = "carriers"  # what a label costs
    MESSAGES = "messages"  # what a channel takes for a message: of so many, no price is set
    CHARGES = "charges"  # messages that a channel charged for before they were counted
    SALES = "sales"  # no order, or of too few customers
    JOINS = "joins"  # orders in the sum alone: their join has too few customers
    LINKS = "links"  # orders of guests who followed a link to a product: it leaves no trace
    MARGIN = "margin"  # lines whose cost is not known
    CAUSED = "caused"  # nothing was drawn for long enough


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAccount:
    """Hold the account of the conversations of a window."""

    visits: int
    costs: tuple[CostLine, ...]
    is_measured: bool = False  # the hours of people, by their replies
    charges_missing: bool = False  # the shop wrote first, and not all days are counted
    assisted: AssistedOrders | None
    caused: tuple[CausedLine, ...]  # each of its own days

    @property
    def cost(self) -> float:
        """Return the sum of the costs that are known."""
        return sum(one.money or 0.0 for one in self.costs)

    @property
    def is_whole(self) -> bool:
        """Return whether every cost is known."""
        return all(one.money is not None for one in self.costs)

    @property
    def cost_each(self) -> float | None:
        """Return the known costs of one conversation; None: there was none."""
        return self.cost / self.visits if self.visits else None

    def each(self, line: CostLine) -> float | None:
        """Return a cost of one conversation; None: it is not known, or there was none."""
        return line.money / self.visits if line.money is not None and self.visits else None

    @property
    def gaps(self) -> Mapping[AccountGap, int]:
        """Return the gaps of the account, each with how many orders or lines it is of, or 0."""
        unpriced: dict[AccountGap, int] = {}
        for one in self.costs:
            if one.money is None:
                messages = int(one.count) if one.charge else 0
                gap = AccountGap(one.kind)
                unpriced[gap] = unpriced.get(gap, 0) + messages
        people = next(one.count for one in self.costs if one.kind == "people")
        assumed = people and not self.is_measured
        told: dict[AccountGap, int] = {AccountGap.MINUTES: 0} if assumed else {}
        if self.charges_missing:
            told[AccountGap.CHARGES] = 0
        orders = self.assisted
        if orders is None:
            told[AccountGap.SALES] = 0
        elif left := orders.lines - sum(one.lines for one in orders.joins):
            told[AccountGap.JOINS] = left
        if orders is not None:
            told[AccountGap.LINKS] = 0
            if orders.margin_lines < orders.lines:
                told[AccountGap.MARGIN] = orders.lines - orders.margin_lines
        if not self.caused:
            told[AccountGap.CAUSED] = 0
        every = unpriced | told
        return {one: every[one] for one in AccountGap if one in every}

    @property
    def assisted_margin(self) -> float | None:
        """Return the margin of assisted orders in the main unit; None: no cost is known."""
        minor = self.assisted.margin_minor if self.assisted else None
        return None if minor is None else minor / MINOR

    @property
    def assisted_value(self) -> float | None:
        """Return the value of the assisted orders in the main unit; None: it is not known."""
        return self.assisted.value_minor / MINOR if self.assisted else None


def account_of(
    report: AssistantReport,
    sources: ReportSources,
    *,
    minutes: int,
    caused: Iterable[CausedLine],
    charged: Iterable[ChargedMessages] = (),
    charges_missing: bool = False,
) -> ConversationAccount:
    """Return the account of a report's window.

    People's hours are those of their replies; where none is known, a conversation takes `minutes`.
    `charged` are the messages that channels charged for in the window.
    """
    now, model = report.now, model_cost(report.now)
    measured = float(now.sums["person_s"]) / 3600
    hours = measured or now.outcomes.counts[WorkOutcome.HANDED_OVER] * minutes / 60
    labels = float(now.sums["labels"])
    free = not model.requests
    return ConversationAccount(
        visits=now.outcomes.visits,
        costs=(
            CostLine(
                kind="model",
                count=model.requests,
                money=model.money if model.money or free else None,
            ),
            CostLine(kind="people", count=hours, money=_priced(hours, sources.hour_cost)),
            CostLine(kind="carriers", count=labels, money=_priced(labels, sources.label_cost)),
            *(_messages(one, sources.message_prices) for one in charged),
        ),
        is_measured=measured > 0,
        charges_missing=charges_missing,
        assisted=report.assisted,
        caused=tuple(caused),
    )


def caused_by_experiments(experiments: Iterable[Experiment]) -> Iterator[CausedLine]:
    """Yield the value of the orders that each change caused, where sales of visitors are known.

    It is of the visitors whose thirty days are over: of others nothing is known yet. A holdout has
    that of all of them together, and would count them twice.
    """
    for one in experiments:
        if one.kind == HOLDOUT:
            continue
        look = one.look
        orders = look.orders if look else None
        if look is None or orders is None or orders.low is None or orders.high is None:
            continue
        if not look.orders_changed:  # kept before their number was
            continue
        each = Rate(value=orders.value, low=orders.low, high=orders.high)
        yield CausedLine(
            kind="experiment",
            reference=one.experiment_id,
            given=look.orders_changed,
            more=each.times(look.orders_changed / MINOR),
        )


def caused_by_messages(ledgers: Iterable[TriggerLedger]) -> Iterator[CausedLine]:
    """Yield how many more customers ordered because the shop wrote first, and for how much."""
    for one in ledgers:
        for line in one.lines:
            if line.effect is not OutreachEffect.ORDERED or line.low is None or line.high is None:
                continue
            share = Rate(value=line.value, low=line.low, high=line.high)
            yield CausedLine(
                kind="trigger",
                reference=one.trigger,
                given=one.written,
                more=share.times(one.written) if one.written else share,
            )
        yield from _value(one.trigger, one.amounts, one.priced)


def _value(reference: str, lines: Iterable[FigureLine], given: int) -> Iterator[CausedLine]:
    """Yield the line of an amount, where it has an interval."""
    more = {line.figure: _of_all(line, given) for line in lines}
    paid = more.get(OrderFigure.PAID)
    if paid is not None:
        margin = more.get(OrderFigure.MARGIN)
        yield CausedLine(kind="message", reference=reference, given=given, more=paid, margin=margin)


def _of_all(line: FigureLine, customers: int) -> Rate | None:
    """Return a difference for all customers, in the main unit; None: it is not known yet."""
    if line.low is None or line.high is None or not customers:
        return None
    return Rate(value=line.value, low=line.low, high=line.high).times(customers / MINOR)


def _messages(charged: ChargedMessages, prices: MessagePrices) -> CostLine:
    price = prices.of(charged.charge)
    return CostLine(
        kind="messages",
        count=charged.count,
        money=None if price is None else float(price * charged.count),
        charge=charged.charge,
    )


def _priced(count: float, price: float) -> float | None:
    return count * price if price or not count else None
