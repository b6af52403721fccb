from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import ApprovalRequested, NoteWritten, OperationProposed, Reason
from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Role
from assistant.desk.staff.audit_chain import Action
from tests.support.pages.console_desktop import ANNA, BEN, CLEO
from tests.support.pages.console_house import C1, THREAD, House, posted, writing
from tests.support.seeds.conversation_events import NOON, replied
from tests.support.seeds.people_events import claimed, handed_off


class TestAPage:
    async def test_shows_the_list_and_lets_nothing_in_from_elsewhere(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.happen(handed_off("m1"))

        page = await anna.get("/console")

        assert page.status_code == 200
        assert 'id="c-c1"' in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "style=" not in page.text
        assert "<script>" not in page.text

    async def test_shows_a_customers_words_as_words(self, anna: httpx.AsyncClient) -> None:
        page = await anna.get(THREAD)

        assert "Où est &lt;b&gt;ma&lt;/b&gt; commande ?" in page.text

    async def test_is_in_the_language_that_was_chosen(self, anna: httpx.AsyncClient) -> None:
        assert "Skip to the conversation" in (await anna.get("/console")).text

        await anna.post("/console/me/settings", data={"language": "fr", "theme": "dark"})

        page = (await anna.get("/console")).text
        assert "Aller à la conversation" in page
        assert 'data-theme="dark"' in page

    async def test_of_a_conversation_that_is_none_is_not_found(
        self, anna: httpx.AsyncClient
    ) -> None:
        assert (await anna.get("/console/c/none")).status_code == 404

    async def test_goes_on_with_the_first_rows_where_a_place_makes_no_sense(
        self, anna: httpx.AsyncClient
    ) -> None:
        page = await anna.get("/console", params={"after": "x", "view": "all"})

        assert page.status_code == 200
        assert 'id="c-c1"' in page.text

    async def test_is_sent_in_parts_to_a_script(self, anna: httpx.AsyncClient) -> None:
        pane = (await anna.get(THREAD, headers={"X-Part": "pane"})).text
        rows = (await anna.get("/console?view=all", headers={"X-Part": "rows"})).text

        assert pane.lstrip().startswith("<main")
        assert rows.lstrip().startswith("<ul")

    async def test_is_recorded_when_somebodys_words_are_read(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await anna.get(THREAD)
        await anna.get("/console?q=commande")

        assert (await house.audited())[-2:] == [
            Action.CONVERSATION_READ,
            Action.CONVERSATIONS_SEARCHED,
        ]


class TestAnAgent:
    async def test_takes_over_and_answers_what_the_page_had_shown(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        assert (await posted(anna, "claim"))[0] == 200
        await house.say("m2", "Toujours là ?")

        status, told = await posted(anna, "write", **writing("Je regarde.", seen="3"))

        (reply,) = await house.written()
        assert status == 200
        assert (reply.text, reply.agent_name, reply.answers) == ("Je regarde.", "Anna", ("m1",))
        assert "Je regarde." in told["entries"]
        assert Action.CONVERSATION_HANDLED in await house.audited()

    async def test_writes_once_however_often_it_is_sent(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await posted(anna, "claim")
        for _ in range(3):
            assert (await posted(anna, "write", **writing("Bonjour")))[0] == 200

        assert len(await house.written()) == 1

    async def test_writes_nothing_while_the_assistant_has_it(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        status, told = await posted(anna, "write", **writing("Bonjour"))

        assert status == 409
        assert told["denied"] == "Take the conversation over first."
        assert await house.written() == []

    async def test_writes_nothing_into_a_colleagues_conversation(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.happen(claimed("ben"))

        status, told = await posted(anna, "write", **writing("Bonjour"))

        assert (status, told["denied"]) == (409, "Ben Keller has this conversation.")
        assert told["composer"] == "taken"

    async def test_takes_a_colleagues_only_on_purpose(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.happen(claimed("ben"))

        assert (await posted(anna, "claim"))[0] == 409
        assert (await posted(anna, "claim", force="1"))[0] == 200
        assert (await house.state()).ownership.agent_id == ANNA.agent_id

    async def test_notes_at_any_time_and_names_colleagues(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        status, told = await posted(anna, "write", **writing("@Ben look", mode="note"))

        (note,) = [one for one in await house.events() if isinstance(one, NoteWritten)]
        assert status == 200
        assert note.mentions == (BEN.agent_id,)
        assert "@Ben look" in told["entries"]

    @pytest.mark.parametrize(("settle", "unanswered"), [("", 1), ("1", 0)])
    async def test_gives_it_back_with_or_without_what_is_unanswered(
        self, house: House, anna: httpx.AsyncClient, settle: str, unanswered: int
    ) -> None:
        await posted(anna, "claim")

        await posted(anna, "release", settle=settle)

        state = await house.state()
        assert state.status is ConversationStatus.PENDING
        assert len(state.unanswered) == unanswered

    async def test_resolves_what_was_seen_and_no_more(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await posted(anna, "claim")
        await house.say("m2")

        await posted(anna, "resolve", seen="3")

        assert (await house.state()).status is not ConversationStatus.RESOLVED

    async def test_resolves_opens_again_and_puts_away(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await posted(anna, "claim")
        await posted(anna, "resolve", seen="99")
        assert (await house.state()).status is ConversationStatus.RESOLVED
        await posted(anna, "reopen")
        assert (await house.state()).status is ConversationStatus.OPEN
        await posted(anna, "snooze", **{"for": "60"})
        assert (await house.state()).status is ConversationStatus.SNOOZED

        status, told = await posted(anna, "snooze", until="2020-01-01T10:00")
        assert (status, told["denied"]) == (409, "That time is in the past.")

    async def test_labels_and_transfers(self, house: House, anna: httpx.AsyncClient) -> None:
        await posted(anna, "labels", labels="Gift, late")
        await posted(anna, "labels", labels="late")
        await posted(anna, "assign", to="agent:ben")

        page = (await anna.get(THREAD)).text
        assert '<span class="chip label">late</span>' in page
        assert '<span class="chip label">gift</span>' not in page
        assert (await house.state()).ownership.agent_id == BEN.agent_id

    async def test_is_warned_before_they_resolve_what_is_unanswered(
        self, anna: httpx.AsyncClient
    ) -> None:
        warning = "The customer&#39;s last message has no answer yet."
        await posted(anna, "claim")
        waiting = (await anna.get(THREAD)).text
        await posted(anna, "write", **writing("Bonjour"))
        answered = (await anna.get(THREAD)).text

        assert (warning in waiting, warning in answered) == (True, False)

    async def test_transfers_their_own_conversation_and_no_other(self, house: House) -> None:
        await house.happen(handed_off("m1"))
        async with house.office.browser(house.app, BEN) as ben:
            denied = await posted(ben, "assign", to="agent:anna")
            offered = (await ben.get(THREAD)).text
            await posted(ben, "claim")
            page = (await ben.get(THREAD)).text
            await posted(ben, "assign", to="agent:anna")

        assert (denied[0], denied[1]["denied"]) == (409, "Take the conversation over first.")
        assert f'action="{THREAD}/assign"' not in offered
        assert f'action="{THREAD}/assign"' in page
        assert (await house.state()).ownership.agent_id == ANNA.agent_id

    @pytest.mark.parametrize("to", ["agent:none", "agent:gone", "agent:maya", "team:none"])
    async def test_gives_to_nobody_who_would_never_see_it(
        self, house: House, anna: httpx.AsyncClient, to: str
    ) -> None:
        gone = replace(BEN, agent_id=AgentId("gone"), email="gone@shop.example", active=False)
        maya = replace(
            BEN, agent_id=AgentId("maya"), email="maya@shop.example", role=Role.MERCHANDISER
        )
        for one in (gone, maya):
            await house.office.directory.add(Account(agent=one))
        await house.happen(handed_off("m1"))
        assert 'value="agent:maya"' not in (await anna.get(THREAD)).text

        status, told = await posted(anna, "assign", to=to)

        assert status == 409
        assert told["denied"].startswith("That person or team is not here")
        assert (await house.state()).ownership.agent_id is None

    async def test_works_without_scripts(self, house: House, anna: httpx.AsyncClient) -> None:
        answer = await anna.post(f"{THREAD}/claim", data={})

        assert (answer.status_code, answer.headers["location"]) == (303, THREAD)
        assert (await house.state()).ownership.agent_id == ANNA.agent_id

    @pytest.mark.parametrize(
        ("what", "fields"),
        [
            ("write", {"text": "x"}),
            ("write", {"text": "x" * 10_001, "client_id": "w"}),
            ("write", {"text": "x", "client_id": "no spaces"}),
            ("snooze", {"until": "tomorrow"}),
            ("resolve", {}),
        ],
    )
    async def test_is_told_of_a_form_that_makes_no_sense(
        self, anna: httpx.AsyncClient, what: str, fields: dict[str, str]
    ) -> None:
        await posted(anna, "claim")

        assert (await posted(anna, what, **fields))[0] == 422


class TestAnApproval:
    @pytest.fixture
    async def cleo(self, house: House) -> AsyncIterator[httpx.AsyncClient]:
        asked = ApprovalRequested(
            conversation_id=C1,
            at=NOON,
            proposal_id="p1",
            operation="cancel_order",
            rule="operation_cancel_order",
            role="lead",
        )
        proposed = OperationProposed(
            conversation_id=C1,
            at=NOON,
            proposal_id="p1",
            operation="cancel_order",
            parameters="{}",
            fingerprint="f",
            customer_id=CustomerId("lea"),
        )
        read = replace(
            replied("r9", "m1"), text="J'annule BM1 : 89,00 € sur carte Visa 4242. C'est bon ?"
        )
        await house.happen(proposed, read, replied("r10"), asked)
        await house.happen(handed_off("m1", reason=Reason.NEEDS_APPROVAL), claimed("ben"))
        async with house.office.browser(house.app, CLEO) as client:
            yield client

    async def test_of_what_a_colleague_has_offers_to_take_it_over_first(
        self, house: House, cleo: httpx.AsyncClient
    ) -> None:
        denying = {"proposal_id": "p1", "approved": "", "seen": "9"}
        page = (await cleo.get(THREAD)).text
        card = page.partition('id="approval"')[2].partition("</section>")[0]
        status, told = await posted(cleo, "approval", **denying)

        assert "J&#39;annule BM1 : 89,00 € sur carte Visa 4242." in card
        assert "rule for “Cancel the order”" in card
        assert "operation_cancel_order" not in card
        assert "Ben Keller has this conversation" in card
        assert f'action="{THREAD}/claim"' in card
        assert f'action="{THREAD}/approval"' not in card
        assert (status, told["denied"]) == (409, "Ben Keller has this conversation.")

        _, told = await posted(cleo, "claim", force="1")
        assert f'action="{THREAD}/approval"' in told["head"]
        assert (await posted(cleo, "approval", **denying))[0] == 200
        assert (await house.state()).ownership.denied == {"p1"}
