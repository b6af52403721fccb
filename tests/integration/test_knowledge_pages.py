"""The pages of what the assistant knows, on a whole application with its own stores."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from assistant.answers.verified.types import CorrectedStatement
from assistant.app.compose.process_parts import Parts
from assistant.console.knowledge.source_ledger import keep_ledger
from assistant.console.knowledge.source_list import source_key
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import EVERYTHING, SourceMarks
from assistant.console.setup.source_schedules import Every, SourceSchedules
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Source
from assistant.conversation.people import Role
from tests.contract.source_uses import thumbed
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.support.seeds.verified_answers import verified, written
from tests.unit.assistant.console.knowledge.indexes import document, index, sold
from tests.unit.assistant.console.knowledge.ledgers import ledger, page, record

SITE = "https://lune.example/help"
OTHER = "https://lune.example/care"
RETURNS, TERMS, CARE = page("returns"), page("terms"), page("care")
SOURCE = Source(title=RETURNS.title, url=RETURNS.url, quote="30 days", language="en", score=0.9)


@dataclass(kw_only=True)
class Shop:
    """An installation whose address was read, and an admin's browser."""

    parts: Parts
    admin: httpx.AsyncClient
    folder: Path
    asked: int = 0  # readings

    async def ask(self) -> None:
        self.asked += 1

    async def answer(self, name: str, text: str, source: Source | None = None) -> None:
        """Have a customer's question answered from the page of returns."""
        await self.parts.log.start(started(name))
        await self.parts.log.accept(
            wrote(f"{name}-1", name, text=text), account_id=WIDGET, provider_message_id=name
        )
        made = replied(f"r-{name}", f"{name}-1", conversation=name)
        rests = replace(made, sources=(source or SOURCE,))
        await self.parts.log.append(ConversationId(name), [rests, thumbed(name, helpful=True)])
        await self.parts.cases.advance(limit=100)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    readings: list[Shop] = []

    async def ask() -> None:
        await readings[0].ask()

    for one in (SITE, OTHER):
        ShopSources(tmp_path).add_address(one)
    keep_ledger(tmp_path, ledger(record(SITE, RETURNS, TERMS), record(OTHER, CARE)))
    async with (
        fresh_installation(tmp_path, ask_reading=ask) as (app, parts),
        await sign_in(app, Role.ADMIN) as admin,
    ):
        made = Shop(parts=parts, admin=admin, folder=tmp_path)
        readings.append(made)
        yield made


HERE = f"/console/knowledge/sources/{source_key(SITE)}"


