"""`comptoir channel`, as it is typed, with a Graph API server that keeps Meta's rules."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli
from assistant.app.commands.channel_administration import ChannelError
from assistant.app.compose.local_installation import SystemClock
from assistant.app.demo.demo_outreach import approved_templates
from assistant.kit.settings.settings import Settings
from assistant.outreach.intents import TriggerSwitch
from assistant.outreach.triggers.trigger import TriggerName
from integrations.channels.meta.simulator.simulator import Simulator, serving, simulating
from integrations.channels.meta.simulator.webhook_carrier import sign
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.intent_book import SqlIntentBook

RUNNER = CliRunner()


class House:
    """The simulator and a server of ours, in a thread of their own: commands run their own loop."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.stop = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.meta: Simulator
        self.url = ""
        self.shaken: list[str] = []
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))

    async def run(self) -> None:
        self.loop = asyncio.get_running_loop()
        routes = [Route("/webhooks/{name}", self.answer, methods=["GET", "POST"])]
        async with simulating() as self.meta, serving(Starlette(routes=routes)) as self.url:
            self.meta.number.subscribed, self.meta.page.subscribed = False, ()
            self.ready.set()
            await self.stop.wait()

    async def answer(self, request: Request) -> Response:
        if request.method == "GET":
            self.shaken.append(request.query_params["hub.verify_token"])
            return PlainTextResponse(request.query_params["hub.challenge"])
        right = sign(await request.body(), self.meta.world.app.secret)
        given = request.headers.get("x-hub-signature-256")
        return Response(status_code=200 if given == right else 401)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    house = House()
    house.thread.start()
    assert house.ready.wait(20)
    yield house
    assert house.loop is not None
    house.loop.call_soon_threadsafe(house.stop.set)
    house.thread.join(20)


class Shell:
    """Types commands at one installation."""

    def __init__(self, folder: Path, house: House) -> None:
        self.folder = folder
        self.house = house
        self.secrets = folder / "secrets.json"
        app = house.meta.world.app
        self.secrets.write_text(json.dumps({"access_token": app.token, "app_secret": app.secret}))

    def __call__(self, *words: str, typed: str | None = None) -> Result:
        words = ("channel", *words, "--data-dir", str(self.folder / "data"))
        return RUNNER.invoke(cli, words, input=typed)

    def doctor(self, part: str = "channels") -> Result:
        folder = ("--data-dir", str(self.folder / "data"))
        return RUNNER.invoke(cli, ["doctor", "--only", part, *folder])

    async def turn_on(self, trigger: TriggerName) -> None:
        settings, now = Settings(data_dir=self.folder / "data"), SystemClock().now()
        async with open_database(settings.log_url) as database:
            off = TriggerSwitch.off(trigger, 0.1, now)
            on = off.turned(is_on=True, holdout=0.1, at=now, by="lead")
            await SqlIntentBook(database).turn(on)

    def add(self, channel: str = "whatsapp", *more: str) -> Result:
        meta = self.house.meta
        ids = {
            "whatsapp": ("--id", meta.number.id, "--business-id", meta.number.waba_id),
            "messenger": ("--id", meta.page.id),
        }
        api = ("--app-id", meta.world.app.app_id, "--api-url", meta.api_url)
        kept = ("--secrets", str(self.secrets))
        return self("add", channel, *ids[channel], *api, *kept, *more)


@pytest.fixture
def shell(tmp_path: Path, house: House) -> Shell:
    return Shell(tmp_path, house)


