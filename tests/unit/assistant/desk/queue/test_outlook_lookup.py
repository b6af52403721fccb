import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.customer import Customer
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.events import ContactAddressGiven, IdentityProven
from assistant.conversation.ids import TeamId
from assistant.conversation.people import Role
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.moves.conversation_moves import claim
from assistant.desk.moves.reply_moves import AgentMessage, reply
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.ports import BrokerUnavailableError, LogUnavailableError
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import C1
from tests.unit.assistant.desk.serving import ANNA, MORNING, Serving, asks

LEA = Customer(
    customer_id=CustomerId("lea"), given_name="Léa", family_name="M", email="lea@example.org"
)
ASKING = Conversation.fold(C1, [started(), wrote("m1", at=MORNING)])
ASKED = Reason.ASKED_FOR_PERSON


class Customers:
    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        return LEA if customer_id == LEA.customer_id else None

    async def with_email(self, email: str) -> Customer | None:
        raise NotImplementedError(email)

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        raise NotImplementedError(given_name, family_name, postcode)


class TestAnOutlook:
    async def test_counts_who_is_before_them(self) -> None:
        serving = Serving(ANNA)
        await serving.come(ANNA)
        await serving.happen(*asks("before", -5), conversation="before")
        await serving.happen(*asks("after", 5), conversation="after")

        usual = await serving.outlooks.outlook(ASKING, ASKED)
        grave = await serving.outlooks.outlook(ASKING, Reason.SAFETY)

        assert (usual.position, grave.position) == (2, 1)
        assert (usual.open, usual.staffed) == (True, True)

    async def test_expects_what_others_waited(self) -> None:
        serving = Serving(ANNA)
        for number in range(3):
            name = f"c{number}"
            (said, handoff) = asks(name)
            await serving.happen(said, handoff, conversation=name)
            serving.clock.move(60)
            writing = AgentMessage(
                text="Bonjour",
                language="fr",
                client_id=name,
                seen=frozenset({wrote(f"m-{name}").message_id}),
            )
            await serving.desk.make(said.conversation_id, claim(ANNA), reply(ANNA, writing))

        outlook = await serving.outlooks.outlook(ASKING, ASKED)

        assert outlook.expected_wait == timedelta(minutes=2)

    @pytest.mark.parametrize(
        ("availability", "staffed"),
        [(Availability.ONLINE, True), (Availability.BUSY, True), (Availability.AWAY, False)],
    )
    async def test_knows_who_is_there(self, availability: Availability, *, staffed: bool) -> None:
        serving = Serving(ANNA)
        await serving.come(ANNA, availability=availability)

        assert (await serving.outlooks.outlook(ASKING, ASKED)).staffed is staffed

    @pytest.mark.parametrize(
        ("role", "team", "approver", "absent"),
        [
            (Role.LEAD, "other", Role.LEAD, False),
            (Role.LEAD, "other", Role.AGENT, False),
            (Role.AGENT, "other", Role.AGENT, True),
            (Role.AGENT, "support", Role.AGENT, False),
            (Role.AGENT, "support", Role.LEAD, True),
            (Role.LEAD, "other", None, True),
        ],
    )
    async def test_knows_whether_somebody_may_approve(
        self, role: Role, team: str, approver: Role | None, *, absent: bool
    ) -> None:
        one = replace(agent("zoe", teams=[team]), role=role)
        serving = Serving(one)
        await serving.come(one)

        assert await serving.outlooks.is_absent(TeamId("support"), approver) is absent

    async def test_out_of_hours_has_the_next_opening(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = MORNING + timedelta(hours=10)

        outlook = await serving.outlooks.outlook(ASKING, ASKED)

        assert not outlook.open
        assert outlook.next_opening == MORNING + timedelta(hours=23)


class TestWhereACustomerCanBeWrittenTo:
    async def test_is_what_the_shop_knows_of_who_they_proved_to_be(self) -> None:
        serving = Serving()
        outlooks = knowing(serving)
        proven = IdentityProven(
            conversation_id=C1, at=MORNING, customer_id=LEA.customer_id, method="signed_in"
        )

        assert await outlooks.address(ASKING) == ""
        assert await outlooks.address(ASKING.after(proven)) == LEA.email
        assert (await outlooks.outlook(ASKING.after(proven), ASKED)).address_known

    async def test_is_what_they_gave_before_all(self) -> None:
        given = ContactAddressGiven(conversation_id=C1, at=MORNING, email="work@example.org")

        assert await knowing(Serving()).address(ASKING.after(given)) == "work@example.org"


def knowing(serving: Serving) -> DeskOutlooks:
    return replace(serving.outlooks, customers=Customers())


class TestWhatCannotBeLookedUp:
    async def test_is_not_known_and_the_rest_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        serving = Serving(ANNA)

        async def away(*_: object, **__: object) -> None:
            raise BrokerUnavailableError

        async def gone(*_: object, **__: object) -> None:
            raise LogUnavailableError

        monkeypatch.setattr(serving.presence, "present", away)
        monkeypatch.setattr(serving.waits, "recent", away)
        monkeypatch.setattr(serving.cases, "list", gone)

        outlook = await serving.outlooks.outlook(ASKING, ASKED)

        assert outlook.open
        assert (outlook.staffed, outlook.position, outlook.expected_wait) == (None, None, None)
        assert not outlook.is_absent

    async def test_in_time_is_not_waited_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        serving = Serving(agent("anna"))

        async def hang(*_: object, **__: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(serving.cases, "list", hang)

        quick = replace(serving.outlooks, timeout_s=0.01)
        assert (await quick.outlook(ASKING, ASKED)).position is None
