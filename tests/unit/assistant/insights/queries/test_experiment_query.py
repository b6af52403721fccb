"""Test the sums over the visitors of an experiment, on conversations of a known outcome."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation.events import (
    BasketChanged,
    CustomerWrote,
    ExperimentExposed,
    OperationDone,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.purchases import Purchases
from assistant.insights.imports.sales_files import Sale
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.queries.experiment_query import exposed_days
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.kit.experiments.experiment import VisitorMetric
from tests.support.seeds.insight_rows import open_lake
from tests.unit.assistant.insights.projection.talks import Talk
from tests.unit.assistant.insights.queries.test_report_query import asked, build

SINCE, UNTIL = date(2026, 6, 1), date(2026, 7, 20)


def exposed(talk: Talk, *, changed: bool, share: float = 0.5, experiment: str = "e1") -> Talk:
    return talk.happen(ExperimentExposed, experiment_id=experiment, changed=changed, share=share)


def planted() -> list[Talk]:
    """Return visitors of the first of June, each of one arm, and those who are in none."""
    good = [exposed(asked(n, days=0.1), changed=True) for n in range(3)]
    handed = exposed(asked(10, days=0.1), changed=False).hand_off(Reason.ANGER)
    open_one = exposed(asked(11, days=0.1, kind=ReplyKind.ABSTAINED), changed=False)
    thumb = exposed(asked(12, days=0.1), changed=False).thumb(helpful=False)
    back = [
        exposed(asked(20, contact="back", days=0.1), changed=True),
        exposed(asked(21, contact="back", days=1.1), changed=True),
    ]
    before = [asked(30, contact="known", days=-9)]
    known = [exposed(asked(31, contact="known", days=0.1), changed=False)]
    few = [exposed(asked(40, days=2.1), changed=True, share=0.1)]
    others = [asked(50, days=0.1), exposed(asked(51, days=0.1), changed=True, experiment="e10")]
    return [*good, handed, open_one, thumb, *back, *before, *known, *few, *others]


@pytest.fixture(scope="module")
def lake(
    projection: ConversationProjection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lake]:
    root: Path = tmp_path_factory.mktemp("experiment")
    build(root, projection, planted())
    lake = open_lake(root)
    yield lake
    lake.close()


@pytest.fixture(scope="module")
def arms(lake: Lake) -> dict[tuple[date, bool, float], ExposedDay]:
    found = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)
    return {(one.day, one.changed, one.share): one for one in found}


FIRST = date(2026, 6, 1)
SPAN = {"since": SINCE, "until": UNTIL}
TALKED = datetime(2026, 5, 23, 12, tzinfo=UTC)


class TestTheOrders:
    def test_are_those_after_the_exposure_of_the_customers_who_are_known(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        key = customer_key(projection.secret, "contact", "webchat", "shop", "k1")
        at = datetime(2026, 6, 2, tzinfo=UTC)
        sales = [
            Sale(at=at, product="?", amount_minor=4_000, customer=key),
            Sale(at=at + timedelta(days=20), product="?", amount_minor=900, customer=key),
        ]
        selling = replace(projection, purchases=Purchases.gather(sales))
        talks = [exposed(asked(n, days=0.1), changed=n == 1) for n in (1, 2)]
        build(tmp_path, selling, talks)
        lake = open_lake(tmp_path)

        found = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)

        lake.close()
        metric = VisitorMetric.ORDER_VALUE
        assert {one.changed: one.sums[metric] for one in found} == {True: 4_000, False: 0}
        assert {one.changed: one.squares[metric] for one in found} == {True: 16e6, False: 0}

    def test_are_told_less_what_came_back(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        key = customer_key(projection.secret, "contact", "webchat", "shop", "k1")
        sale = Sale(
            at=datetime(2026, 6, 2, tzinfo=UTC),
            product="?",
            units=4,
            amount_minor=4_000,
            returned=1,
            returned_minor=1_000,
            customer=key,
        )
        selling = replace(projection, purchases=Purchases.gather([sale]))
        build(tmp_path, selling, [exposed(asked(1, days=0.1), changed=True)])
        lake = open_lake(tmp_path)

        [one] = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)

        lake.close()
        assert one.sums[VisitorMetric.ORDER_VALUE] == 3_000
        assert one.sums[VisitorMetric.RETURNED] == 1

    @pytest.mark.parametrize(
        ("ordered", "proved", "counted"),
        [(2.0, 1.0, 1), (1.0, 2.0, 0), (0.012, 0.011, 0)],
        ids=["proved before the order", "proved after it", "ordered before the exposure"],
    )
    def test_do_not_count_by_a_proof_that_the_order_itself_led_to(
        self,
        projection: ConversationProjection,
        tmp_path: Path,
        ordered: float,
        proved: float,
        counted: int,
    ) -> None:
        """Who orders asks after the order, and proves who they are for it: others never do."""
        begun = datetime(2026, 6, 1, tzinfo=UTC)
        sale = Sale(
            at=begun + timedelta(days=ordered),
            product="?",
            amount_minor=4_000,
            returned=1,
            customer=customer_key(projection.secret, "customer", "lea"),
        )
        selling = replace(projection, purchases=Purchases.gather([sale]))
        talk = asked(1, days=0.01).prove("lea")
        talk.events[-1] = replace(talk.events[-1], at=begun + timedelta(days=proved))
        exposed(talk.customer("Et pour un échange ?").reply(), changed=True)
        build(tmp_path, selling, [talk])
        lake = open_lake(tmp_path)

        [one] = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)

        lake.close()
        assert one.sums[VisitorMetric.ORDER_VALUE] == 4_000 * counted
        assert one.sums[VisitorMetric.RETURNED] == counted


class TestATrace:
    def test_is_a_basket_or_a_proof_of_who_they_are(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        talks = [
            exposed(asked(1, days=0.1), changed=True).happen(BasketChanged, lines=()),
            exposed(asked(2, days=0.1), changed=True).prove("lea"),
            exposed(asked(3, days=0.1), changed=False),
        ]
        build(tmp_path, projection, talks)
        lake = open_lake(tmp_path)

        found = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)

        lake.close()
        metric = VisitorMetric.TRACED
        assert {one.changed: one.sums[metric] for one in found} == {True: 2, False: 0}


class TestReturns:
    def test_that_are_opened_count_in_any_later_conversation_of_the_visitor(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        def opened(number: int, contact: str, days: float) -> Talk:
            talk = asked(number, contact=contact, days=days)
            done = {"proposal_id": "p", "reference": "R1"}
            return talk.happen(OperationDone, operation="return_items", **done)

        talks = [
            exposed(asked(1, contact="soon", days=0.1), changed=True),
            opened(2, "soon", 20.1),
            exposed(asked(3, contact="late", days=0.1), changed=False),
            opened(4, "late", 40.1),
            opened(5, "before", -2.0),
            exposed(asked(6, contact="before", days=0.1), changed=False),
        ]
        build(tmp_path, projection, talks)
        lake = open_lake(tmp_path)

        found = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)

        lake.close()
        metric = VisitorMetric.RETURNED
        assert {one.changed: one.sums[metric] for one in found} == {True: 1, False: 0}


class TestWhatWasBefore:
    """Each metric has its own value, of visitors who were there before."""

    @pytest.fixture
    def days(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> Iterator[dict[bool, ExposedDay]]:
        key = customer_key(projection.secret, "contact", "webchat", "shop", "buyer")
        sale = Sale(at=TALKED, product="?", amount_minor=4_000, customer=key)
        selling = replace(projection, purchases=Purchases.gather([sale]))
        talks = [
            asked(1, contact="fine", days=-9),
            exposed(asked(2, contact="fine", days=0.1), changed=False),
            asked(3, contact="angry", days=-9).hand_off(Reason.ANGER),
            exposed(asked(4, contact="angry", days=0.1), changed=True).hand_off(Reason.ANGER),
            exposed(asked(5, contact="new", days=0.1), changed=True),
            asked(6, contact="buyer", days=-9),
            exposed(asked(7, contact="buyer", days=0.1), changed=False),
        ]
        build(tmp_path, selling, talks)
        lake = open_lake(tmp_path)
        yield {one.changed: one for one in exposed_days(lake, Tables(), "e1", **SPAN)}
        lake.close()

    def test_is_the_share_of_visits_less_that_of_all(self, days: dict[bool, ExposedDay]) -> None:
        called = VisitorMetric.HANDED_OVER

        # One visit of three was handed over: 1 - 1/3 of who was, and -1/3 of each who was not.
        assert days[True].before[called] == pytest.approx(2 / 3)
        assert days[False].before[called] == pytest.approx(-2 / 3)
        assert days[True].before_squares[called] == pytest.approx(4 / 9)
        assert days[True].before_products[called] == pytest.approx(2 / 3)
        assert days[False].before_products[called] == 0
        assert days[False].before[VisitorMetric.RESOLVED] == pytest.approx(2 / 3)

    def test_is_what_they_spent_of_orders(self, days: dict[bool, ExposedDay]) -> None:
        assert days[False].before[VisitorMetric.ORDER_VALUE] == 4_000
        assert days[False].before[VisitorMetric.ORDERED] == 1
        assert days[True].before[VisitorMetric.ORDER_VALUE] == 0


class TestTheVisitors:
    def test_are_counted_once_by_their_first_exposure(
        self, arms: dict[tuple[date, bool, float], ExposedDay]
    ) -> None:
        counts = {key: one.visitors for key, one in arms.items()}

        assert counts == {
            (FIRST, True, 0.5): 4,
            (FIRST, False, 0.5): 4,
            (FIRST + timedelta(days=2), True, 0.1): 1,
        }

    def test_are_resolved_if_nobody_comes_back(
        self, arms: dict[tuple[date, bool, float], ExposedDay]
    ) -> None:
        resolved = {
            key: one.sums[VisitorMetric.RESOLVED] for key, one in arms.items() if key[2] == 0.5
        }

        assert resolved == {(FIRST, True, 0.5): 3, (FIRST, False, 0.5): 1}

    @pytest.mark.parametrize(
        "metric",
        [
            VisitorMetric.HANDED_OVER,
            VisitorMetric.COMPLAINED,
            VisitorMetric.DISLIKED,
            VisitorMetric.UNANSWERED,
        ],
    )
    def test_of_the_control_arm_met_one_of_each_harm(
        self, arms: dict[tuple[date, bool, float], ExposedDay], metric: VisitorMetric
    ) -> None:
        assert arms[FIRST, False, 0.5].sums[metric] == 1
        assert arms[FIRST, True, 0.5].sums[metric] == 0

    def test_of_whom_one_waited_too_long_are_told(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        slow, quick = (exposed(asked(n, days=0.1), changed=n == 1) for n in (1, 2))
        wrote = next(one for one in quick.events if isinstance(one, CustomerWrote))
        quick.events = [  # each event of a made-up talk is a minute after the one before
            replace(one, at=wrote.at) if isinstance(one, ReplyWritten) else one
            for one in quick.events
        ]
        build(tmp_path, projection, [slow, quick])
        lake = open_lake(tmp_path)

        found = exposed_days(lake, Tables(), "e1", since=SINCE, until=UNTIL)

        lake.close()
        assert {one.changed: one.sums[VisitorMetric.WAITED] for one in found} == {
            True: 1,
            False: 0,
        }

    def test_of_another_experiment_are_apart(self, lake: Lake) -> None:
        found = exposed_days(lake, Tables(), "e10", since=SINCE, until=UNTIL)

        assert [one.visitors for one in found] == [1]

    def test_are_none_where_nobody_was_exposed(self, lake: Lake) -> None:
        assert exposed_days(lake, Tables(), "e2", since=SINCE, until=UNTIL) == []
