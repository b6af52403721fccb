from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.shop_ids import OrderId
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import GoodwillLimit, Level
from assistant.operations.goodwill.goodwill_limits import least_role, may_order, verdict_on
from tests.contract.goodwill_book import grant
from tests.support.seeds.shop_records import euros

ASKED = replace(grant("new"), amount=euros(15))
AGENTS = GoodwillLimit(max_minor={"EUR": 1500}, per_order=1, per_customer=2, days=30)
LIMITS = {Role.AGENT: AGENTS, Role.LEAD: GoodwillLimit(max_minor={"EUR": 5000})}


class TestTheLeastRole:
    @pytest.mark.parametrize(
        ("amount", "role"), [(15, Role.AGENT), (16, Role.LEAD), (50, Role.LEAD), (51, None)]
    )
    def test_is_whose_amount_is_enough(self, amount: int, role: Role | None) -> None:
        assert least_role(LIMITS, replace(ASKED, amount=euros(amount)), ()) is role

    def test_is_nobodys_in_a_currency_that_no_limit_names(self) -> None:
        pounds = replace(ASKED.amount, currency="GBP")

        assert least_role(LIMITS, replace(ASKED, amount=pounds), ()) is None

    def test_counts_what_the_order_was_given_and_what_the_customer_was(self) -> None:
        before = grant("a", minutes=-60)
        elsewhere = replace(before, order_id=OrderId("1002"))

        assert least_role(LIMITS, ASKED, [before]) is Role.LEAD
        assert least_role(LIMITS, ASKED, [elsewhere]) is Role.AGENT
        assert least_role(LIMITS, ASKED, [elsewhere, replace(elsewhere, key="b")]) is Role.LEAD

    def test_forgets_what_is_older_than_the_period_and_other_exceptions(self) -> None:
        old = replace(grant("a"), at=ASKED.at - timedelta(days=30))
        other = replace(grant("a"), operation="reship")

        assert least_role(LIMITS, ASKED, [old, other]) is Role.AGENT

    def test_does_not_count_itself(self) -> None:
        assert least_role(LIMITS, ASKED, [replace(ASKED)]) is Role.AGENT

    def test_is_the_next_that_is_named(self) -> None:
        assert least_role({Role.ADMIN: AGENTS}, ASKED, ()) is Role.ADMIN


class TestARole:
    @pytest.mark.parametrize("role", ["agent", "lead", "operations", "admin"])
    def test_may_what_a_lower_one_may(self, role: str) -> None:
        assert may_order(LIMITS, replace(ASKED, role=role), ())

    @pytest.mark.parametrize("role", ["", "merchandiser", "captain"])
    def test_that_has_nothing_to_do_with_customers_may_nothing(self, role: str) -> None:
        assert not may_order(LIMITS, replace(ASKED, role=role), ())


class TestTheVerdict:
    def test_names_who_may_order_it(self) -> None:
        verdict = verdict_on(LIMITS, replace(ASKED, amount=euros(20)), ())

        assert (verdict.rule, verdict.ordered_by) == ("goodwill_voucher", Role.LEAD)
        assert not verdict.may_be_ordered_by("agent")
        assert verdict.may_be_ordered_by("lead")

    def test_leaves_what_is_above_every_limit_to_nobody(self) -> None:
        verdict = verdict_on({}, ASKED, ())

        assert (verdict.rule, verdict.level) == ("goodwill_voucher/above_limits", Level.HUMAN_ONLY)
        assert not verdict.may_be_ordered_by("admin")
