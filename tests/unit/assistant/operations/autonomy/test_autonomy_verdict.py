import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.commerce.amounts import Money
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import (
    AutonomySubject,
    AutonomyTable,
    Level,
    Topic,
    operation_subject,
    topic_subject,
)
from assistant.operations.autonomy.autonomy_verdict import (
    UNKNOWN,
    Stakes,
    Verdict,
    decide,
    strictest,
)
from tests.support.seeds.autonomy_tables import table

LIMITED = {"level": "automate", "max_minor": {"EUR": 30000}, "stricter_for": ["vip"]}
CANCEL = operation_subject("cancel_order")


def money(minor: int, currency: str = "EUR") -> Stakes:
    return Stakes(amount=Money(amount_minor=minor, currency=currency))


def level(rows: AutonomyTable, subject: AutonomySubject, stakes: Stakes = UNKNOWN) -> Level:
    return decide(rows, subject, stakes).level


class TestASubject:
    @pytest.mark.parametrize("said", list(Level))
    def test_goes_as_far_as_its_row_says(self, said: Level) -> None:
        rows = table({"cancel_order": said}, {"returns": said})

        assert level(rows, CANCEL) is said
        assert level(rows, topic_subject(Topic.RETURNS)) is said

    @pytest.mark.parametrize(
        "unknown",
        [operation_subject("give_refund"), AutonomySubject(kind="topic", name="weather"), CANCEL],
    )
    def test_that_no_row_names_is_left_to_people(self, unknown: AutonomySubject) -> None:
        verdict = decide(AutonomyTable(), unknown, UNKNOWN)

        assert verdict.level is Level.HUMAN_ONLY
        assert verdict.rule == f"{unknown.kind}_{unknown.name}/not_listed"

    def test_is_named_by_the_rule_with_who_may_approve(self) -> None:
        rows = table({"cancel_order": {"level": "suggest", "approver": "lead"}})

        assert decide(rows, CANCEL, UNKNOWN) == Verdict(
            level=Level.SUGGEST, rule="operation_cancel_order", approver=Role.LEAD
        )


class TestALimit:
    @pytest.mark.parametrize(
        ("stakes", "expected", "rule"),
        [
            (UNKNOWN, Level.AUTOMATE, ""),
            (money(30000), Level.AUTOMATE, ""),
            (money(30001), Level.SUGGEST, "/above_amount"),
            (money(-30001), Level.SUGGEST, "/above_amount"),
            (money(1, "CHF"), Level.SUGGEST, "/above_amount"),
            (Stakes(kinds=frozenset({"vip"})), Level.SUGGEST, "/customer_vip"),
            (Stakes(kinds=frozenset({"new"})), Level.AUTOMATE, ""),
        ],
    )
    def test_makes_the_level_one_stricter_once_it_is_passed(
        self, stakes: Stakes, expected: Level, rule: str
    ) -> None:
        verdict = decide(table({"cancel_order": LIMITED}), CANCEL, stakes)

        assert verdict.level is expected
        assert verdict.rule == f"operation_cancel_order{rule}"

    def test_makes_it_no_more_than_one_stricter(self) -> None:
        both = Stakes(amount=money(99999).amount, kinds=frozenset({"vip"}))

        assert level(table({"cancel_order": LIMITED}), CANCEL, both) is Level.SUGGEST

    def test_leaves_a_suggestion_to_people(self) -> None:
        rows = table({"cancel_order": {**LIMITED, "level": "suggest"}})

        assert level(rows, CANCEL, money(30001)) is Level.HUMAN_ONLY

    @given(
        row=st.sampled_from(list(Level)),
        most=st.integers(0, 10**6),
        amount=st.integers(0, 10**6),
        kinds=st.frozensets(st.sampled_from(("vip", "new", "guest"))),
        stricter_for=st.lists(st.sampled_from(("vip", "new", "guest")), max_size=3),
    )
    def test_never_makes_anything_freer(
        self,
        row: Level,
        most: int,
        amount: int,
        kinds: frozenset[str],
        stricter_for: list[str],
    ) -> None:
        limits = {"level": row, "max_minor": {"EUR": most}, "stricter_for": stricter_for}
        stakes = Stakes(amount=money(amount).amount, kinds=kinds)
        order = list(Level)

        limited = level(table({"cancel_order": limits}), CANCEL, stakes)

        passed = amount > most or not kinds.isdisjoint(stricter_for)
        assert order.index(limited) == min(2, order.index(row) + passed)


class TestTheStrictest:
    def test_of_several_counts(self) -> None:
        rows = table(topics={"delivery": "suggest", "returns": "human_only"})
        verdicts = [decide(rows, topic_subject(one), UNKNOWN) for one in Topic]

        assert strictest(verdicts).rule == "topic_returns"
        assert strictest(verdicts[:1]).rule == "topic_delivery"
