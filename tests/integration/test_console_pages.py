"""Every page of the console opens for an admin on an installation that nobody set up."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.console.account.provider_sign_in import BEGIN
from assistant.console.settings.setting_groups import GROUPS, fields_of
from assistant.console.setup.setup_marks import SetupMarks
from assistant.console.setup.shop_sources import ReadingReport, ShopSources, UnreadPart
from assistant.conversation.people import Role
from assistant.kit.settings.setting_fields import FieldShape, setting_fields
from assistant.kit.settings.settings import Settings
from integrations.shops.woocommerce.client import HINTS
from tests.support.pages.console_routes import NOT_PAGES, console_routes, opened_pages
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.pages.staff_office import ORIGIN
from tests.support.seeds.conversation_events import started
from tests.unit.retrieval.catalogue.web import serve

SESAME = "sesame" * 8  # long enough for every key


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with fresh_installation(tmp_path) as (app, _):
        yield app


class TestEveryPageOfTheConsole:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_opens_on_a_fresh_installation(self, app: FastAPI, language: str) -> None:
        failed = []
        async with await sign_in(app, Role.ADMIN) as client:
            client.headers["Accept-Language"] = language
            for page in opened_pages(app):
                answer = await client.get(page)
                if answer.status_code not in (httpx.codes.OK, httpx.codes.SEE_OTHER):
                    failed.append(f"{page}: {answer.status_code}")

        assert failed == []


LINK = re.compile(r'(?:href|action)="(/(?:console|insights)\b(?:{{.*?}}|{%.*?%}|[^"{])*)"')
SAID = re.compile(r"(?<!/){{.*?}}|{%.*?%}|[?#].*")  # no part of a path


def paths_of(template: str) -> set[str]:
    """Return where a template's links and forms lead, with `made-up` for what it fills in."""
    found = (SAID.sub("", one) for one in LINK.findall(template))
    return {re.sub(r"{{.*?}}", "made-up", one).rstrip("/") for one in found}


def linked() -> dict[str, set[str]]:
    """Return the paths that each template of the console names."""
    templates = Path("assistant/console").rglob("templates/*.html")
    return {str(one): paths_of(one.read_text(encoding="utf-8")) for one in templates}


def leads(path: str, route: str) -> bool:
    """Return whether a route may take a path; what is made up stands for anything."""
    parts, of_route = path.split("/"), route.split("/")
    known = zip(parts, of_route, strict=False)
    return len(parts) == len(of_route) and all(
        "made-up" in pair or len({*pair}) == 1 for pair in known
    )


class TestEveryLink:
    async def test_of_a_page_leads_to_a_route_that_there_is(self, app: FastAPI) -> None:
        routes = [one.path for one in console_routes(app)] + [BEGIN]  # with a provider alone
        named = linked()

        assert len(named) > 50
        assert [
            f"{template}: {path}"
            for template, paths in named.items()
            for path in paths
            if not any(leads(path, route) for route in routes)
        ] == []


class TestAPerson:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_is_shown_and_erased_in_words_for_every_store(
        self, tmp_path: Path, language: str
    ) -> None:
        async with (
            fresh_installation(tmp_path) as (app, parts),
            await sign_in(app, Role.ADMIN) as client,
        ):
            client.headers["Accept-Language"] = language
            await parts.log.start(started("c1"))
            shown = await client.get("/console/c/c1/privacy")
            erased = await client.post("/console/c/c1/erase", data={"confirm": "c1"})

        assert (shown.status_code, erased.status_code) == (httpx.codes.OK, httpx.codes.OK)


