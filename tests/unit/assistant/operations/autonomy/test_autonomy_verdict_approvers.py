from typing import get_args

import pytest

from assistant.conversation.people import Role
from assistant.desk.staff.permissions import Permission, may
from assistant.operations.autonomy.autonomy_table import AutonomyRow, OperationRow
from assistant.operations.autonomy.autonomy_verdict import may_approve


class TestWhoMayApprove:
    @pytest.mark.parametrize(
        ("least", "may"),
        [
            ("agent", {Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN}),
            ("lead", {Role.LEAD, Role.OPERATIONS, Role.ADMIN}),
            ("operations", {Role.OPERATIONS, Role.ADMIN}),
            ("merchandiser", {Role.ADMIN}),
            ("admin", {Role.ADMIN}),
            ("a role of a later version", {Role.ADMIN}),
        ],
    )
    def test_is_the_role_that_is_asked_for_or_one_above_it(
        self, least: str, may: set[Role]
    ) -> None:
        assert {role for role in Role if may_approve(role, least)} == may

    @pytest.mark.parametrize(
        ("row", "permission"),
        [(AutonomyRow, Permission.WRITE_REPLIES), (OperationRow, Permission.APPROVE_OPERATIONS)],
    )
    def test_may_by_the_permissions_too(
        self, row: type[AutonomyRow], permission: Permission
    ) -> None:
        allowed = get_args(row.model_fields["approver"].annotation)

        assert allowed
        for least in allowed:
            assert all(may(role, permission) for role in Role if may_approve(role, least))
