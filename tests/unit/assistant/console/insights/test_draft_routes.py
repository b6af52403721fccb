"""Pages for what customers ask are written in the console."""

from dataclasses import replace
from typing import ClassVar

import httpx
import pytest

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.rehearsal.talk_verdict import broken_talk
from assistant.improvement.runs.trial_run import RunCause, RunState, TrialRun, new_run
from assistant.insights.drafting.page_draft import (
    DraftStatus,
    DraftTask,
    Nearby,
    PageDraft,
    Trial,
    TrialOutcome,
)
from assistant.insights.drafting.published_pages import page_file
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.seeds.insight_rows import NOON, QUESTIONS, ask_for_wrapping, wrapping_gap
from tests.unit.assistant.improvement.runs.test_scenario_rounds import GREEN


async def accept(gallery: Gallery, browser: httpx.AsyncClient) -> PageDraft:
    """Have somebody accept that a page is missing; return what follows from it."""
    ask_for_wrapping(gallery.root)
    gap = wrapping_gap()
    await gallery.book.put(gap, expected_version=None)
    await browser.post(f"/insights/i/{gap.insight_id}", data={"to": "accepted", "version": "0"})
    return await only(gallery)


async def only(gallery: Gallery) -> PageDraft:
    [draft] = await gallery.drafts.all()
    return draft


async def do(browser: httpx.AsyncClient, draft: PageDraft, do: str, **form: str) -> httpx.Response:
    sent = {"do": do, "edition": str(draft.edition), "title": draft.title, "text": draft.text}
    return await browser.post(f"/insights/drafts/{draft.draft_id}", data={**sent, **form})


