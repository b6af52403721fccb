"""People decide on change sets on their pages, in a whole console over SQLite."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.answers.verified.types import AnswerVersion, VerifiedAnswer, VerifiedId
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.change_sets import read_written_pages
from assistant.console.knowledge.page_lines import IndexedLines
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes.asked_changes import ask_for_level
from assistant.improvement.changes.change_proposals import UNSURE
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeSet,
    ChangeStake,
    ChangeState,
    ChangeStep,
)
from assistant.improvement.outdated.outdated_round import OutdatedRound
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.trial_run import RunState
from assistant.insights.drafting.page_draft import DraftStatus, DraftTask
from assistant.insights.drafting.published_pages import page_file
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.operations.autonomy.autonomy_table import Level, load_table
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from tests.contract.draft_book import draft
from tests.contract.scenario_book import QUESTION
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.change_seeds import NOON, PARKING, change_set
from tests.unit.assistant.console.knowledge.indexes import document, index

PAGE = "/console/improve"


@dataclass
class House:
    """A console with a lead and the change sets of a test."""

    app: FastAPI
    parts: Parts
    lead: httpx.AsyncClient
    stack: AsyncExitStack

    @property
    def book(self) -> SqlChangeBook:
        return SqlChangeBook(self.parts.database)

    async def propose(self, change: ChangeSet) -> ChangeSet:
        await self.book.put(change, expected_version=None)
        return change

    async def sign_in(self, role: Role) -> httpx.AsyncClient:
        client = await self.stack.enter_async_context(await sign_in(self.app, role))
        client.headers["accept-language"] = "en"
        return client

    async def post(
        self, change: ChangeSet, do: str, who: httpx.AsyncClient | None = None, **values: str
    ) -> httpx.Response:
        now = await self.book.get(change.change_id)
        data = {"do": do, "version": str(now.version), **values}
        return await (who or self.lead).post(f"{PAGE}/{change.change_id}", data=data)

    async def live(self, change: ChangeSet) -> VerifiedAnswer | None:
        kept = await self.parts.verified.read(VerifiedId(change.change_id))
        return kept.in_force.answer if kept and kept.in_force and kept.is_live else None


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app, parts = await stack.enter_async_context(fresh_installation(tmp_path))
        client = await stack.enter_async_context(await sign_in(app, Role.LEAD))
        client.headers["accept-language"] = "en"
        yield House(app, parts, client, stack)


async def text_of(client: httpx.AsyncClient, page: str) -> str:
    shown = await client.get(page)
    assert shown.status_code == httpx.codes.OK
    return unescape(shown.text)


class TestTheList:
    async def test_says_what_will_appear_while_there_is_nothing(self, house: House) -> None:
        assert "Nothing to decide yet" in await text_of(house.lead, PAGE)

    async def test_has_the_one_that_touches_most_first_with_the_figures(self, house: House) -> None:
        await house.propose(change_set(change_id="a1", conversations=2))
        parcel = replace(PARKING, texts={"en": "At the desk."})
        await house.propose(change_set(parcel, "b2", conversations=9))

        shown = await text_of(house.lead, PAGE)

        assert shown.index(f"{PAGE}/b2") < shown.index(f"{PAGE}/a1")
        assert "(2 wait)" in shown


class TestAPageThatChanged:
    async def test_shows_what_it_left_behind_until_it_is_corrected(
        self, house: House, tmp_path: Path
    ) -> None:
        root, old = tmp_path / "shop-index", "An item can be returned within 30 days of delivery."
        outdated = OutdatedRound(
            pages=IndexedLines(root, tmp_path),
            verified=house.parts.verified,
            written=partial(read_written_pages, house.parts.database),
            changes=house.book,
            clock=SystemClock(),
        )
        faq, returns = document("faq", old), document("returns", f"# Returns\n\n{old}")
        new = replace(returns, text=returns.text.replace("30", "14"))
        for pages, made in (((faq, returns), 0), ((faq, new), 1)):
            index(root, *pages)
            assert await outdated.propose() == made

        [task] = await house.book.all()
        shown = await text_of(house.lead, f"{PAGE}/{task.change_id}")
        assert "Two pages disagree: Faq / Returns" in shown
        assert "within 14 days of delivery.” / Faq “An item can be returned within 30 days" in shown
        assert "It closes by itself" in shown

        index(root, replace(faq, text=new.text), new)
        assert await outdated.propose() == 0
        assert (await house.book.get(task.change_id)).state is ChangeState.EXPIRED


async def test_a_proposal_whose_base_moved_takes_nothing_back(house: House) -> None:
    live = replace(PARKING, answer_id=VerifiedId("a1"), texts={"en": "Behind us. Nine places."})
    book = house.parts.verified
    await book.put(AnswerVersion(version=1, answer=live, at=NOON, by="lead"))
    asked = replace(live, texts={"en": "Behind us. Ten places."})
    change = await house.propose(replace(change_set(asked, "a1"), before=encode_answer(live)))
    newer = replace(live, texts={"en": "Yes, behind us. Nine places."})
    await book.put(AnswerVersion(version=2, answer=newer, at=NOON, by="lead"))

    shown = await text_of(house.lead, f"{PAGE}/a1")
    assert "has changed since this was proposed" in shown
    assert ">Yes, behind us. Ten places.</textarea>" in shown
    assert "Look at the difference as it is now" in unescape(
        (await house.post(change, "approve")).text
    )
    version = str((await house.book.get(change.change_id)).version)
    saved = await house.lead.post(f"{PAGE}/a1/base", data={"version": version})
    assert saved.is_redirect
    await house.post(change, "approve")
    answer = await house.live(change)
    assert answer is not None
    assert answer.texts == {"en": "Yes, behind us. Ten places."}


async def test_words_that_may_answer_something_else_say_so(house: House) -> None:
    step = ChangeStep(deed=ChangeDeed.PROPOSED, at=NOON, note=UNSURE)
    change = await house.propose(replace(change_set(), steps=(step,)))

    shown = await text_of(house.lead, f"{PAGE}/{change.change_id}")
    assert shown.count("Does it answer the question?") == 2  # beside the answer, and in history


class TestAProposal:
    async def test_is_live_once_a_person_approves_it_and_gone_with_one_click(
        self, house: House
    ) -> None:
        change = await house.propose(change_set())
        assert "Yes, behind the shop" in await text_of(house.lead, f"{PAGE}/{change.change_id}")

        approved = await house.post(change, "approve")

        assert approved.headers["location"].endswith("said=published")
        live = await house.live(change)
        assert live is not None
        assert live.texts == PARKING.texts
        assert "(of 1 accepted)" in await text_of(house.lead, f"{PAGE}?state=published")

        await house.post(change, "take_back", reason="The parking is closed.")

        assert await house.live(change) is None
        assert (await house.book.get(change.change_id)).state is ChangeState.TAKEN_BACK
        deeds = [one.deed for one in await house.parts.audit.recent(subject=change.change_id)]
        assert [one.detail["do"] for one in deeds if one.action is Action.CHANGE_MOVED] == [
            "taken_back",
            "withdrawn",
            "published",
            "approved",
        ]

    async def test_about_money_takes_two_different_people(self, house: House) -> None:
        paid = replace(PARKING, texts={"en": "Parking costs 3 € a day."})
        change = await house.propose(change_set(paid, stake=ChangeStake.MONEY))

        await house.post(change, "approve")
        again = await house.post(change, "approve")

        assert again.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert await house.live(change) is None
        second = await house.sign_in(Role.OPERATIONS)
        await house.post(change, "approve", second)
        assert await house.live(change) is not None

    async def test_without_an_answer_is_filled_in_first(self, house: House) -> None:
        change = await house.propose(change_set(replace(PARKING, texts={})))
        refused = await house.post(change, "approve")
        assert "Write the answer first" in unescape(refused.text)

        saved = await house.lead.post(
            f"{PAGE}/{change.change_id}/answer",
            data={
                "version": "1",
                "ways_en": "Is there a parking at the shop?\nWhere can I park, I am Ann Lee",
                "text_en": "Yes, next door.",
            },
        )
        assert saved.headers["location"].endswith("said=edited")
        await house.post(change, "approve")

        live = await house.live(change)
        assert live is not None
        assert live.texts == {"en": "Yes, next door."}

    async def test_is_rejected_only_with_a_reason(self, house: House) -> None:
        change = await house.propose(change_set())

        refused = await house.post(change, "reject", reason=" ")
        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        await house.post(change, "reject", reason="We move in March.")

        rejected = await house.book.get(change.change_id)
        assert rejected.state is ChangeState.REJECTED
        assert rejected.quiet_until is not None
        assert "We move in March." in await text_of(house.lead, f"{PAGE}/{change.change_id}")

    async def test_that_somebody_else_moved_is_shown_as_it_is_now(self, house: House) -> None:
        change = await house.propose(change_set())
        await house.post(change, "reject", reason="No.")

        late = await house.lead.post(
            f"{PAGE}/{change.change_id}", data={"do": "approve", "version": "1"}
        )

        assert late.status_code == httpx.codes.CONFLICT
        assert await house.live(change) is None

    async def test_that_the_store_refuses_waits_again_and_says_why(self, house: House) -> None:
        other = await house.propose(change_set(change_id="a1"))
        await house.post(other, "approve")
        change = await house.propose(change_set(change_id="b2"))

        await house.post(change, "approve")

        assert (await house.book.get(change.change_id)).is_open
        shown = await text_of(house.lead, f"{PAGE}/{change.change_id}")
        assert "Another answer already has this way of asking" in shown

    async def test_waits_for_the_scenarios(self, house: House) -> None:
        await SqlScenarioBook(house.parts.database).put(QUESTION, expected_version=None)
        change = await house.propose(change_set())

        held = await house.post(change, "approve")

        assert held.headers["location"].startswith("/console/runs/")
        assert (await house.book.get(change.change_id)).is_open
        runs = SqlTrialRuns(house.parts.database)
        [run] = await runs.history(limit=9)
        assert run.candidate is not None
        assert run.candidate.content == change.change.content
        done = replace(run, state=RunState.DONE, version=run.version + 1)
        await runs.put(done, expected_version=run.version)
        assert "No scenario turns red" in await text_of(house.lead, f"{PAGE}/{change.change_id}")
        await house.post(change, "approve", run=run.run_id)
        assert await house.live(change) is not None


class TestTrials:
    async def test_are_asked_for_before_the_first_of_two_signs_and_shown_to_both(
        self, house: House
    ) -> None:
        await SqlScenarioBook(house.parts.database).put(QUESTION, expected_version=None)
        paid = replace(PARKING, texts={"en": "Parking costs 3 € a day."})
        change = await house.propose(change_set(paid, stake=ChangeStake.MONEY))
        page = f"{PAGE}/{change.change_id}"
        assert "Not replayed yet" in await text_of(house.lead, page)

        for _ in range(2):  # pressed twice, it is asked once
            await house.lead.post(f"{page}/questions")
            await house.lead.post(f"{page}/replay")

        runs = SqlTrialRuns(house.parts.database)
        [run] = await runs.history(limit=9, replays=False)
        [replay] = await runs.history(limit=9, replays=True)
        assert replay.is_of(change.change)
        going = await text_of(house.lead, f"{page}/trials")
        assert going.count("data-running") == 2
        done = replace(run, state=RunState.DONE, version=run.version + 1)
        await runs.put(done, expected_version=run.version)
        tally = ReplayTally(
            conversations=9, turns=40, differing={Difference.WORDS: 3, Difference.FIGURES: 1}
        )
        ended = replace(replay, state=RunState.DONE, tally=tally, version=replay.version + 1)
        await runs.put(ended, expected_version=replay.version)

        second = await house.sign_in(Role.OPERATIONS)
        for who in (house.lead, second):
            shown = await text_of(who, page)
            assert "No scenario turns red" in shown
            assert "4 of 40 turns in 9 conversations would differ" in shown
            assert shown.index("1 × The answer has other figures") < shown.index("3 × The same in")
            assert f"/console/runs/{replay.run_id}" in shown
        await house.post(change, "approve")
        await house.post(change, "approve", second)  # nothing is asked a second time
        assert await house.live(change) is not None

    async def test_that_find_harm_in_a_replay_hold_the_change_for_a_lead(
        self, house: House
    ) -> None:
        change = await house.propose(change_set())
        await house.lead.post(f"{PAGE}/{change.change_id}/replay")
        runs = SqlTrialRuns(house.parts.database)
        [replay] = await runs.history(limit=9)
        tally = ReplayTally(conversations=9, turns=40, differing={Difference.PERSON_MISSED: 1})
        ended = replace(replay, state=RunState.DONE, tally=tally, version=replay.version + 1)
        await runs.put(ended, expected_version=replay.version)

        sender = await house.sign_in(Role.MERCHANDISER)
        held = await house.post(change, "approve", sender)
        [run] = await runs.history(limit=9, replays=False)
        done = replace(run, state=RunState.DONE, version=run.version + 1)
        await runs.put(done, expected_version=run.version)
        to_sender = await text_of(sender, held.headers["location"])
        assert "a replay found harm" in to_sender
        assert "Show this page to a lead" in to_sender
        again = {"run": run.run_id, "anyway": "1", "anyway_why": "It is right."}
        assert (await house.post(change, "approve", sender, **again)).headers[
            "location"
        ] == held.headers["location"]
        assert await house.live(change) is None

        why = {"why": "One talk of April, about a parking that is gone."}
        await house.lead.post(f"{held.headers['location']}/allow", data=why)
        await house.post(change, "approve", sender, run=run.run_id)
        assert await house.live(change) is not None


class TestAnExperiment:
    async def test_of_a_change_is_told_with_its_verdict_and_is_not_asked_for_twice(
        self, house: House
    ) -> None:
        change = await house.propose(change_set())
        page = f"{PAGE}/{change.change_id}"
        assert "Try it on visitors first" in await text_of(house.lead, page)

        began = await house.lead.post(
            "/console/experiments", data={"change": change.change_id, "version": "1"}
        )

        shown = await text_of(house.lead, page)
        assert began.headers["location"].partition("?")[0] in shown
        assert "Under way. No figures yet" in shown.replace("</b>", "")
        assert "Try it on visitors first" not in shown


class TestByRole:
    async def test_an_agent_sees_none_of_it(self, house: House) -> None:
        agent = await house.sign_in(Role.AGENT)

        assert (await agent.get(PAGE)).status_code == httpx.codes.FORBIDDEN
        assert f'href="{PAGE}"' not in await text_of(agent, "/console")

    async def test_a_page_is_decided_on_by_those_who_write_pages(self, house: House) -> None:
        ours = draft(text="30 days.\n", status=DraftStatus.PUBLISHED).published()
        drafts = SqlDraftBook(house.parts.database)
        await drafts.put(ours, expected_version=None)
        content = page_file(ours).decode()
        plain = change_set()
        edited = replace(plain.change, kind="page", content=content)
        change = await house.propose(replace(plain, change=edited, before=content))

        assert "Your role can read this" in await text_of(house.lead, f"{PAGE}/{change.change_id}")
        denied = await house.post(change, "approve")
        assert denied.status_code == httpx.codes.FORBIDDEN

        writer = await house.sign_in(Role.MERCHANDISER)
        words = {"version": "1", "title": ours.title, "text": "45 days.", "url": ""}
        saved = await writer.post(f"{PAGE}/{change.change_id}/page", data=words)
        assert saved.headers["location"].endswith("said=edited")
        approved = await house.post(change, "approve", writer)

        assert approved.headers["location"].endswith("said=under_way")
        assert (await house.book.get(change.change_id)).state is ChangeState.APPROVED
        [waits] = await drafts.all()
        assert (waits.task, waits.text) == (DraftTask.PUBLISH, "45 days.\n")

    async def test_a_level_is_decided_on_by_two_who_edit_the_table(self, house: House) -> None:
        change = await house.propose(
            ask_for_level(
                name="cancel_order",
                level=Level.HUMAN_ONLY,
                table=load_table(),
                why="Three went wrong.",
                by="mara",
                known=(),
                now=NOON,
            )
        )
        assert (await house.post(change, "approve")).status_code == httpx.codes.FORBIDDEN
        assert "Three went wrong." in await text_of(house.lead, f"{PAGE}/{change.change_id}")

        admin = await house.sign_in(Role.ADMIN)
        other = await house.sign_in(Role.OPERATIONS)
        await house.post(change, "approve", other)
        await house.post(change, "approve", admin)

        live = await house.parts.tables.current()
        assert live is not None
        assert live.table.operations["cancel_order"].level is Level.HUMAN_ONLY
        first = await house.post(change, "take_back", admin)  # it would be freer: two sign
        assert first.headers["location"].endswith("said=back_first")
        assert await house.parts.tables.current() == live
        assert "You want it taken back" in await text_of(admin, f"{PAGE}/{change.change_id}")
        await house.post(change, "take_back", other)
        newest = await house.parts.tables.current()
        assert newest is not None
        assert newest.table == load_table()


class TestProposedSettings:
    CHANGE = replace(
        change_set(change_id="5e771265"),
        change=CandidateChange(kind="settings", content='{"policy.min_confidence":"0.4"}'),
        before='{"policy.min_confidence":""}',
        signals=(),
    )

    async def test_are_edited_in_the_fields_of_their_page(self, house: House) -> None:
        await house.propose(self.CHANGE)
        address = f"{PAGE}/{self.CHANGE.change_id}"
        admin = await house.sign_in(Role.ADMIN)

        shown = (await admin.get(address)).text
        saved = await admin.post(
            f"{address}/settings", data={"version": "1", "policy.min_confidence": "0,45"}
        )

        assert 'name="policy.min_confidence"' in shown
        assert 'value="0.4"' in shown
        assert saved.status_code == 303
        edited = await house.book.get(self.CHANGE.change_id)
        assert edited.change.content == '{"policy.min_confidence":"0.45"}'
        assert edited.steps[-1].deed is ChangeDeed.EDITED

    async def test_that_do_not_fit_are_told_at_their_field(self, house: House) -> None:
        await house.propose(self.CHANGE)
        address = f"{PAGE}/{self.CHANGE.change_id}"
        admin = await house.sign_in(Role.ADMIN)

        refused = await admin.post(
            f"{address}/settings", data={"version": "1", "policy.min_confidence": "many"}
        )

        assert refused.status_code == 422
        assert 'value="many"' in refused.text
        assert 'aria-invalid="true"' in refused.text
        assert await house.book.get(self.CHANGE.change_id) == self.CHANGE
