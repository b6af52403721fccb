"""People write verified answers on their pages, in a whole console over SQLite."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from assistant.answers.verified.types import CorrectedStatement, KeptAnswer, VerifiedId
from assistant.app.compose.process_parts import Parts
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from tests.support.pages.installed_console import fields, fresh_installation, sign_in

PAGE = "/console/verified"
GIFT = {
    "ways_en": "Can I return a gift?\nmay a present be sent back",
    "ways_fr": "Peut-on rendre un cadeau ?",
    "text_en": "Yes, within 30 days, with the gift receipt.",
    "text_fr": "Oui, sous 30 jours, avec le ticket cadeau.",
    "source_title": "Returns",
    "source_url": "https://lune.example/returns",
    "review_by": "2099-03-01",
}


class Lead:
    """A lead who writes verified answers."""

    def __init__(self, client: httpx.AsyncClient, parts: Parts) -> None:
        self.client, self.parts = client, parts

    async def write(self, page: str = PAGE, **values: str) -> httpx.Response:
        return await self.client.post(page, data={"do": "live", **values})

    async def gift(self, **values: str) -> str:
        """Write an answer, and return the address of its page."""
        saved = await self.write(**{**GIFT, **values})
        assert saved.status_code == httpx.codes.SEE_OTHER
        return saved.headers["location"].partition("?")[0]

    async def kept(self, page: str) -> KeptAnswer:
        kept = await self.parts.verified.read(VerifiedId(page.rsplit("/", 1)[1]))
        assert kept is not None
        return kept

    async def read(self, page: str) -> str:
        shown = await self.client.get(page)
        assert shown.status_code == httpx.codes.OK
        return unescape(shown.text)


@pytest.fixture
async def lead(tmp_path: Path) -> AsyncIterator[Lead]:
    async with fresh_installation(tmp_path) as (app, parts), await sign_in(app, Role.LEAD) as one:
        one.headers["accept-language"] = "en"
        yield Lead(one, parts)


class TestAnAnswer:
    async def test_is_live_as_it_was_written_and_in_the_audit_by_name(self, lead: Lead) -> None:
        page = await lead.gift()

        kept = await lead.kept(page)
        assert kept.is_live
        answer = kept.newest.answer
        assert answer.ways_in("en") == ("Can I return a gift?", "may a present be sent back")
        assert answer.texts["fr"] == GIFT["text_fr"]
        form = fields(await lead.read(page))
        assert {name: form[name].strip() for name in GIFT} == GIFT
        [deed] = [one.deed for one in await lead.parts.audit.recent(subject=answer.answer_id)]
        assert (deed.action, deed.actor) == (Action.ANSWER_CHANGED, kept.newest.by)

    async def test_is_in_the_list_where_it_is_found_by_its_words(self, lead: Lead) -> None:
        await lead.gift()

        assert "Can I return a gift?" in await lead.read(f"{PAGE}?q=PRÉSENT+cadeau")
        assert "No answer fits" in await lead.read(f"{PAGE}?q=parking")
        assert "No answer fits" in await lead.read(f"{PAGE}?shown=off")

    async def test_past_its_review_date_is_due_in_the_list_and_in_the_menu(
        self, lead: Lead
    ) -> None:
        page = await lead.gift(review_by="2020-03-01")

        assert "To be reviewed" in await lead.read(page)
        assert "Can I return a gift?" in await lead.read(f"{PAGE}?shown=due")
        menu = await lead.read("/console/replies")
        assert re.search(r'href="/console/verified".*?<span class="count">1<', menu)
        assert (await lead.kept(page)).is_live

    async def test_may_leave_the_question_to_people(self, lead: Lead) -> None:
        page = await lead.gift(by="person")

        answer = (await lead.kept(page)).newest.answer
        assert answer.person
        assert not answer.texts
        assert "Always a person" in await lead.read(PAGE)


class TestADraft:
    async def test_leaves_the_live_version_in_force_until_it_goes_live(self, lead: Lead) -> None:
        page = await lead.gift()

        await lead.write(page, **{**GIFT, "text_en": "No."}, version="1", do="draft")

        kept = await lead.kept(page)
        assert kept.in_force is not None
        assert kept.in_force.answer.texts["en"] == GIFT["text_en"]
        shown = await lead.read(page)
        assert "A new version waits to go live." in shown
        await lead.client.post(f"{page}/state", data={"state": "live", "version": "2"})
        kept = await lead.kept(page)
        assert kept.in_force is not None
        assert kept.in_force.answer.texts["en"] == "No."

    async def test_is_turned_off_and_on_again(self, lead: Lead) -> None:
        page = await lead.gift()

        await lead.client.post(f"{page}/state", data={"state": "off", "version": "1"})
        assert not (await lead.kept(page)).is_live
        await lead.client.post(f"{page}/state", data={"state": "live", "version": "2"})
        assert (await lead.kept(page)).is_live


class TestAVersion:
    async def test_is_taken_back_with_one_click(self, lead: Lead) -> None:
        page = await lead.gift()
        await lead.write(page, **{**GIFT, "text_en": "No."}, version="1")

        await lead.client.post(f"{page}/back", data={"to": "1", "version": "2"})

        newest = (await lead.kept(page)).newest
        assert newest.answer.texts["en"] == GIFT["text_en"]
        assert (newest.version, newest.takes_back) == (3, 1)
        assert "version 1 again" in await lead.read(page)

    async def test_of_a_colleague_is_not_written_over(self, lead: Lead) -> None:
        page = await lead.gift()
        await lead.write(page, **{**GIFT, "text_en": "Ask us."}, version="1")

        refused = await lead.write(page, **{**GIFT, "text_en": "No."}, version="1")

        assert refused.status_code == httpx.codes.CONFLICT
        assert "Somebody else changed this answer meanwhile" in refused.text
        assert fields(unescape(refused.text))["text_en"].strip() == "No."
        assert (await lead.kept(page)).newest.answer.texts["en"] == "Ask us."


class TestAFile:
    """Everything that the list offers to take out and in."""

    async def send(self, lead: Lead, data: bytes, language: str = "en") -> httpx.Response:
        return await lead.client.post(
            f"{PAGE}/import",
            files={"file": ("answers.csv", data, "text/csv")},
            headers={"accept-language": language},
        )

    async def test_comes_back_as_drafts_with_what_was_not_read(self, lead: Lead) -> None:
        page = await lead.gift()
        out = await lead.client.get(f"{PAGE}.csv")
        rows = out.text.replace("30 days", "60 days")

        told = await self.send(lead, (rows + ",,,,,Yes.,,,,\r\n").encode())

        assert out.headers["content-type"].startswith("text/csv")
        assert told.status_code == httpx.codes.OK
        shown = unescape(told.text)
        assert "New answers: 0. Changed: 1. There already as they are: 0." in shown
        assert "Row 3, questions_fr" in shown
        assert "Write at least one way of asking." in shown
        kept = await lead.kept(page)
        assert kept.has_draft
        assert kept.in_force is not None
        assert kept.in_force.answer.texts["en"] == GIFT["text_en"]

    @pytest.mark.parametrize(
        ("data", "language", "said"),
        [
            (b"a,b\n1,2\n", "en", "no column “questions_fr”"),
            (b"a,b\n1,2\n", "fr", "pas de colonne «\u00a0questions_fr\u00a0»"),
            (b"questions_fr\n\xe9", "en", "Save the file as UTF-8."),
            (b"x" * 200_001, "fr", "trop volumineux"),
        ],
    )
    async def test_that_is_none_is_told(
        self, lead: Lead, data: bytes, language: str, said: str
    ) -> None:
        refused = await self.send(lead, data, language)

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert said in unescape(refused.text)
        assert not await lead.parts.verified.all()


class TestAForm:
    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("text_en", "I'll refund you today.", "promises something done"),
            ("text_fr", "Je vous rembourse tout de suite.", "promises something done"),
            ("text_en", "See <b>returns</b>.", "has markup"),
            ("source_url", "returns", "whole address"),
            ("review_by", "tomorrow", "Enter a day"),
            ("ways_en", "???", "no letter and no digit"),
        ],
    )
    async def test_is_refused_with_the_reason_at_the_field(
        self, lead: Lead, field: str, value: str, said: str
    ) -> None:
        refused = await lead.write(**{**GIFT, field: value})

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        shown = unescape(refused.text)
        wrong = re.search(rf'id="{field.replace("_", "-")}-wrong"[^>]*>([^<]*)', shown)
        assert wrong is not None
        assert said in wrong[1]
        assert fields(shown)[field].strip() == value
        assert not await lead.parts.verified.all()

    async def test_wants_a_question_and_an_answer(self, lead: Lead) -> None:
        nothing = unescape((await lead.write()).text)

        assert "Write at least one way of asking." in nothing
        assert "Write the answer, in one language at least" in nothing

    async def test_names_the_answer_that_has_the_way_of_asking_already(self, lead: Lead) -> None:
        page = await lead.gift()

        refused = await lead.write(ways_en="can I return a GIFT", text_en="Yes.")

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert f'already has this way of asking: <a href="{page}"' in unescape(refused.text)

    async def test_has_a_customers_question_without_their_data(self, lead: Lead) -> None:
        query = "question=call+me+on+06+12+34+56+78%3F&language=en&from=c1"

        form = await lead.read(f"{PAGE}/new?{query}")

        assert "06 12" not in form
        assert fields(form)["ways_en"].strip().startswith("call me on [")
        assert 'href="/console/c/c1"' in form

    async def test_may_correct_the_words_that_the_customer_was_told(self, lead: Lead) -> None:
        told = {"told": "Umbrellas last for 10 years.", "page": "Umbrellas", "url": "/umbrellas"}
        asked = f"question=how+long%3F&language=en&{urlencode(told)}"
        form = (await lead.client.get(f"{PAGE}/new?{asked}")).text
        given = fields(form)
        assert "Umbrellas last for 10 years." in form
        assert "corrects" not in given

        plain = await lead.gift(ways_en="how long?", wrong=given["wrong"])
        ticked = await lead.gift(
            ways_en="how many years", ways_fr="combien ?", wrong=given["wrong"], corrects="yes"
        )

        assert (await lead.kept(plain)).newest.answer.corrects == ()
        [statement] = (await lead.kept(ticked)).newest.answer.corrects
        assert statement == CorrectedStatement(
            title="Umbrellas", url="/umbrellas", quote="Umbrellas last for 10 years."
        )
        again = fields((await lead.client.get(ticked)).text)
        assert (again["wrong"], again["corrects"]) == (given["wrong"], "yes")

    async def test_loses_personal_data_that_somebody_pasted(self, lead: Lead) -> None:
        page = await lead.gift(ways_en="is zoe@lune.example right?")

        assert "zoe@" not in str((await lead.kept(page)).newest)


class TestAnAgent:
    async def test_may_not_see_them(self, tmp_path: Path) -> None:
        async with fresh_installation(tmp_path) as (app, _), await sign_in(app, Role.AGENT) as one:
            assert (await one.get(PAGE)).status_code == httpx.codes.FORBIDDEN
            assert (await one.post(PAGE, data=GIFT)).status_code == httpx.codes.FORBIDDEN
            assert (await one.get(f"{PAGE}.csv")).status_code == httpx.codes.FORBIDDEN
            assert (await one.post(f"{PAGE}/import")).status_code == httpx.codes.FORBIDDEN