class TestAnAccount:
    @pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
    def test_is_added_subscribed_and_found_well(self, channel: str, shell: Shell) -> None:
        result = shell.add(channel, "--url", shell.house.url, "--name", "Boutique")

        assert result.exit_code == 0, result.output
        assert "Kept." in result.output
        assert "Subscribed." in result.output
        assert "✗" not in result.output
        assert "our door" in result.output
        listed = shell("list").output
        assert "Boutique" in listed
        assert shell.house.meta.world.app.secret not in result.output + listed
        assert shell("check", channel, "--url", shell.house.url).exit_code == 0

    def test_is_asked_for_what_is_missing_and_where_it_is_found(self, shell: Shell) -> None:
        meta = shell.house.meta
        app = meta.world.app
        asked = (meta.number.id, meta.number.waba_id, app.app_id, app.secret, app.token)
        typed = "".join(f"{one}\n" for one in asked)
        result = shell("add", "whatsapp", "--api-url", meta.api_url, typed=typed)

        assert result.exit_code == 0, result.output
        assert "WhatsApp Manager" in result.output
        assert "System users" in result.output
        assert app.secret not in result.output
        assert "Verify token" in result.output  # nobody said where Meta reaches us

    def test_with_a_wrong_token_is_not_kept(self, shell: Shell) -> None:
        wrong = {"access_token": "gone", "app_secret": shell.house.meta.world.app.secret}
        shell.secrets.write_text(json.dumps(wrong))
        result = shell.add()

        assert result.exit_code == 2
        assert "Nothing was kept" in result.output
        assert "expired, was revoked" in result.output
        assert "None yet" in shell("list").output

    def test_whose_app_and_secret_do_not_belong_together_is_not_kept(self, shell: Shell) -> None:
        wrong = {"access_token": shell.house.meta.world.app.token, "app_secret": "another"}
        shell.secrets.write_text(json.dumps(wrong))
        result = shell.add()

        assert result.exit_code == 2
        assert "the app id and the app secret are not of one app" in result.output
        assert "expired" not in result.output  # the token is well

    def test_of_a_business_that_meta_does_not_know_is_not_kept(self, shell: Shell) -> None:
        result = shell.add("whatsapp", "--business-id", "999")

        assert result.exit_code == 2
        assert "✗ templates" in result.output
        assert "None yet" in shell("list").output

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            (("--url", "shop.example"), "https://desk.shop.example"),
            (("--url", "https://shop.example/desk"), "without a path"),
            (("--app-id", "06 12 34 56 78"), "digits only"),
        ],
    )
    def test_is_not_asked_of_meta_with_what_cannot_be(
        self, more: tuple[str, ...], why: str, shell: Shell
    ) -> None:
        result = shell.add("whatsapp", *more)

        assert result.exit_code == 2
        assert why in " ".join(result.output.replace("│", " ").split())
        assert "None yet" in shell("list").output

    def test_does_not_change_to_a_token_that_meta_does_not_take(self, shell: Shell) -> None:
        assert shell.add().exit_code == 0
        number = shell.house.meta.number.id

        wrong = shell("change", "whatsapp", number, "--token", typed="gone\n")
        blank = shell("change", "whatsapp", number, "--token", typed="go ne\n")

        assert (wrong.exit_code, blank.exit_code) == (2, 2)
        assert "Nothing was changed" in wrong.output
        assert "has blanks or other signs" in " ".join(blank.output.replace("│", " ").split())
        assert "✓ number" in shell("check").output

    def test_says_what_stopped_since_it_was_added(self, shell: Shell) -> None:
        assert shell.add().exit_code == 0
        token = shell.house.meta.world.app.token
        shell.house.meta.world.app.token = "rotated"
        try:
            result = shell("check")
        finally:
            shell.house.meta.world.app.token = token

        assert result.exit_code >= 1
        assert "✗ number" in result.output

    def test_takes_a_new_secret_beside_the_old_until_that_is_dropped(self, shell: Shell) -> None:
        assert shell.add().exit_code == 0
        number = shell.house.meta.number.id
        shell("change", "whatsapp", number, "--secret", typed="newer\n")
        assert "✗ app secret" not in shell("check").output  # one of them is the app's

        shell("change", "whatsapp", number, "--drop-old-secret")
        assert "✗ app secret" in shell("check").output

    def test_is_looked_at_by_the_doctor_in_passing(self, shell: Shell) -> None:
        assert shell.add("messenger").exit_code == 0
        assert shell("subscribe", "messenger", "--url", shell.house.url).exit_code == 0
        well = shell.doctor()
        shell.house.meta.page.subscribed = ()
        ill = shell.doctor()

        assert well.exit_code == 0, well.output
        assert "messenger Maison Lune" in well.output
        assert ill.exit_code == 1
        assert "subscription: the page tells the app nothing of" in ill.output
        assert "run: comptoir channel check" in ill.output

    def test_that_is_removed_is_gone(self, shell: Shell) -> None:
        assert shell.add("messenger").exit_code == 0
        page = shell.house.meta.page.id

        assert shell("remove", "messenger", page, typed="y\n").exit_code == 0
        assert "None yet" in shell("list").output
        assert shell("remove", "messenger", page, "--yes").exit_code == 2

    def test_that_is_not_there_is_said_so(self, shell: Shell) -> None:
        error = shell("subscribe", "whatsapp", "--url", shell.house.url).exception

        assert isinstance(error, ChannelError)
        assert "comptoir channel add whatsapp" in str(error)


class TestTheTemplatesOfMessagesThatAreOn:
    def test_are_told_a_line_each_until_all_can_be_sent(self, shell: Shell) -> None:
        number = shell.house.meta.number
        assert "no message is on" in shell.doctor("templates").output
        asyncio.run(shell.turn_on(TriggerName.PARCEL_LATE))
        assert "no WhatsApp number" in shell.doctor("templates").output
        assert shell.add().exit_code == 0
        stuck, late = (
            [one for one in approved_templates() if one.name == f"comptoir_parcel_{words}"]
            for words in ("stuck", "late")
        )
        rejected = replace(late[0], status="REJECTED")
        changed = replace(late[1], body="Your parcel is late. Hurry and buy more.")
        number.templates[:] = [rejected, changed, stuck[0]]

        found = shell.doctor("templates")
        said = " ".join(found.output.split())
        assert found.exit_code == 1
        assert "comptoir_parcel_late in fr: Meta rejected it" in said
        assert "comptoir_parcel_late in en: it has other words at Meta" in said
        assert "comptoir_parcel_stuck in en: Meta has none: create it" in said
        assert "comptoir_parcel_stuck in fr" not in said
        assert "back_in_stock" not in said  # nobody turned it on

        number.templates[:] = [*late, *stuck]
        assert shell.doctor("templates").exit_code == 0
        number.templates.clear()