class TestASecretThatIsKept:
    async def test_is_on_no_page_in_no_file_and_in_no_line_of_the_log(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        kept = {
            name: ", ".join([f"{SESAME}-{name}"] * (2 if one.shape is FieldShape.SECRETS else 1))
            for name, one in setting_fields().items()
            if one.is_secret and not one.reason
        }
        async with (
            fresh_installation(tmp_path, variables={"identity.key": SESAME}) as (app, parts),
            await sign_in(app, Role.ADMIN) as client,
        ):
            changes = assemble_changes(Settings(data_dir=tmp_path), parts)
            await changes.change(kept, expected_version=0, by="zoe")
            groups = [f"/console/settings/{one}" for one in GROUPS]
            pages = [*opened_pages(app), *groups, *(NOT_PAGES - {"/console/events"})]
            told = {page: (await client.get(page)).text for page in pages}

        assert all(told[page].count("A secret is kept") for page in map(_group_of, kept))
        assert [page for page, text in told.items() if "sesame" in text] == []
        assert "sesame" not in "".join(capfd.readouterr())


def _group_of(name: str) -> str:
    """Return the page of a setting."""
    group = next(one for one in GROUPS if name in {field.name for field in fields_of(one)})
    return f"/console/settings/{group}"


class TestWhoMayNotSetUp:
    async def test_is_led_to_the_console(self, app: FastAPI) -> None:
        async with await sign_in(app, Role.AGENT) as client:
            first = await client.get("/")
            second = await client.get(first.headers["location"])
            last = await client.get(second.headers["location"])

        assert second.headers["location"] == "/console"
        assert last.status_code == httpx.codes.OK

    async def test_is_refused_before_a_file_is_taken(self, app: FastAPI) -> None:
        taken: list[int] = []

        async def body() -> AsyncIterator[bytes]:
            taken.append(1)
            yield b"x"

        async with await sign_in(app, Role.AGENT) as client:
            del client.headers["X-CSRF-Token"]
            kind = {"Content-Type": "multipart/form-data; boundary=b"}
            answer = await client.post("/console/set-up/files", content=body(), headers=kind)

        assert answer.status_code == httpx.codes.FORBIDDEN
        assert taken == []


class TestGoingLive:
    @pytest.mark.parametrize("where", ["http://[", "shop.example", ""])
    async def test_needs_an_address(self, app: FastAPI, where: str) -> None:
        async with await sign_in(app, Role.ADMIN) as client:
            answer = await client.post("/console/set-up/tag", data={"where": where, "do": "live"})

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "Enter a whole address" in answer.text

    async def test_says_where_the_server_has_other_pages(self, tmp_path: Path) -> None:
        said = {"webchat.origins": "https://old.example"}
        form = {"where": "https://lune.example", "do": "live"}
        async with (
            fresh_installation(tmp_path, variables=said) as (app, _),
            await sign_in(app, Role.ADMIN) as client,
        ):
            answer = await client.post("/console/set-up/tag", data=form)

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "COMPTOIR_WEBCHAT__ORIGINS" in answer.text


class TestTheTag:
    @pytest.mark.parametrize(
        ("script", "said", "marked"),
        [
            (f"{ORIGIN}/webchat/widget.js", "The tag is on http://127.0.0.1", ["tag"]),
            ("https://old.example/webchat/widget.js", "another address (old.example)", []),
            ("/webchat/widget.js", "another address (127.0.0.1:", []),
            ("http://[/webchat/widget.js", "The tag is not on http://127.0.0.1", []),
            ("/other.js", "The tag is not on http://127.0.0.1", []),
        ],
    )
    async def test_that_is_of_this_installation_alone_ends_its_step(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        script: str,
        said: str,
        marked: list[str],
    ) -> None:
        monkeypatch.setenv("COMPTOIR_WEBHOOKS__ALLOW_PRIVATE", "true")
        with serve() as shop:
            shop.page("/", f'<script src="{script}" async></script>')
            async with (
                fresh_installation(tmp_path) as (app, _),
                await sign_in(app, Role.ADMIN) as client,
            ):
                form = {"where": f"{shop.url}/", "do": "live"}
                answer = await client.post("/console/set-up/tag", data=form)

        assert said in answer.text
        assert list(SetupMarks(tmp_path).read()) == marked

    async def test_is_there_where_somebody_says_so(self, app: FastAPI, tmp_path: Path) -> None:
        async with await sign_in(app, Role.ADMIN) as client:
            await client.post("/console/set-up/tag", data={"do": "said"})

        assert SetupMarks(tmp_path).read() == {"tag": "said"}


class TestAChosenHelpdesk:
    async def test_says_what_it_needs_and_where_that_is_typed(self, app: FastAPI) -> None:
        form = {"helpdesk.kind": "chatwoot", "version": "0"}
        async with await sign_in(app, Role.ADMIN) as client:
            answer = await client.post("/console/set-up/people", data=form)

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert 'href="/console/settings/desk#chatwoot-token"' in answer.text
        assert 'value="chatwoot" selected' in answer.text


class TestSourcesWhereNothingReads:
    async def test_are_shown_without_the_forms_that_have_them_read(
        self, app: FastAPI, tmp_path: Path
    ) -> None:
        ShopSources(tmp_path).add_address("https://lune.example")
        async with await sign_in(app, Role.ADMIN) as client:
            page = (await client.get("/console/set-up/sources")).text

        assert "https://lune.example" in page
        assert "/console/set-up/files" not in page
        assert 'action="/console/set-up/sources"' not in page
        assert 'action="/console/set-up/system"' in page  # keys follow orders, too


class TestTheReportOfAReading:
    async def test_says_in_french_why_a_row_was_refused(self, app: FastAPI, tmp_path: Path) -> None:
        row = UnreadPart(file="a.csv", line=3, reason="it has no Handle: fill it in")
        odd = UnreadPart(file="a.csv", line=4, reason="the moon is full")
        sources = ShopSources(tmp_path)
        sources.tell(ReadingReport(state="done", products=1, unread=(row, odd)))

        async with await sign_in(app, Role.ADMIN) as client:
            client.headers["Accept-Language"] = "fr"
            pages = [
                (await client.get(f"/console/set-up/{one}")).text for one in ("reading", "sources")
            ]

        assert all('<td lang="fr">le Handle manque : remplissez-le</td>' in one for one in pages)
        assert all('<td lang="en">the moon is full</td>' in one for one in pages)


class TestTheKeysOfAShopSystem:
    @pytest.mark.parametrize(
        ("language", "said", "refused"),
        [("en", "Enter this.", "is not accepted"), ("fr", "À remplir.", "n’est pas acceptée")],
    )
    async def test_are_asked_for_and_their_refusal_is_told_in_words(
        self, app: FastAPI, tmp_path: Path, language: str, said: str, refused: str
    ) -> None:
        row = UnreadPart(
            file="WooCommerce lune.example",
            line=None,
            reason=f"WooCommerce answered GET products with status 401: {HINTS[401]}",
        )
        ShopSources(tmp_path).tell(ReadingReport(state="failed", unread=(row,)))
        async with await sign_in(app, Role.ADMIN) as client:
            client.headers["Accept-Language"] = language
            form = {"system": "woocommerce", "woocommerce.url": "https://lune.example"}
            answer = await client.post("/console/set-up/system", data=form)
            unknown = await client.post("/console/set-up/system", data={"system": "magento"})
            page = await client.get("/console/set-up/sources")

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert answer.text.count(said) == 2  # key and secret
        assert 'value="https://lune.example"' in answer.text
        assert unknown.status_code == httpx.codes.NOT_FOUND
        assert refused in page.text
        assert "COMPTOIR_" not in page.text

    async def test_are_kept_and_have_the_shop_read(self, app: FastAPI) -> None:
        form = {
            "system": "woocommerce",
            "woocommerce.url": "https://lune.example",
            "woocommerce.key": "ck_secret",
            "woocommerce.secret": "cs_secret",
        }
        async with await sign_in(app, Role.ADMIN) as client:
            answer = await client.post("/console/set-up/system", data=form)
            page = (await client.get("/console/set-up/sources")).text

        assert answer.status_code == httpx.codes.SEE_OTHER
        assert "WooCommerce lune.example" in page
        assert "_secret" not in page

    async def test_are_forgotten_when_the_shop_is_disconnected(self, app: FastAPI) -> None:
        form = {
            "system": "woocommerce",
            "woocommerce.url": "https://lune.example",
            "woocommerce.key": "ck_secret",
            "woocommerce.secret": "cs_secret",
        }
        async with await sign_in(app, Role.ADMIN) as client:
            await client.post("/console/set-up/system", data=form)

            answer = await client.post("/console/set-up/sources", data={"do": "disconnect"})

            page = (await client.get("/console/set-up/sources")).text
            address = {"system": "woocommerce", "woocommerce.url": "https://lune.example"}
            again = await client.post("/console/set-up/system", data=address)
        assert answer.status_code == httpx.codes.SEE_OTHER
        assert "WooCommerce lune.example" not in page
        assert again.status_code == httpx.codes.UNPROCESSABLE_ENTITY  # the keys are asked for anew

    async def test_of_the_server_are_not_disconnected_here(self, tmp_path: Path) -> None:
        said = {
            "shop.system": "woocommerce",
            "woocommerce.url": "https://lune.example",
            "woocommerce.key": "ck_secret",
            "woocommerce.secret": "cs_secret",
        }
        async with (
            fresh_installation(tmp_path, variables=said) as (app, _),
            await sign_in(app, Role.ADMIN) as client,
        ):
            answer = await client.post("/console/set-up/sources", data={"do": "disconnect"})

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "COMPTOIR_SHOP__SYSTEM" in answer.text
