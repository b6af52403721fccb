"""Programs of the shop's people read changes and propose one; they decide on none."""

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_set import ChangeCause
from assistant.insights.drafting.page_documents import decode_page
from assistant.insights.drafting.page_draft import DraftStatus
from integrations.channels.mcp.change_tools import MOST_OPEN
from integrations.channels.mcp.tool_parts import OF_CHANGES
from tests.contract.draft_book import draft
from tests.support.memory.assemblies.mcp_counter import Counter
from tests.support.seeds.change_seeds import NOON, change_set

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
        assert (made["kind"], made["stake"]) == ("autonomy", "plain")
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

    async def test_does_not_propose_again_what_people_rejected(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            await program.call("propose_answer", **PARKING)
            [made] = await counter.changes.all()
            rejected = moves.reject(made, by="zoé", at=NOON, reason="There is no parking.")
            await counter.changes.put(rejected, expected_version=made.version)
            why = await program.fail("propose_answer", **PARKING)

        assert "There is no parking." in why
        assert len(await counter.changes.all()) == 1


async def test_a_program_waits_for_people_once_many_proposals_are_open() -> None:
    counter = Counter()
    asked = [{"about": f"Paint door {at}.", "why": "It peels."} for at in range(MOST_OPEN + 1)]
    async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
        made = [await program.call("propose_task", **one) for one in asked[:MOST_OPEN]]
        again = await program.call("propose_task", **asked[0])
        why = await program.fail("propose_task", **asked[-1])
    async with counter.program(await counter.hire("tom", Role.LEAD)) as program:
        await program.call("propose_task", **asked[-1])

    assert again == made[0]
    assert f"{MOST_OPEN} proposals" in why
    assert len(await counter.changes.all()) == MOST_OPEN + 1


ASKED = {"language": "fr", "title": "Paquets cadeaux", "why": "The page on returns says 14."}


class TestAPage:
    PAGE = draft(text="30 days.\nWrite to team@shop.example.\n", status=DraftStatus.PUBLISHED)

    async def test_is_read_and_proposed_whole(self) -> None:
        counter = Counter()
        await counter.drafts.put(self.PAGE.published(), expected_version=None)
        text = "14 days.\nWrite to team@shop.example.\nAnn is ann.lee@mail.example.\n"
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            [listed] = (await program.call("list_pages"))["pages"]
            named = {"page_id": listed["page_id"], "language": "fr"}
            read = await program.call("get_page", **named)
            made = await program.call("propose_page", **named | ASKED, text=text)
            again = await program.call("propose_page", **named | ASKED, text=text)
            same = await program.fail("propose_page", **named | ASKED, text=read["text"])

        assert read["text"] == self.PAGE.text
        assert made["change_id"] == again["change_id"]
        assert "nothing would change" in same
        [change] = await counter.changes.all()
        words = decode_page(change.change.content).text
        assert words.startswith("14 days.\nWrite to team@shop.example.\nAnn is [")
        fates = {one["text"]: one["is"] for one in made["difference"]}
        assert (fates["14 days."], fates["30 days."]) == ("added", "removed")

    async def test_that_is_new_has_an_id_of_its_own(self) -> None:
        counter = Counter()
        asked = ASKED | {"text": "We wrap gifts for 4 €.", "url": "https://shop.example/gift"}
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            made = await program.call("propose_page", **asked)
            again = await program.call("propose_page", **asked)

        assert made["change_id"] == again["change_id"]
        assert made["stake"] == "money"
        [change] = await counter.changes.all()
        page = decode_page(change.change.content)
        assert (page.url, change.before) == ("https://shop.example/gift", "")
        assert page.document_id.startswith("page-")

    async def test_that_is_kept_elsewhere_is_not_to_be_proposed(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            why = await program.fail("propose_page", page_id="x", text="Yes.", **ASKED)

        assert "list_pages gives them" in why


class TestSettings:
    async def test_are_listed_and_proposed_once(self) -> None:
        counter = Counter()
        asked = {"settings": {"policy.floor": "0.5"}, "why": "Three wrong answers this week."}
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            listed = (await program.call("list_settings"))["settings"]
            made = await program.call("propose_settings", **asked)
            again = await program.call("propose_settings", **asked)

        assert "policy.floor" in {one["name"] for one in listed}
        assert made["change_id"] == again["change_id"]
        assert (made["kind"], made["about"]) == ("settings", "policy.floor → 0.5")
        [change] = await counter.changes.all()
        assert (change.change.content, change.before) == (
            '{"policy.floor":"0.5"}',
            '{"policy.floor":""}',
        )

    async def test_of_texts_are_read_line_by_line_and_keep_what_is_there(self) -> None:
        counter = Counter()
        profile = "name: Lune\ncontact:\n  email: hello@lune.example"
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            await counter.settings.change({"shop.profile": profile}, expected_version=0, by="mara")
            named = {"shop.profile": f"{profile}\n  hours: Monday to Friday"}
            made = await program.call(
                "propose_settings", settings=named, why="Customers ask for them."
            )
            moved = {"shop.profile": profile.replace("hello@", "ann.lee@")}
            why = await program.fail("propose_settings", settings=moved, why="A new address.")

        assert "personal data" in why
        assert made["about"] == "shop.profile"
        changed = [(one["is"], one["text"]) for one in made["difference"] if one["is"] != "same"]
        assert changed == [("added", "    hours: Monday to Friday")]

    async def test_that_do_not_fit_or_open_doors_are_refused(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            for values, said in (
                ({"policy.floor": "high"}, "no such value"),
                ({"model.api_key": "sk-1"}, "not to be proposed"),
                ({"mail.server": "smtp://x.example"}, "not to be proposed"),
                ({"basket.link": "https://x.example/{lines}"}, "not to be proposed"),
                ({"escalation.vip_tags": "ann.lee@mail.example"}, "personal data"),
                ({"policy.nothing": "1"}, "not to be proposed"),
                ({"policy.floor": ""}, "as it is now"),
            ):
                why = await program.fail("propose_settings", settings=values, why="To see.")
                assert said in why

        assert list(await counter.changes.all()) == []


class TestRules:
    async def test_of_orders_are_read_and_proposed_once(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            text = (await program.call("get_rules", rules="order_rules"))["text"]
            freer = text.replace("window_days: 30", "window_days: 45", 1)
            asked = {"rules": "order_rules", "text": freer, "why": "Twelve exceptions."}
            made = await program.call("propose_rules", **asked)
            again = await program.call("propose_rules", **asked)

        assert made["change_id"] == again["change_id"]
        assert (made["kind"], made["stake"]) == ("order_rules", "money")
        assert made["about"] == "returns.window_days"
        assert [one["text"] for one in made["difference"]] == [
            "returns.window_days: 30",
            "returns.window_days: 45",
        ]
        assert (await counter.settings.live.read()).shop.rule_text == ""

    async def test_of_hours_are_proposed_with_the_default_before_them(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            text = (await program.call("get_rules", rules="hours"))["text"]
            later = text.replace("10:00-17:00", "10:00-18:00")
            made = await program.call("propose_rules", rules="hours", text=later, why="Saturdays.")

        assert (made["kind"], made["stake"]) == ("hours", "plain")

    async def test_that_do_not_fit_or_change_nothing_are_refused(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            text = (await program.call("get_rules", rules="order_rules"))["text"]
            for wrong, said in (
                (text, "in force already"),
                (text.replace("window_days: 30", "window_days: soon"), "returns.window_days"),
                (text.replace("too small", "ask ann.lee@mail.example"), "personal data"),
            ):
                asked = {"rules": "order_rules", "text": wrong, "why": "To see."}
                assert said in await program.fail("propose_rules", **asked)

        assert list(await counter.changes.all()) == []
