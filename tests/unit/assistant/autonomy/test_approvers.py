import pytest

from assistant.autonomy.approvers import may_approve
from assistant.staff.types import Role


class TestWhoMayApprove:
    @pytest.mark.parametrize(
        ("least", "may"),
        [
            ("agent", {Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN}),
            ("lead", {Role.LEAD, Role.OPERATIONS, Role.ADMIN}),
            ("operations", {Role.OPERATIONS, Role.ADMIN}),
            ("merchandiser", {Role.MERCHANDISER, Role.ADMIN}),
            ("admin", {Role.ADMIN}),
            ("a role of a later version", {Role.ADMIN}),
        ],
    )
    def test_is_the_role_that_is_asked_for_or_one_above_it(
        self, least: str, may: set[Role]
    ) -> None:
        assert {role for role in Role if may_approve(role, least)} == may