class TestASource:
    async def test_is_listed_with_what_it_gave_and_answered(self, shop: Shop) -> None:
        await shop.answer("a", "Combien de jours ?")

        text = (await shop.admin.get("/console/knowledge")).text

        assert f'href="{HERE}"' in text
        assert "2 pages" in text
        assert "2 March 2026, 13:00" in text
        assert re.search(r'data-label="Answers">1<', text)
        assert "1 up, 0 down" in text

    async def test_is_turned_off_and_says_so_until_the_index_changes(self, shop: Shop) -> None:
        answer = await shop.admin.post(HERE, data={"do": "off"})

        assert answer.headers["location"] == HERE
        assert SourceMarks(shop.folder).off() == {SITE}
        assert shop.asked == 1
        assert "It still answers until" in (await shop.admin.get(HERE)).text
        keep_ledger(shop.folder, ledger(record(SITE, RETURNS, TERMS, is_off=True)))
        assert "answers nothing until" in (await shop.admin.get(HERE)).text

    async def test_is_read_again_alone_or_with_the_others(self, shop: Shop) -> None:
        marks = SourceMarks(shop.folder)

        await shop.admin.post(HERE, data={"do": "read"})
        assert marks.wanted() == {SITE}
        await shop.admin.post("/console/knowledge", data={})

        assert marks.wanted() == {SITE, EVERYTHING}
        assert shop.asked == 2

    async def test_is_put_on_a_schedule_that_the_page_shows(self, shop: Shop) -> None:
        form = {"do": "schedule", "every": "weekly", "weekday": "3", "hour": "5"}
        await shop.admin.post(HERE, data=form)

        kept = SourceSchedules(shop.folder).read()[SITE]
        assert (kept.every, kept.weekday, kept.hour) == (Every.WEEKLY, 3, 5)
        page = (await shop.admin.get(HERE)).text
        assert re.search(r"Next: \d+ \w+ \d+, 05:00", page)
        assert shop.asked == 0

    async def test_is_removed_with_its_marks(self, shop: Shop) -> None:
        await shop.admin.post(HERE, data={"do": "schedule", "every": "daily"})
        await shop.admin.post(HERE, data={"do": "remove"})

        assert list(ShopSources(shop.folder).addresses()) == [OTHER]
        assert SourceSchedules(shop.folder).read() == {}
        gone = await shop.admin.get(HERE)
        assert gone.status_code == httpx.codes.NOT_FOUND

    async def test_that_is_the_only_one_stays_on_and_says_why(self, shop: Shop) -> None:
        SourceMarks(shop.folder).turn(OTHER, on=False)

        text = (await shop.admin.get(HERE)).text
        for do in ("off", "remove"):
            answer = await shop.admin.post(HERE, data={"do": do})
            assert answer.headers["location"] == HERE

        assert "the only source" in text
        assert 'value="off"' not in text
        assert 'value="remove"' not in text
        assert SourceMarks(shop.folder).off() == {OTHER}
        assert SITE in ShopSources(shop.folder).addresses()
        assert shop.asked == 0

    async def test_is_removed_in_the_set_up_as_here(self, shop: Shop) -> None:
        await shop.admin.post(HERE, data={"do": "schedule", "every": "daily"})

        await shop.admin.post("/console/set-up/sources", data={"do": "remove", "what": SITE})

        assert SourceSchedules(shop.folder).read() == {}
        audit = (await shop.admin.get("/console/audit")).text
        assert f"what: removed, source: {SITE}" in audit

    async def test_of_the_server_is_not_removed_here(self, shop: Shop) -> None:
        ShopSources(shop.folder).drop(SITE)
        (shop.folder / "indexed.json").write_text(f'{{"paths": ["{SITE}"]}}')

        refused = await shop.admin.post(HERE, data={"do": "remove"})

        assert refused.status_code == httpx.codes.NOT_FOUND
        assert "by comptoir index" in (await shop.admin.get(HERE)).text


