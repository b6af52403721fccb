from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from assistant.console.shell.access import attach
from assistant.conversation.people import Role
from assistant.desk.staff.agent_sign_in import TRIES
from assistant.desk.staff.audit_chain import Action
from tests.support.pages.staff_office import PASSWORD, Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def app(office: Office) -> FastAPI:
    return office.app()


async def enter(
    browser: httpx.AsyncClient, password: str = PASSWORD, **fields: str
) -> httpx.Response:
    data = {"email": "lea@shop.example", "password": password} | fields
    return await browser.post("/console/sign-in", data=data)


class TestSigningIn:
    async def test_leads_to_the_console_with_a_cookie_that_no_script_reads(
        self, office: Office, app: FastAPI
    ) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            response = await enter(browser)

        assert (response.status_code, response.headers["location"]) == (303, "/console")
        cookie = response.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie  # on loopback, where nothing is sent

    async def test_has_its_cookie_sent_over_tls_alone_anywhere_else(
        self, office: Office, app: FastAPI
    ) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            browser.base_url = httpx.URL("https://desk.shop.example")
            browser.headers["Origin"] = "https://desk.shop.example"
            response = await enter(browser)

        cookie = response.headers["set-cookie"]
        assert cookie.startswith("__Host-comptoir=")
        assert "Secure" in cookie
        assert "Path=/;" in cookie

    async def test_has_its_cookie_sent_over_tls_alone_whatever_name_a_proxy_calls_us_by(
        self, app: FastAPI, office: Office
    ) -> None:
        await office.hire()
        attach(app, replace(office.access, url="https://desk.shop.example"))
        async with office.browser(app) as browser:  # calls 127.0.0.1, as the proxy does
            browser.headers["Origin"] = "https://desk.shop.example"
            response = await enter(browser)

        assert response.headers["set-cookie"].startswith("__Host-comptoir=")
        assert "Secure" in response.headers["set-cookie"]

    async def test_has_its_cookie_sent_over_tls_alone_behind_a_proxy_that_tells_https_alone(
        self, app: FastAPI, office: Office
    ) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            browser.base_url = httpx.URL("https://127.0.0.1")
            browser.headers["Origin"] = "https://127.0.0.1"
            response = await enter(browser)

        assert response.headers["set-cookie"].startswith("__Host-comptoir=")
        assert "Secure" in response.headers["set-cookie"]

    async def test_leads_to_where_somebody_was_going(self, office: Office, app: FastAPI) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            response = await enter(browser, next="/console/c/abc?view=mine")

        assert response.headers["location"] == "/console/c/abc?view=mine"

    @pytest.mark.parametrize(
        "to",
        [
            "https://evil.example",
            "//evil.example",
            "/console/../../evil",
            "/console\\@evil.example",
            "/console//evil.example",
            "/consoles",
            "/console/x\nSet-Cookie: a=b",
        ],
    )
    async def test_leads_to_no_other_site(self, office: Office, app: FastAPI, to: str) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            response = await enter(browser, next=to)

        assert response.headers["location"] == "/console"

    async def test_ends_the_session_that_the_browser_had(
        self, office: Office, app: FastAPI
    ) -> None:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            before = browser.cookies["comptoir"]
            await enter(browser)
            after = browser.cookies["comptoir"]
            browser.cookies.set("comptoir", before, domain="127.0.0.1")
            response = await browser.get("/console/account")

        assert before != after
        assert response.status_code == 303

    async def test_is_refused_from_another_sites_page(self, office: Office, app: FastAPI) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            browser.headers["Origin"] = "https://evil.example"
            response = await enter(browser)

        assert response.status_code == 403
        assert "set-cookie" not in response.headers

    async def test_is_refused_to_what_does_not_say_where_it_comes_from(
        self, office: Office, app: FastAPI
    ) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            del browser.headers["Origin"]
            response = await enter(browser)

        assert response.status_code == 403


class TestAWrongPassword:
    async def test_is_answered_as_an_unknown_address_is(self, office: Office, app: FastAPI) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            wrong = await enter(browser, "eight ducks cross a bridge")
            unknown = await enter(browser, email="nobody@shop.example")

        assert wrong.status_code == unknown.status_code == 401
        assert wrong.text.replace("lea@", "nobody@") == unknown.text
        assert "do not go together" in wrong.text

    async def test_locks_after_some_tries_and_says_for_how_long(
        self, office: Office, app: FastAPI
    ) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            for _ in range(TRIES):
                await enter(browser, "eight ducks cross a bridge")
            response = await enter(browser)

        assert response.status_code == 429
        assert "Too many attempts. Wait 3 minutes and try again." in response.text
        assert 170 <= int(response.headers["retry-after"]) <= 180

    async def test_is_said_in_french_to_who_reads_french(
        self, office: Office, app: FastAPI
    ) -> None:
        async with office.browser(app) as browser:
            browser.headers["Accept-Language"] = "fr-FR"
            response = await enter(browser)

        assert '<html lang="fr">' in response.text
        assert "ne vont pas ensemble" in response.text

    async def test_never_comes_back_in_the_page(self, office: Office, app: FastAPI) -> None:
        async with office.browser(app) as browser:
            response = await enter(browser, "eight ducks cross a bridge")

        assert "ducks" not in response.text


