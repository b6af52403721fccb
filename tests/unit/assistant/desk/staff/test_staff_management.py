from dataclasses import replace

import pytest

from assistant.conversation.ids import TeamId
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.credentials import is_code
from assistant.desk.staff.ports import EmailTakenError, UnknownAgentError
from assistant.desk.staff.sessions import Means, digest
from assistant.desk.staff.staff_management import LastAdminError
from tests.support.pages.staff_office import Office


@pytest.fixture
def office() -> Office:
    return Office()


async def deeds(office: Office) -> list[tuple[str, str, str]]:
    found = [entry.deed for entry in await office.audit.read()]
    return [(deed.actor, deed.action, deed.subject) for deed in found]


class TestSomebodyNew:
    async def test_is_recorded_and_cannot_sign_in_yet(self, office: Office) -> None:
        added = await office.managing.add(" Lea@Shop.Example", name="Léa", role=Role.LEAD, by="ada")

        account = await office.directory.account("lea@shop.example")
        assert account is not None
        assert (account.agent, account.credentials.password_hash) == (added, "")
        assert await deeds(office) == [("ada", Action.AGENT_ADDED, added.agent_id)]

    async def test_has_an_address_of_their_own(self, office: Office) -> None:
        await office.hire()

        with pytest.raises(EmailTakenError):
            await office.managing.add("LEA@shop.example", name="L", role=Role.AGENT, by="ada")

    async def test_gets_a_code_that_is_stored_nowhere(self, office: Office) -> None:
        who = await office.hire()

        code = await office.managing.give_code(who.email, by="ada")

        account = await office.directory.account(who.email)
        assert account is not None
        assert code.replace("-", "") not in repr(account.credentials.code_sha256)
        assert is_code(f" {code.lower()} ", account.credentials, office.clock.now())
        assert account.credentials.password_hash == ""


class TestAChangeOfRights:
    async def test_signs_out_everywhere(self, office: Office) -> None:
        who = await office.hire()
        opened = await office.signing_in.open(who, Means.PASSWORD)

        changed = await office.managing.set_role(who.email, Role.LEAD, by="ada")

        assert changed.role is Role.LEAD
        assert await office.sessions.find(digest(opened.token)) is None
        newest = (await office.audit.recent())[0].deed
        assert (newest.action, newest.detail) == (
            Action.ROLE_CHANGED,
            {"was": "agent", "role": "lead"},
        )

    async def test_that_changes_nothing_is_none(self, office: Office) -> None:
        who = await office.hire()
        opened = await office.signing_in.open(who, Means.PASSWORD)

        await office.managing.set_role(who.email, Role.AGENT, by="ada")
        await office.managing.set_active(who.email, active=True, by="ada")

        assert await office.sessions.find(digest(opened.token)) is not None

    async def test_is_never_the_end_of_the_last_admin(self, office: Office) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        await office.hire("bea", Role.ADMIN)
        await office.managing.set_active("bea@shop.example", active=False, by="ada")

        with pytest.raises(LastAdminError):
            await office.managing.set_active(ada.email, active=False, by="ada")
        with pytest.raises(LastAdminError):
            await office.managing.set_role(ada.email, Role.LEAD, by="ada")

        await office.managing.set_active("bea@shop.example", active=True, by="ada")
        await office.managing.set_role(ada.email, Role.LEAD, by="ada")

    async def test_is_of_somebody(self, office: Office) -> None:
        with pytest.raises(UnknownAgentError):
            await office.managing.set_role("nobody@shop.example", Role.LEAD, by="ada")

    async def test_is_not_slipped_in_with_a_name(self, office: Office) -> None:
        who = await office.hire()

        with pytest.raises(ValueError, match="set_role"):
            await office.managing.change(replace(who, role=Role.ADMIN), by="lea")

        renamed = replace(who, name="Léa", teams=frozenset({TeamId("t")}))
        await office.managing.change(renamed, by="lea")
        assert await office.directory.agent(who.agent_id) == renamed