class TestAcceptingThatAPageIsMissing:
    async def test_makes_a_draft_in_the_language_that_most_ask_in(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)

        draft = await accept(gallery, mara)

        assert draft.language == "en"
        assert draft.blanks
        assert draft.task is DraftTask.PREPARE
        assert draft.changed_by == "mara"
        assert len(draft.questions) == len(QUESTIONS)

    async def test_makes_it_once(self, gallery: Gallery, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)

        found = await mara.post("/insights/drafts", data={"insight": draft.insight_id})

        assert found.headers["location"] == f"/insights/drafts/{draft.draft_id}"
        assert await only(gallery) == draft

    async def test_lets_it_be_written_in_the_other_language_too(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        form = {"insight": draft.insight_id, "language": "fr"}
        await mara.post("/insights/drafts", data=form)

        drafts = {one.language: one for one in await gallery.drafts.all()}
        assert drafts["fr"].document_id == drafts["en"].document_id
        assert len(drafts["fr"].questions) == 1


class TestAPageThatIsToBePublished:
    WORDS: ClassVar = {"title": "Gift wrapping", "text": "It costs 4 EUR.", "asked": "gift wrap?"}

    async def held(self, gallery: Gallery, browser: httpx.AsyncClient) -> TrialRun:
        """Return the run that a page waits for."""
        await gallery.scenarios.put(GREEN, expected_version=None)
        sent = await do(browser, await accept(gallery, browser), "publish", **self.WORDS)
        run = await gallery.runs.next_waiting(replays=False)
        assert run is not None
        assert sent.headers["location"] == f"/console/runs/{run.run_id}"
        return run

    async def go_on(
        self, gallery: Gallery, browser: httpx.AsyncClient, run: TrialRun, **form: str
    ) -> httpx.Response:
        """Send the form of a run that ended, as its page does."""
        ended = replace(run, state=RunState.DONE, version=run.version + 1)
        await gallery.runs.put(ended, expected_version=run.version)
        assert run.candidate is not None
        sent = {**run.candidate.form, "run": run.run_id, **form}
        return await browser.post(run.candidate.page, data=sent)

    async def test_waits_for_the_scenarios_with_its_words_stored(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        run = await self.held(gallery, await enter("mara", Role.MERCHANDISER))

        stored = await only(gallery)
        assert (stored.title, stored.text) == ("Gift wrapping", "It costs 4 EUR.\n")
        assert stored.task is not DraftTask.PUBLISH
        assert run.candidate is not None
        assert (run.cause, run.candidate.kind) == ("candidate", "page")
        assert run.candidate.content == page_file(stored).decode()

    async def test_is_published_once_nothing_turned_red(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        run = await self.held(gallery, mara)

        await self.go_on(gallery, mara, run)

        stored = await only(gallery)
        assert (stored.task, stored.asked) == (DraftTask.PUBLISH, ("gift wrap?",))

    async def test_waits_for_a_persons_word_if_a_question_turned_red(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        run = await self.held(gallery, mara)
        await gallery.scenarios.note(run.run_id, broken_talk(GREEN, "TimeoutError"))

        again = await self.go_on(gallery, mara, run)
        waits = (await only(gallery)).task
        assert run.candidate is not None
        anyway = {
            **run.candidate.form,
            "run": run.run_id,
            "anyway": "1",
            "anyway_why": "It is urgent.",
        }
        await mara.post(run.candidate.page, data=anyway)

        assert again.headers["location"].endswith(run.run_id)
        assert waits is not DraftTask.PUBLISH
        assert (await only(gallery)).task is DraftTask.PUBLISH
        (noted,) = [
            entry.deed.detail
            for entry in await gallery.house.office.audit.read()
            if "reds" in entry.deed.detail
        ]
        assert noted == {"do": "publish", "reds": "accepted", "why": "It is urgent."}

    async def test_with_other_words_is_tried_anew(self, gallery: Gallery, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        run = await self.held(gallery, mara)

        other = await self.go_on(
            gallery, mara, run, text="It costs 5 EUR.", anyway="1", anyway_why="It is urgent."
        )

        assert other.headers["location"].startswith("/console/runs/")
        assert not other.headers["location"].endswith(run.run_id)
        assert (await only(gallery)).task is not DraftTask.PUBLISH

    async def test_is_not_tried_while_something_is_to_be_filled_in(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        await gallery.scenarios.put(GREEN, expected_version=None)

        refused = await do(
            mara, await accept(gallery, mara), "publish", text="It costs [… how much]."
        )

        assert refused.status_code == 409
        assert "Fill in the passages in brackets" in refused.text
        assert (await only(gallery)).text == "It costs [… how much].\n"
        assert await gallery.runs.next_waiting(replays=False) is None


class TestAPageThatWasWithdrawn:
    async def test_tells_what_turned_red_and_is_put_back_with_one_click(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        there = replace(draft, title="Gift wrapping", text="It costs 4 EUR.\n", version=1)
        gone = replace(there, task=DraftTask.NONE).published().withdrawn()
        await gallery.drafts.put(gone, expected_version=0)
        await gallery.scenarios.put(GREEN, expected_version=None)
        path = f"/insights/drafts/{draft.draft_id}"
        soon = (await mara.get(path)).text
        run = new_run(RunCause.INDEX, by="", at=gone.changed_at)
        await gallery.runs.put(replace(run, state=RunState.DONE), expected_version=None)
        await gallery.scenarios.note(run.run_id, broken_talk(GREEN, "TimeoutError"))

        told = (await mara.get(path)).text
        put = await do(mara, gone, "put_back")

        assert "played in a few seconds" in soon
        assert "Scenarios that turned red: 1" in told
        assert GREEN.name in told
        assert put.status_code == 303
        assert (await only(gallery)).task is DraftTask.PUBLISH
        assert len(await gallery.runs.history(limit=9)) == 1  # to put it back waits for no run

    async def test_and_written_anew_waits_for_the_questions_as_any_page(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        gone = replace(draft, title="Gift wrapping", text="It costs 4 EUR.\n").published()
        other = replace(gone.withdrawn(), text="Free.\n", task=DraftTask.NONE, version=1)
        await gallery.drafts.put(other, expected_version=0)
        await gallery.scenarios.put(GREEN, expected_version=None)

        shown = (await mara.get(f"/insights/drafts/{draft.draft_id}")).text
        refused = await do(mara, other, "put_back")

        assert 'value="put_back"' not in shown
        assert refused.status_code == 409
        assert (await only(gallery)).task is DraftTask.NONE


class TestADraft:
    async def test_shows_the_questions_and_what_pages_say_nearby(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        near = Nearby(title="Delivery", url="https://shop.example/d", text="We deliver <fast>.")
        await gallery.drafts.put(
            replace(draft, nearby=(near,), task=DraftTask.NONE), expected_version=0
        )

        page = (await mara.get(f"/insights/drafts/{draft.draft_id}")).text

        assert QUESTIONS[0] in page
        assert "We deliver &lt;fast&gt;." in page
        assert Action.INSIGHT_QUOTES_READ in await gallery.house.audited()

    async def test_keeps_none_of_the_customers_words(self, gallery: Gallery, enter: Enter) -> None:
        draft = await accept(gallery, await enter("mara", Role.MERCHANDISER))

        assert [one for one in QUESTIONS if one in repr(draft)] == []

    async def test_is_not_published_while_something_is_to_be_filled_in(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)

        refused = await do(mara, draft, "publish")

        assert refused.status_code == 409
        assert "Fill in the passages in brackets" in refused.text
        assert (await only(gallery)).task is not DraftTask.PUBLISH

    async def test_is_stored_with_what_is_asked_for(self, gallery: Gallery, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)

        sent = await do(mara, draft, "publish", title="Gift wrapping", text="It costs 4 EUR.")

        stored = await only(gallery)
        assert sent.status_code == 303
        assert (stored.title, stored.text) == ("Gift wrapping", "It costs 4 EUR.\n")
        assert stored.task is DraftTask.PUBLISH
        page = (await mara.get(f"/insights/drafts/{draft.draft_id}")).text
        assert 'data-task="publish"' in page

    async def test_that_is_changed_again_is_not_published_as_it_was(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        await do(mara, draft, "publish", text="It costs 4 EUR.")
        await do(mara, await only(gallery), "save", text="It costs […].")

        assert (await only(gallery)).task is DraftTask.NONE

    async def test_says_which_questions_it_would_answer(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        outcomes = [
            TrialOutcome(message_id=one, before=False, after=number > 0, by_draft=number > 1)
            for number, one in enumerate(draft.questions)
        ]
        trial = Trial(at=NOON, title=draft.title, text=draft.text, outcomes=tuple(outcomes))
        await gallery.drafts.put(replace(draft, trial=trial), expected_version=0)

        page = (await mara.get(f"/insights/drafts/{draft.draft_id}")).text

        assert "answer 4 of 6 questions" in page
        assert page.count('data-outcome="draft"') == 4
        assert page.count('data-outcome="other"') == 1
        assert page.count('data-outcome="none"') == 1

    async def test_that_somebody_else_changed_is_shown_as_it_stands(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        await do(mara, draft, "save", text="mine")

        late = await do(mara, draft, "save", text="theirs")

        assert late.status_code == 409
        assert "Somebody else changed it" in late.text
        assert (await only(gallery)).text == "mine\n"

    async def test_comes_back_with_the_words_that_were_not_stored_and_what_differs(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        await do(mara, draft, "save", text="We wrap.\n\nIt is free.")

        late = await do(mara, draft, "save", title="My title", text="We wrap.\n\nIt costs 4 EUR.")

        assert "It costs 4 EUR.</textarea>" in late.text
        assert 'value="My title"' in late.text
        assert "<mark>It is free.</mark>" in late.text
        assert "<p>We wrap.</p>" in late.text
        again = replace(draft, edition=1)
        await do(mara, again, "save", title="My title", text="It costs 4 EUR.")
        assert (await only(gallery)).text == "It costs 4 EUR.\n"

    async def test_takes_words_that_were_written_while_it_was_prepared(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        prepared = replace(draft, task=DraftTask.NONE, version=1)
        await gallery.drafts.put(prepared, expected_version=0)

        sent = await do(mara, draft, "try", text="It costs 4 EUR.")

        assert sent.status_code == 303
        assert (await only(gallery)).text == "It costs 4 EUR.\n"

    @pytest.mark.parametrize("what", ["save", "try", "publish", "discard"])
    async def test_is_left_alone_while_it_is_published(
        self, gallery: Gallery, enter: Enter, what: str
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        begun = replace(draft, task=DraftTask.PUBLISH, begun=True, version=1)
        await gallery.drafts.put(begun, expected_version=0)

        refused = await do(mara, draft, what, text="It costs 4 EUR.")

        assert refused.status_code == 409
        assert "just being published or withdrawn" in refused.text
        assert await only(gallery) == begun
        assert ("It costs 4 EUR.</textarea>" in refused.text) == (what != "discard")

    async def test_that_is_published_is_not_made_a_draft_by_taking_it_up(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        draft = await accept(gallery, mara)
        live = replace(draft, status=DraftStatus.PUBLISHED, version=1)
        await gallery.drafts.put(live, expected_version=0)

        await do(mara, draft, "take_up")

        assert (await only(gallery)).status is DraftStatus.PUBLISHED

    async def test_is_put_away_and_taken_up_again(self, gallery: Gallery, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        await do(mara, await accept(gallery, mara), "discard")
        put_away = await only(gallery)
        await do(mara, put_away, "take_up")

        assert put_away.status is DraftStatus.DISCARDED
        assert (await only(gallery)).status is DraftStatus.DRAFT

    async def test_is_not_for_agents_nor_leads(self, gallery: Gallery, enter: Enter) -> None:
        draft = await accept(gallery, await enter("mara", Role.MERCHANDISER))
        leo = await enter("leo", Role.LEAD)

        assert (await leo.get("/insights/drafts")).status_code == 403
        assert (await do(leo, draft, "save")).status_code == 403

    async def test_that_is_none_leads_to_the_list(self, gallery: Gallery, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        await accept(gallery, mara)

        answer = await mara.get("/insights/drafts/none")

        assert (answer.status_code, answer.headers["location"]) == (303, "/insights/drafts")
        assert "Gift" not in (await mara.get("/insights/drafts")).text