class TestAOneTimeCode:
    async def test_lets_choose_a_password_once(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        code = await office.managing.give_code(who.email, by="ada")
        fields = {"email": who.email, "code": code.lower(), "password": "a walk in warm rain"}
        async with office.browser(app) as browser:
            response = await browser.post("/console/sign-in/code", data=fields)
            again = await browser.post("/console/sign-in/code", data=fields)
            page = await browser.get("/console/account")
            signed_in = await enter(browser, "a walk in warm rain")

        assert (response.status_code, again.status_code) == (303, 401)
        assert "Signed in as Lea" in page.text
        assert signed_in.status_code == 303

    async def test_ends_with_its_time(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        code = await office.managing.give_code(who.email, by="ada")
        office.clock.move(48 * 3600)
        fields = {"email": who.email, "code": code, "password": "a walk in warm rain"}
        async with office.browser(app) as browser:
            response = await browser.post("/console/sign-in/code", data=fields)

        assert response.status_code == 401
        assert "has run out" in response.text.replace("\n", " ")

    async def test_takes_no_password_that_would_be_guessed(
        self, office: Office, app: FastAPI
    ) -> None:
        who = await office.hire()
        code = await office.managing.give_code(who.email, by="ada")
        fields = {"email": who.email, "code": code, "password": "MaisonCoton2026!"}
        async with office.browser(app) as browser:
            response = await browser.post("/console/sign-in/code", data=fields)

        assert response.status_code == 422
        assert "guessed too easily" in response.text


class TestAnAccount:
    @pytest.mark.parametrize(
        ("chosen", "themed"),
        [("dark", 'data-theme="dark"'), ("", '<html lang="en">'), ('"><b>', '<html lang="en">')],
    )
    async def test_is_shown_in_the_theme_that_was_chosen_in_the_console(
        self, office: Office, app: FastAPI, chosen: str, themed: str
    ) -> None:
        lea = await office.hire()
        async with office.browser(app, lea) as browser:
            browser.headers["Cookie"] = (
                f"comptoir={browser.cookies['comptoir']}; console_theme={chosen}"
            )
            page = await browser.get("/console/account")

        assert page.status_code == 200
        assert themed in page.text

    async def test_signs_out(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            token = browser.cookies["comptoir"]
            response = await browser.post("/console/sign-out")
            browser.cookies.set(
                "comptoir", token, domain="127.0.0.1"
            )  # whoever kept it has nothing
            after = await browser.get("/console/account")

        assert response.headers["location"] == "/console/sign-in?said=out"
        assert after.status_code == 303

    async def test_signs_out_everywhere(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        async with office.browser(app, who) as phone, office.browser(app, who) as desk:
            await desk.post("/console/account/sessions")
            response = await phone.get("/console/account")

        assert response.status_code == 303

    async def test_changes_its_password_and_stays_signed_in_here_alone(
        self, office: Office, app: FastAPI
    ) -> None:
        who = await office.hire()
        fields = {"old": PASSWORD, "new": "a walk in warm rain"}
        async with office.browser(app, who) as phone, office.browser(app, who) as desk:
            response = await desk.post("/console/account/password", data=fields)
            here = await desk.get(response.headers["location"])
            there = await phone.get("/console/account")

        assert "Your password is changed" in here.text
        assert there.status_code == 303

    async def test_keeps_its_password_unless_the_old_one_is_known(
        self, office: Office, app: FastAPI
    ) -> None:
        who = await office.hire()
        fields = {"old": "eight ducks cross", "new": "a walk in warm rain"}
        async with office.browser(app, who) as desk:
            response = await desk.post("/console/account/password", data=fields)

        assert response.status_code == 401
        assert "not your current password" in response.text

    @pytest.mark.parametrize("role", Role)
    async def test_is_every_roles(self, office: Office, app: FastAPI, role: Role) -> None:
        who = await office.hire("sam", role)
        async with office.browser(app, who) as desk:
            assert (await desk.get("/console/account")).status_code == 200

    async def test_records_who_came_and_went(self, office: Office, app: FastAPI) -> None:
        await office.hire()
        async with office.browser(app) as browser:
            await enter(browser, "eight ducks cross a bridge")
            await enter(browser)
            page = await browser.get("/console/account")
            csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
            await browser.post("/console/sign-out", data={"csrf": csrf})

        deeds = [entry.deed for entry in await office.audit.read()]
        assert [(deed.actor, deed.action, deed.subject) for deed in deeds] == [
            ("", Action.SIGN_IN_FAILED, "lea"),
            ("lea", Action.SIGNED_IN, "lea"),
            ("lea", Action.SIGNED_OUT, "lea"),
        ]
        assert not any("@" in str(deed) for deed in deeds)