class TestAPage:
    @pytest.fixture
    def shop_index(self, shop: Shop) -> Shop:
        text = "## How long\n\nYou have 30 days.\n"
        lamp = sold("lamp")
        index(shop.folder / "index", document("returns", text, url=RETURNS.url), lamp)
        return shop

    async def test_is_found_and_opens_with_its_statements_and_questions(
        self, shop_index: Shop
    ) -> None:
        shop = shop_index
        await shop.answer("a", "How many days? Write to lea@lune.example")
        listed = (await shop.admin.get("/console/knowledge/pages?q=30+DAYS")).text
        (link,) = re.findall(r'href="(/console/knowledge/pages/[0-9a-f]{16})"', listed)

        text = (await shop.admin.get(link)).text

        assert "You have 30 days." in text
        assert "How many days? Write to [email]" in text
        assert "Other questions" not in text
        assert 'href="/console/c/a"' in text
        assert "change it on that site" in text
        nothing = (await shop.admin.get("/console/knowledge/pages?q=moon")).text
        assert "No page has all of these words: moon" in nothing

    async def test_lists_questions_below_the_statement_that_answered(
        self, shop_index: Shop
    ) -> None:
        shop = shop_index
        await shop.answer("a", "How many days?", replace(SOURCE, quote="You have 30 days."))
        await shop.answer("b", "Is it long?", replace(SOURCE, quote="It was 14 days."))
        listed = (await shop.admin.get("/console/knowledge/pages")).text
        (link,) = re.findall(r'href="(/console/knowledge/pages/[0-9a-f]{16})"', listed)

        text = (await shop.admin.get(link)).text

        statement, others = text.split("Other questions that it answered")
        assert statement.index("You have 30 days.") < statement.index("How many days?")
        assert "answered one question" in statement
        assert "Is it long?" in others

    async def test_shows_the_words_that_a_verified_answer_took_the_place_of(
        self, shop_index: Shop
    ) -> None:
        wrong = CorrectedStatement(title="", url=RETURNS.url, quote="You have 30 days.")
        answer = verified(
            "How long?", language="en", texts={"en": "You have 45 days."}, corrects=(wrong,)
        )
        await shop_index.parts.verified.put(written(answer))
        listed = (await shop_index.admin.get("/console/knowledge/pages")).text
        (link,) = re.findall(r'href="(/console/knowledge/pages/[0-9a-f]{16})"', listed)

        text = (await shop_index.admin.get(link)).text

        assert "taken the place of these words" in text
        assert "You have 45 days." in text
        assert f'href="/console/verified/{answer.answer_id}"' in text

    async def test_of_a_file_of_several_finds_its_questions_behind_those_of_the_others(
        self, shop_index: Shop
    ) -> None:
        shop, file = shop_index, "/srv/faq.json"
        care = page("care", url=file)
        keep_ledger(shop.folder, ledger(record(file, page("gifts", url=file), care)))
        index(shop.folder / "index", document("gifts", "Yes.", url=file))
        gifts = replace(SOURCE, title="Gifts", url=file)
        await shop.answer("a", "Do you wrap gifts?", gifts)
        for n in range(61):
            await shop.answer(f"c{n}", "Can I wash it?", replace(gifts, title=care.title))
        listed = (await shop.admin.get("/console/knowledge/pages")).text
        (link,) = re.findall(r'href="(/console/knowledge/pages/[0-9a-f]{16})"', listed)

        text = (await shop.admin.get(link)).text

        assert "Do you wrap gifts?" in text
        assert "Can I wash it?" not in text

    async def test_that_is_gone_is_not_found(self, shop_index: Shop) -> None:
        answer = await shop_index.admin.get(f"/console/knowledge/pages/{'0' * 16}")

        assert answer.status_code == httpx.codes.NOT_FOUND

    async def test_of_this_console_is_written_without_an_insight(self, shop_index: Shop) -> None:
        admin = shop_index.admin
        made = await admin.post("/insights/drafts", data={"language": "en"})
        here = made.headers["location"]
        page = (await admin.get(here)).text
        assert "New page" in page
        assert "/insights/i/" not in page

        form = {
            "do": "try",
            "edition": "0",
            "title": "Gifts",
            "text": "Yes.",
            "asked": "Do you wrap?\n\nDo you wrap?\nGifts?",
        }
        await admin.post(here, data=form)

        page = (await admin.get(here)).text
        assert page.count("Do you wrap?") == 2  # in the form, and in the list
        assert 'data-task="try"' in page
        other = await admin.post(
            "/insights/drafts", data={"language": "fr", "like": Path(here).name}
        )
        assert other.headers["location"] == here.removesuffix("en") + "fr"


class TestAProduct:
    async def test_is_found_and_opens_with_its_facts_and_gaps(self, shop: Shop) -> None:
        bare = sold("bare", stock=0)
        index(
            shop.folder / "index", bare, *(sold(f"l{n}", attributes=("Height",)) for n in range(4))
        )
        listed = (await shop.admin.get("/console/knowledge/products?lacking=1")).text
        (link,) = re.findall(r'href="(/console/knowledge/products/[0-9a-f]{16})"', listed)

        text = (await shop.admin.get(link)).text

        assert "Sold out" in listed
        assert re.search(r"<p><span lang=\"en\">Height</span></p>", text)
        assert "Home › Lamps" in text
        assert "€35.00" in text
        assert "A lamp of blown glass." in text


class TestInFrench:
    async def test_figures_and_dates_are_set_as_french_is(self, shop: Shop) -> None:
        shop.admin.headers["Accept-Language"] = "fr"

        text = (await shop.admin.get("/console/knowledge")).text

        assert "2 mars 2026, 13:00" in text
        assert "Ce que lit l’assistant" in text
