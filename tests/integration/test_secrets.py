"""No secret of the settings is on a page, in a file that goes out, or in a line of any process.

One tree runs with a canary in every secret. The systems that the secrets are for do not answer, so
that the processes have errors to tell of.
"""

import re
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import orjson
import pytest
import pytest_asyncio
import yaml

from assistant.app.commands.staff_administration import open_staff
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.setting_fields import setting_fields
from assistant.kit.settings.settings import Settings
from tests.support.pages.console_routes import console_routes
from tests.support.pages.installed_console import fields, fresh_installation
from tests.support.processes.comptoir import (
    Customer,
    Tree,
    free_port,
    new_client,
    new_data_dir,
    run,
    running,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a whole tree of processes, and every page for every role
]

PASSWORD = "a long enough sentence of mine"
FALLBACKS = "model.fallbacks"  # records, each with a key
STREAM = "/console/events"
MOST_LINKED = 60  # pages of a role that are reached by links alone
CALLS = (  # of programs and of other companies' systems, each of them wrong
    ("GET", "/api/nothing"),
    ("GET", "/api/openapi.json"),
    ("GET", "/ready"),
    ("POST", "/api/webchat/v1/conversations"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/mcp"),
    ("GET", "/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1"),
    ("POST", "/webhooks/whatsapp"),
    ("POST", "/webhooks/messenger"),
    ("POST", "/webhooks/woocommerce"),
    ("GET", "/console/sign-in/outside"),
)
QUESTIONS = (
    "How long do I have to return an item?",
    "Where is my order 1001? My e-mail is zoe@shop.example",
    "I want to talk to a person",
)


def canary(name: str) -> str:
    """Return a secret of its own for a setting; 64 hex digits are taken by every one of them."""
    return sha256(f"canary of {name}".encode()).hexdigest()


def secrets() -> dict[str, str]:
    """Return a canary for each secret that the settings have, by the setting's name."""
    names = [one.name for one in setting_fields().values() if one.is_secret]
    assert len(names) > 20
    return {name: canary(name) for name in (*names, FALLBACKS)}


def by_environment(port: int) -> dict[str, str]:
    """Return the variables of those secrets that no page sets."""
    fallback = {"base_url": f"http://127.0.0.1:{port}", "name": "m", "api_key": canary(FALLBACKS)}
    known = setting_fields()
    own = {name: value for name, value in secrets().items() if known[name].reason}
    own[FALLBACKS] = orjson.dumps([fallback]).decode()
    return {known[name].variable: value for name, value in own.items()}


def by_people(port: int) -> str:
    """Return the other secrets as a file of settings, with addresses where nobody answers."""
    nowhere = f"http://127.0.0.1:{port}"
    asked: dict[str, dict[str, object]] = {
        "shop": {"system": "woocommerce"},
        "woocommerce": {"url": nowhere},
        "mail": {"server": "127.0.0.1", "port": port, "user": "lune"},
        "model": {"base_url": nowhere, "name": "m"},
        "oidc": {"issuer": nowhere},
        "whatsapp": {"phone_number_id": "1", "business_account_id": "2", "api_url": nowhere},
        "messenger": {"page_id": "3", "api_url": nowhere},
        "helpdesk": {"kind": "builtin"},
    }
    known = setting_fields()
    for name, value in secrets().items():
        if not known[name].reason:
            section, _, field = name.partition(".")
            asked.setdefault(section, {})[field] = value
    return yaml.safe_dump(asked)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A served tree, its environment, and the words that it gave so far."""

    tree: Tree
    env: Mapping[str, str]
    client: httpx.AsyncClient
    told: dict[str, str]

    async def look(self, role: Role, method: str, path: str) -> str:
        """Return the page at a path, and keep it."""
        answer = await self.client.request(method, path)
        self.told[f"{role} {method} {path}"] = f"{answer.headers}{answer.text}"
        return answer.text

    async def sign_in(self, role: Role) -> None:
        self.client.cookies.clear()
        given = {"email": f"{role}@shop.example", "password": PASSWORD, "next": "/console"}
        answer = await self.client.post("/console/sign-in", data=given)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

    def leaks(self) -> list[str]:
        """Return the places that have a canary, each with the setting's name."""
        return [f"{place}: {name}" for place, text in self.told.items() for name in _found(text)]


def _found(text: str) -> Iterator[str]:
    yield from (name for name, value in secrets().items() if value in text)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def installation(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    place, port = tmp_path_factory.mktemp("secrets"), free_port()
    folder = new_data_dir(place / "data", like=demo_data, index=True)
    env = by_environment(port)
    file = place / "settings.yml"
    file.write_text(by_people(port))
    taken = run("settings", "import", file, "--data-dir", folder, env=env)
    assert taken.returncode == 0, taken.stderr
    file.unlink()
    key = {"identity.key": canary("identity.key")}
    async with open_staff(layer(Settings(data_dir=folder), key)) as staff:
        for role in Role:
            email = f"{role}@shop.example"
            await staff.managing.add(email, name=f"Zoe {role}", role=role, by=COMMAND_LINE)
            await staff.managing.set_password(email, PASSWORD, by=COMMAND_LINE)
    tree = Tree(folder, env=env)
    async with running(tree), new_client(tree.base_url) as client:
        client.headers.update({"Origin": tree.base_url, "Accept": "text/html"})
        told = {"settings import": taken.stdout + taken.stderr}
        yield Installation(tree=tree, env=env, client=client, told=told)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every address of the console that is opened, with something made up for each parameter."""
    async with fresh_installation(tmp_path_factory.mktemp("routes")) as (app, _):
        found = {one.path for one in console_routes(app) if one.method == "GET"}
    return sorted(found - {STREAM})


class TestNoSecret:
    async def test_is_in_a_reply_or_an_error_of_an_interface(
        self, installation: Installation
    ) -> None:
        for words in QUESTIONS:
            customer = await Customer.arrive(installation.client, "en")
            await customer.say(words)
            installation.told[words] = str(await customer.hear(within_s=120))
        for method, path in CALLS:
            await installation.look(Role.AGENT, method, path)

        assert installation.leaks() == []

    @pytest.mark.parametrize("role", Role)
    async def test_is_on_a_page_or_in_a_file_of_a_role(
        self, installation: Installation, paths: list[str], role: Role
    ) -> None:
        await installation.sign_in(role)
        waiting, seen, linked = deque(paths), set(paths), 0
        while waiting:
            text = await installation.look(role, "GET", waiting.popleft())
            for path in _links(text):
                if path not in seen and linked < MOST_LINKED:
                    linked += 1
                    seen.add(path)
                    waiting.append(path)

        assert f"{role} GET /console/settings" in installation.told
        assert installation.leaks() == []

    async def test_is_on_a_form_that_was_refused(self, installation: Installation) -> None:
        await installation.sign_in(Role.ADMIN)
        listed = installation.told.get(f"{Role.ADMIN} GET /console/settings", "")
        groups = set(re.findall(r"/console/settings/[a-z_]+", listed))
        for path in sorted(groups):
            form = fields((await installation.client.get(path)).text)
            for wrong in ({"version": "0"}, {"webchat.max_chars": "0", "mail.port": "0"}):
                sent = await installation.client.post(path, data={**form, **wrong})
                installation.told[f"POST {path} {wrong}"] = sent.text

        assert groups
        assert installation.leaks() == []

    async def test_is_told_at_a_terminal_in_a_log_or_in_a_file_of_the_data_folder(
        self, installation: Installation
    ) -> None:
        folder = installation.tree.data_dir
        for words in (
            ("settings", "export"),
            ("verified", "export"),
            ("staff", "list"),
            ("doctor",),
        ):
            done = run(*words, "--data-dir", folder, env=installation.env)
            installation.told[" ".join(words)] = done.stdout + done.stderr
        await installation.tree.kill()

        installation.told["log"] = log = installation.tree.output.read_text()
        for file in folder.rglob("*"):
            with suppress(OSError):
                if file.is_file() and not file.is_relative_to(folder / "index"):
                    installation.told[str(file)] = file.read_bytes().decode("latin-1")

        assert '"level": "warning"' in log or '"level": "error"' in log  # there was much to tell
        assert installation.leaks() == []


def _links(text: str) -> Iterator[str]:
    """Yield the pages of the console that a page links to, without their anchors."""
    for link in re.findall(r'href="(/(?:console|insights)[^"#]*)', text):
        if "/static/" not in link and not link.startswith(STREAM):
            yield link.replace("&amp;", "&")
