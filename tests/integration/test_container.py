"""The container's own command, in an empty folder with nothing set, brings a shop to an answer.

This checkout's files run; with `COMPTOIR_TEST_IMAGE`, as `.ci/image` gives it, those of the image.
"""

import asyncio
import os
import re
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import orjson
import pytest
import pytest_asyncio

from tests.e2e.setup.shop_files import files
from tests.support.pages.installed_console import fields
from tests.support.patience import until
from tests.support.processes.comptoir import (
    ROOT,
    START_S,
    Customer,
    Tree,
    environment,
    new_client,
    set_up,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a whole tree of processes, and an index from nothing
]

IMAGE = os.environ.get("COMPTOIR_TEST_IMAGE")  # where the image's files are mounted
IMAGES_USER = 10_001
CONFINED = (
    *("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc"),
    """
    root=$1; shift
    mount --make-rprivate /
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/tmp"
    mount --bind "$COMPTOIR_DATA_DIR" "$root/var/lib/comptoir"
    unset COMPTOIR_MODELS_DIR # of the tests; the image has its own
    export HOME=/var/lib/comptoir COMPTOIR_DATA_DIR=/var/lib/comptoir
    export PATH=/opt/venv/bin:/usr/bin:/bin:/usr/sbin
    exec chroot "$root" setpriv --reuid=10001 --regid=10001 --clear-groups \\
      --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
    """,
    "sh",
)
"""Runs a command of the image as compose does: read-only, without a capability, as its user."""

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
READING_S = 900.0  # a busy machine asks every question of a shop
STOP_S = 20.0
ACCOUNT = {"name": "Lea Roux", "email": "lea@lune.example", "password": "a long enough sentence"}


def said_by_image(data_dir: Path) -> dict[str, str]:
    """Return the settings that the image's last stage sets, with a data folder of ours."""
    (line,) = re.findall(r"^ENV (PATH=.*)$", DOCKERFILE, re.MULTILINE)
    given = dict(one.split("=", 1) for one in shlex.split(line))
    del given["PATH"]
    return {**given, "COMPTOIR_DATA_DIR": str(data_dir)}


def command() -> list[str]:
    """Return the image's command, run by this Python."""
    (line,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, *arguments = orjson.loads(line)
    assert program == "comptoir"
    if IMAGE:
        return [*CONFINED, IMAGE, program, *arguments]
    return [sys.executable, "-m", "assistant.app.cli", *arguments]


class Container(Tree):
    """The image's command in a folder of its own, with the image's settings and a free port."""

    def spawn(self) -> None:
        env = {**said_by_image(self.data_dir), "COMPTOIR_PORT": str(self.port)}
        env["PYTHONPATH"] = "" if IMAGE else str(ROOT)
        if IMAGE:
            os.chown(self.data_dir, IMAGES_USER, IMAGES_USER)
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                command(),
                cwd=self.data_dir.parent,
                env=environment(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )


class Owner:
    """Whoever owns a shop, in a browser without scripts."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def claim(self, link: str) -> None:
        given = {**ACCOUNT, "code": link.partition("#")[2]}
        answer = await self.client.post("/set-up", data=given)
        assert answer.headers["location"] == "/console/set-up", answer.text

    async def name_the_shop(self) -> None:
        form = fields((await self.client.get("/console/set-up/shop")).text)
        given = {**form, "name": "Maison Lune", "country": "FR", "first_language": "en"}
        answer = await self.client.post("/console/set-up/shop", data=given)
        assert answer.headers["location"] == "/console/set-up/sources", answer.text

    async def upload(self, named: list[Path]) -> None:
        page = (await self.client.get("/console/set-up/sources")).text
        sent = [("files", (one.name, one.read_bytes())) for one in named]
        answer = await self.client.post(
            "/console/set-up/files", data={"csrf": fields(page)["csrf"]}, files=sent
        )
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

    async def reads_the_report(self) -> bool:
        page = (await self.client.get("/console/set-up/sources")).text
        assert "This could not be read" not in page, page
        return "Read: 2 products and 5 pages" in page


@pytest_asyncio.fixture(loop_scope="module")
async def container(tmp_path: Path) -> AsyncIterator[tuple[Container, str]]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    tree = Container(folder)
    async with set_up(tree) as link:
        yield tree, link


async def test_the_image_alone_goes_from_nothing_to_its_first_answer(
    container: tuple[Container, str], tmp_path: Path
) -> None:
    tree, link = container
    assert link.startswith(f"{tree.base_url}/set-up#")  # an address that a browser opens
    async with new_client(tree.base_url) as client:
        client.headers.update({"Origin": tree.base_url, "Accept-Language": "en"})
        owner = Owner(client)
        await owner.claim(link)
        await owner.name_the_shop()
        await owner.upload(files(tmp_path / "shop"))
        await until(owner.reads_the_report, within_s=READING_S, every_s=0.5)
        await tree.ready()

        customer = await Customer.arrive(client, "en")
        await customer.say("How many days do I have to return an item?")
        (reply,) = await customer.hear()

    assert "within 45 days" in reply["text"]


async def test_a_worker_apart_waits_for_the_first_index_and_stops_when_asked(
    tmp_path: Path,
) -> None:
    settings = {"COMPTOIR_DATA_DIR": str(tmp_path / "data")}
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "assistant.app.cli", "worker"),
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert worker.stdout is not None
        async with asyncio.timeout(START_S):
            while b"worker.waits" not in await worker.stdout.readline():
                assert worker.returncode is None
        worker.terminate()
        async with asyncio.timeout(STOP_S):
            assert await worker.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            worker.kill()
