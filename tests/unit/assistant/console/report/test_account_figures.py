"""The account: costs that are known, assisted orders, and caused ones beside them."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from assistant.console.report.account_figures import (
    AccountGap,
    account_of,
    caused_by_experiments,
    caused_by_messages,
)
from assistant.console.report.report_sources import ReportSources
from assistant.improvement.outreach.message_ledger import ledger_of
from assistant.insights.analysis_rows import OrderJoin
from assistant.insights.insight import Window
from assistant.insights.queries.report_query import COUNTERS
from assistant.insights.queries.report_views import (
    AssistantReport,
    AssistedOrders,
    JoinedOrders,
    VisitCounts,
    WorkOutcome,
    WorkTotals,
)
from assistant.kit.experiments.experiment import ArmFigure, VisitorMetric
from assistant.messages.channels.message_charges import (
    ChargedMessages,
    MessageCharge,
    MessagePrices,
)
from assistant.outreach.intents import ArmTally
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.memory.intent_book import MemoryIntentBook
from tests.support.memory.message_charges import MemoryChargeBook
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.insight_rows import TODAY
from tests.unit.assistant.improvement.outreach.test_message_ledger import priced

LATE = TRIGGERS[TriggerName.PARCEL_LATE]
SOURCES = ReportSources(
    verified=MemoryVerifiedBook(),
    experiments=MemoryExperimentBook(),
    outcomes=MemoryIntentBook(),
    charges=MemoryChargeBook(),
)
PRICED = replace(SOURCES, hour_cost=30.0, label_cost=4.5)


def report(handed_over: int = 24, **sums: float) -> AssistantReport:
    """Return the report of 100 visits, of which people had some."""
    counts = dict.fromkeys(WorkOutcome, 0)
    counts |= {WorkOutcome.HANDED_OVER: handed_over, WorkOutcome.RESOLVED: 100 - handed_over}
    totals = WorkTotals(
        outcomes=VisitCounts(customers=90, counts=MappingProxyType(counts)),
        talks=0,
        sums=dict.fromkeys(COUNTERS, 0.0) | sums,
        scores=0,
        content=0,
        score_sum=0,
    )
    window = Window.before(TODAY, days=28)
    orders = AssistedOrders(conversations=12, customers=11, value_minor=61_300)
    return AssistantReport(
        window=window,
        before_window=window,
        now=totals,
        before=totals,
        tables={},
        weeks=(),
        assisted=orders,
    )


def charged(category: str, country: str, count: int) -> ChargedMessages:
    return ChargedMessages(charge=MessageCharge(category=category, country=country), count=count)


class TestCosts:
    def test_are_those_of_models_people_and_carriers(self) -> None:
        asked = report(model_requests=400, model_cost=2.4, labels=6)

        account = account_of(asked, PRICED, minutes=10, caused=())

        assert [one.money for one in account.costs] == [2.4, 120.0, 27.0]  # 24 of 10 minutes: 4 h
        assert account.is_whole
        assert account.cost_each == pytest.approx(1.494)

    def test_of_people_are_measured_where_their_replies_are_known(self) -> None:
        asked = report(model_requests=400, model_cost=2.4, person_s=5_400.0)

        account = account_of(asked, PRICED, minutes=10, caused=())

        assert account.costs[1].money == 45.0  # an hour and a half
        assert AccountGap.MINUTES not in account.gaps

    def test_without_a_price_are_not_known_and_no_zero(self) -> None:
        asked = report(model_requests=400, labels=6)

        account = account_of(asked, SOURCES, minutes=10, caused=())

        assert [one.money for one in account.costs] == [None, None, None]
        assert not account.is_whole

    def test_of_templates_are_those_of_their_category_and_country(self) -> None:
        prices = MessagePrices.read("marketing FR 0,10\nutility * 0.02")

        account = account_of(
            report(0),
            replace(SOURCES, message_prices=prices),
            minutes=10,
            caused=(),
            charged=(charged("marketing", "FR", 30), charged("utility", "BE", 50)),
        )

        assert [one.money for one in account.costs[3:]] == [3.0, 1.0]
        assert account.cost == 4.0
        assert account.is_whole

    def test_of_nothing_are_nothing(self) -> None:
        account = account_of(report(0), SOURCES, minutes=10, caused=())
        assert ([one.money for one in account.costs], account.is_whole) == ([0.0, 0.0, 0.0], True)


class TestOrders:
    def test_that_are_assisted_stand_beside_the_caused_ones(self) -> None:
        orders = ArmFigure(
            metric=VisitorMetric.ORDER_VALUE, control=900, changed=950, value=50, low=-10, high=110
        )
        look = replace(kept_look(), orders=orders, changed=900, orders_changed=200)

        caused = [*caused_by_experiments([experiment(looks=(look,)), experiment("e2")])]
        account = account_of(report(), SOURCES, minutes=10, caused=caused)

        assert account.assisted_value == 613.0
        [one] = account.caused
        assert (one.given, one.more.low, one.more.value, one.more.high) == (200, -20, 100, 220)
        assert one.each is not None
        assert (one.each.low, one.each.value, one.each.high) == pytest.approx((-0.1, 0.5, 1.1))

    def test_of_a_change_are_left_out_where_the_measured_visitors_are_not_known(self) -> None:
        orders = ArmFigure(
            metric=VisitorMetric.ORDER_VALUE, control=900, changed=950, value=50, low=-10, high=110
        )
        look = replace(kept_look(), orders=orders, changed=200)

        assert [*caused_by_experiments([experiment(looks=(look,))])] == []

    def test_of_messages_are_counted_by_the_draw(self) -> None:
        sides = ((False, 3600, 720), (True, 450, 45))
        tallies = [
            ArmTally(
                trigger=LATE.name,
                held_out=held,
                customers=many,
                with_effect={OutreachEffect.ORDERED: ordered},
            )
            for held, many, ordered in sides
        ]

        [one] = caused_by_messages([ledger_of(LATE, tallies), ledger_of(LATE, [])])

        assert one.given == 3600
        assert one.more.low < 360 == pytest.approx(one.more.value)

    def test_of_messages_are_told_in_money_for_the_customers_whose_orders_are_known(self) -> None:
        sides = [priced(4_000, 1_200, held=False), priced(4_000, 800, held=True)]

        customers, value = caused_by_messages([ledger_of(LATE, sides)])

        assert (customers.kind, customers.given) == ("trigger", 4_500)
        assert (value.kind, value.reference, value.given) == ("message", LATE.name, 4_000)
        assert value.more.value == pytest.approx(16_000)  # 4 more for each
        assert value.more.low < 16_000 < value.more.high
        assert value.margin is not None
        assert value.margin.value == pytest.approx(4_800)

    def test_of_messages_have_no_money_before_it_has_an_interval(self) -> None:
        sides = [priced(4_000, 1_200, held=False), priced(4_000, 29, held=True)]

        [customers] = caused_by_messages([ledger_of(LATE, sides)])

        assert customers.kind == "trigger"


class TestGaps:
    def test_are_said_of_all_that_is_not_known(self) -> None:
        asked = replace(report(model_requests=400, labels=6), assisted=None)
        account = account_of(asked, SOURCES, minutes=10, caused=())

        assert [*account.gaps] == [
            AccountGap.MODEL,
            AccountGap.MINUTES,
            AccountGap.PEOPLE,
            AccountGap.CARRIERS,
            AccountGap.SALES,
            AccountGap.CAUSED,
        ]

    def test_say_that_links_to_products_leave_no_trace_where_orders_are_told(self) -> None:
        told, quiet = (
            account_of(one, PRICED, minutes=10, caused=()).gaps
            for one in (report(), replace(report(), assisted=None))
        )
        assert AccountGap.LINKS in told
        assert AccountGap.LINKS not in quiet

    def test_count_the_templates_without_a_price(self) -> None:
        prices = MessagePrices.read("marketing FR 0.10")

        account = account_of(
            report(0),
            replace(SOURCES, message_prices=prices),
            minutes=10,
            caused=(),
            charged=[charged("marketing", "FR", 3), *(charged("utility", to, 4) for to in "AB")],
        )

        assert account.gaps[AccountGap.MESSAGES] == 8
        assert not account.is_whole

    def test_tell_that_not_all_days_are_counted(self) -> None:
        quiet, first = (
            account_of(report(0), PRICED, minutes=10, caused=(), charges_missing=each)
            for each in (False, True)
        )

        assert AccountGap.CHARGES not in quiet.gaps
        assert AccountGap.CHARGES in first.gaps

    def test_count_the_lines_without_a_cost_and_those_of_too_few_customers(self) -> None:
        shown = JoinedOrders(
            join=OrderJoin.BASKET, customers=9, orders=9, lines=10, value_minor=9_000
        )
        orders = AssistedOrders(
            conversations=12,
            customers=11,
            lines=13,
            value_minor=61_300,
            margin_minor=4_000,
            margin_lines=8,
            joins=(shown,),
        )
        asked = replace(report(0), assisted=orders)

        account = account_of(asked, PRICED, minutes=10, caused=())

        assert account.gaps == {
            AccountGap.JOINS: 3,
            AccountGap.LINKS: 0,
            AccountGap.MARGIN: 5,
            AccountGap.CAUSED: 0,
        }
        assert account.assisted_margin == 40.0
