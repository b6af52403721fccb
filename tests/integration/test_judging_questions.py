"""The set-up's questions are judged: right, corrected, or left to a person, in a whole console."""

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import orjson
import pytest

from assistant.answers.verified.types import VerifiedId
from assistant.app.compose.process_parts import Parts
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from assistant.conversation.people import Role
from tests.support.pages.installed_console import fresh_installation, sign_in

PAGE = "/console/set-up/questions"
REPORT = {
    "index_version": "v1",
    "languages": [
        {
            "language": "en",
            "needs": [
                {
                    "need": name,
                    "title": title,
                    "essential": True,
                    "answer": "14 days." if name == "return_window" else "",
                    "sources": [],
                    "asked": [{"wording": question}],
                }
                for name, title, question in (
                    ("return_window", "Return window", "How long do I have to return something?"),
                    ("jobs", "Jobs", "Are you hiring?"),
                    ("press", "Press", "Who answers journalists?"),
                )
            ],
        }
    ],
}


class Judge:
    """An admin who judges the questions of a shop that was read."""

    def __init__(self, client: httpx.AsyncClient, parts: Parts, folder: Path) -> None:
        self.client, self.parts, self.folder = client, parts, folder
        (folder / "coverage.json").write_bytes(orjson.dumps(REPORT))

    async def see(self, **query: str) -> str:
        return unescape((await self.client.get(PAGE, params=query)).text)

    async def judge(self, need: str, do: str, answer: str = "") -> httpx.Response:
        form = {"language": "en", "need": need, "do": do, "answer": answer}
        return await self.client.post(PAGE, data=form)


@pytest.fixture
async def admin(tmp_path: Path) -> AsyncIterator[Judge]:
    async with fresh_installation(tmp_path) as (app, parts), await sign_in(app, Role.ADMIN) as one:
        one.headers["accept-language"] = "en"
        yield Judge(one, parts, tmp_path)


class TestThePage:
    async def test_tells_how_far_a_reading_is_and_follows_it(self, admin: Judge) -> None:
        (admin.folder / "coverage.json").unlink()
        assert 'id="reading"' not in await admin.see()

        ShopSources(admin.folder).tell(ReadingReport(state="asking", asked=12, of=109))

        shown = await admin.see()
        assert 'id="reading" data-running="1"' in shown
        assert "12" in shown.partition('id="reading"')[2]
        assert "109" in shown.partition('id="reading"')[2]


class TestAQuestion:
    async def test_that_is_corrected_is_a_verified_answer_and_judged(self, admin: Judge) -> None:
        shown = unescape((await admin.judge("return_window", "correct", "You have 45 days.")).text)

        kept = await admin.parts.verified.read(VerifiedId("need-return_window"))
        assert kept is not None
        assert kept.is_live
        assert kept.newest.answer.texts == {"en": "You have 45 days."}
        assert "Judged: 1 of 3" in shown
        assert "Saved, and asked at once" in shown
        assert 'href="/console/verified/need-return_window"' in shown
        assert "You have 45 days.</blockquote>" in await admin.see(shown="judged")

    async def test_that_is_corrected_writes_no_page(self, admin: Judge) -> None:
        await admin.judge("return_window", "correct", "You have 45 days.")

        assert list(ShopSources(admin.folder).files()) == []

    async def test_that_is_left_to_a_person_always_is(self, admin: Judge) -> None:
        await admin.judge("press", "person")

        kept = await admin.parts.verified.read(VerifiedId("need-press"))
        assert kept is not None
        assert kept.newest.answer.person
        assert "Answered by a person" in await admin.see(shown="judged")

    async def test_whose_answer_is_right_makes_nothing(self, admin: Judge) -> None:
        shown = unescape((await admin.judge("return_window", "right")).text)

        assert "Judged: 1 of 3" in shown
        assert "Noted as right" in shown
        assert "Next step" in shown
        assert not await admin.parts.verified.all()

    async def test_with_a_promise_is_refused_at_the_field_with_its_words(
        self, admin: Judge
    ) -> None:
        refused = await admin.judge("jobs", "correct", "I'll call you back.")

        shown = unescape(refused.text)
        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "promises something done" in shown
        assert ">I'll call you back.</textarea>" in shown
        assert "Judged: 0 of 3" in shown

    async def test_that_nobody_asked_is_not_found(self, admin: Judge) -> None:
        assert (await admin.judge("weather", "person")).status_code == httpx.codes.NOT_FOUND

    async def test_that_was_found_right_is_judged_again_once_that_is_taken_back(
        self, admin: Judge
    ) -> None:
        await admin.judge("return_window", "right")
        assert "Return window" not in await admin.see()

        shown = unescape((await admin.judge("return_window", "undo")).text)

        assert "Taken back" in shown
        assert "Judged: 0 of 3" in shown
        assert "Return window" in await admin.see()
        assert "None is judged yet" in await admin.see(shown="judged")

    async def test_that_was_corrected_is_answered_as_before_once_that_is_taken_back(
        self, admin: Judge
    ) -> None:
        await admin.judge("return_window", "correct", "You have 45 days.")
        assert "You have 45 days." in await admin.see(shown="judged")

        await admin.judge("return_window", "undo")

        kept = await admin.parts.verified.read(VerifiedId("need-return_window"))
        assert kept is not None
        assert not kept.is_live
        assert "14 days." in await admin.see()

    async def test_list_that_nobody_knows_is_refused(self, admin: Judge) -> None:
        answer = await admin.client.get(PAGE, params={"shown": "other"})

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
