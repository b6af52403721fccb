"""Programs of the shop's people read changes and propose one; they decide on none."""

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes.change_set import ChangeCause
from integrations.channels.mcp.tool_parts import OF_CHANGES
from tests.support.memory.assemblies.mcp_counter import Counter
from tests.support.seeds.change_seeds import change_set

PARKING = {
    "question": "Is there a parking? My mail is ann.lee@mail.example",
    "answer": "Yes, for 3 € a day.",
    "language": "en",
    "why": "Four callers asked today.",
}


class TestAProgram:
    async def test_reads_what_waits_and_what_it_would_change(self) -> None:
        counter = Counter()
        await counter.changes.put(change_set(), expected_version=None)
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            listed = await program.call("list_changes")
            whole = await program.call("get_change", change_id="c0ffee")
            none = await program.call("list_changes", state="rejected")
            assert "list_changes gives ids" in await program.fail("get_change", change_id="x")

        assert [one["change_id"] for one in listed["changes"]] == ["c0ffee"]
        assert whole["difference"][0] == {
            "is": "added",
            "text": "? Is there a parking at the shop?",
        }
        assert none["changes"] == []

    async def test_proposes_once_and_people_decide(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            made = await program.call("propose_answer", **PARKING)
            again = await program.call("propose_answer", **PARKING)

        assert made["change_id"] == again["change_id"]
        assert (made["state"], made["stake"]) == ("proposed", "money")
        [change] = await counter.changes.all()
        assert change.cause is ChangeCause.ASKED_FOR
        assert "mail.example" not in change.change.content
        assert [(one.by, one.note) for one in change.steps] == [("mara", PARKING["why"])]
        actions = [one.deed.action for one in await counter.office.audit.read()]
        assert actions == [Action.INSIGHTS_ASKED] * 2

    async def test_of_an_agent_gets_none_of_it(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("zoe", Role.AGENT)) as program:
            assert not OF_CHANGES & (await program.tools()).keys()
            await program.fail("propose_answer", **PARKING)

        assert list(await counter.changes.all()) == []

    async def test_proposes_another_level_of_the_table_in_force(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            asked = {"row": "cancel_order", "level": "human_only", "why": "Three went wrong."}
            made = await program.call("propose_level", **asked)
            again = await program.call("propose_level", **asked)
            why = await program.fail("propose_level", **{**asked, "row": "make_coffee"})

        assert "no such row" in why
        assert made["change_id"] == again["change_id"]
        assert (made["kind"], made["stake"]) == ("autonomy", "money")
        [change] = await counter.changes.all()
        assert change.about.endswith("→ human_only")
        assert {one["is"] for one in made["difference"]} == {"same", "added", "removed"}

    async def test_proposes_something_to_do_once_and_without_personal_data(self) -> None:
        counter = Counter()
        asked = {"about": "Correct the page on parking, ann.lee@mail.example", "why": "It is shut."}
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            made = await program.call("propose_task", **asked)
            again = await program.call("propose_task", **asked)
            listed = await program.call("list_changes")

        assert made["change_id"] == again["change_id"]
        assert (made["kind"], made["state"], made["approvals"]) == ("task", "proposed", 0)
        assert [one["about"] for one in listed["changes"]] == [made["about"]]
        assert "mail.example" not in str(await counter.changes.all())
