import pytest

from assistant.conversation.people import Role
from assistant.desk.staff.permissions import PERMISSIONS_BY_ROLE, Permission, may


class TestTheTable:
    @pytest.mark.parametrize("role", Role)
    def test_says_what_every_role_may(self, role: Role) -> None:
        assert {p for p in Permission if may(role, p)} == PERMISSIONS_BY_ROLE[role]

    def test_has_nothing_that_nobody_may(self) -> None:
        assert frozenset().union(*PERMISSIONS_BY_ROLE.values()) == frozenset(Permission)

    def test_gives_everybody_their_own_account(self) -> None:
        assert all(may(role, Permission.OWN_ACCOUNT) for role in Role)

    @pytest.mark.parametrize(
        "permission",
        [
            Permission.MANAGE_STAFF,
            Permission.READ_AUDIT,
            Permission.EXPORT_CUSTOMER,
            Permission.ERASE_CUSTOMER,
        ],
    )
    def test_leaves_the_gravest_to_admins(self, permission: Permission) -> None:
        assert [role for role in Role if may(role, permission)] == [Role.ADMIN]

    def test_keeps_customers_from_merchandisers(self) -> None:
        of_customers = {
            Permission.READ_CONVERSATIONS,
            Permission.READ_CUSTOMERS,
            Permission.WRITE_REPLIES,
            Permission.OPERATE_FOR_CUSTOMER,
        }

        assert PERMISSIONS_BY_ROLE[Role.MERCHANDISER].isdisjoint(of_customers)

    def test_has_leads_and_operations_do_what_agents_do(self) -> None:
        assert PERMISSIONS_BY_ROLE[Role.AGENT] < PERMISSIONS_BY_ROLE[Role.LEAD]
        assert PERMISSIONS_BY_ROLE[Role.AGENT] < PERMISSIONS_BY_ROLE[Role.OPERATIONS]

    def test_has_operations_do_what_leads_do(self) -> None:
        """An approval of a lead's is an approval of a higher role's, too: the roles rise."""
        assert PERMISSIONS_BY_ROLE[Role.LEAD] <= PERMISSIONS_BY_ROLE[Role.OPERATIONS]
