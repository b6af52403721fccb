import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from integrations.channels.webchat.widget_files import FOLDER, StaticFile, Widget, load, routes

LIMIT_BYTES = 16_000
LIMIT_TALKING_BYTES = 18_500
LIMIT_WITH_ALL_BYTES = 26_000
LATER = ("replies.", "people.", "sent_files.", "tray.", "files.")
"""What a page loads when it is needed: for an answer, a person, a file."""
README = (FOLDER.parent / "README.md").read_text()


@pytest.fixture(scope="module")
def widget() -> Widget:
    return load()


@pytest.fixture
async def client(widget: Widget) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(routes(widget))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


def weight(widget: Widget, language: str, *, without: tuple[str, ...]) -> int:
    """Return the bytes that cross the wire in one language."""
    loaded: list[StaticFile] = [widget.entry]
    loaded += [
        file
        for name, file in widget.parts.items()
        if not name.startswith(("words.", *without)) or name == f"words.{language}.js"
    ]
    return sum(len(file.gzipped) for file in loaded)


class TestTheWidget:
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_weighs_less_than_16_kb_in_one_language(self, widget: Widget, language: str) -> None:
        assert weight(widget, language, without=LATER) < LIMIT_BYTES

    def test_weighs_less_than_18_kb_and_a_half_with_an_answer(self, widget: Widget) -> None:
        assert weight(widget, "fr", without=LATER[1:]) < LIMIT_TALKING_BYTES

    def test_weighs_less_than_26_kb_with_a_person_and_a_photo(self, widget: Widget) -> None:
        assert weight(widget, "fr", without=()) < LIMIT_WITH_ALL_BYTES

    def test_loads_the_parts_for_later_by_themselves(self) -> None:
        first = [one for one in (FOLDER / "chat").glob("*.js") if not one.name.startswith(LATER)]
        for path in first:
            early = re.findall(r'^import .* from "\./(\w+\.)js";$', path.read_text(), re.MULTILINE)
            assert not set(early) & set(LATER), path.name

    def test_asks_for_the_parts_by_their_version(self, widget: Widget) -> None:
        assert f'const VERSION="{widget.version}";'.encode() in widget.entry.body

    def test_has_every_part_that_it_imports(self, widget: Widget) -> None:
        code = b"".join(file.body for file in widget.parts.values()).decode()
        named = set(re.findall(r'"\./([\w.]+)"', code))

        assert named
        assert named <= set(widget.parts)

    def test_takes_another_version_when_a_part_changes(self, tmp_path: Path) -> None:
        (tmp_path / "chat").mkdir()
        (tmp_path / "widget.js").write_text('const VERSION = "dev";\n')
        versions = set()
        for code in ("let a = 1;", "let a = 2;"):
            (tmp_path / "chat" / "chat.js").write_text(code)
            versions.add(load(tmp_path).version)

        assert len(versions) == 2

    def test_reads_no_markup_and_runs_no_text(self) -> None:
        code = "".join(path.read_text() for path in FOLDER.rglob("*.js"))

        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in code

    def test_needs_no_style_that_a_strict_policy_refuses(self) -> None:
        code = "".join(path.read_text() for path in FOLDER.rglob("*.js"))

        assert '"style"' not in code


class TestTheReadme:
    def test_names_every_setting_of_the_tag_and_no_other(self) -> None:
        files = ("chat/chat.js", "chat/page.js", "widget.js")
        code = "".join((FOLDER / one).read_text() for one in files)
        read = set(re.findall(r"(?:given|settings)\.(\w+)", code))
        named = set(re.findall(r"`data-([a-z-]+)`", README))

        assert named == {re.sub(r"([A-Z])", r"-\1", name).lower() for name in read}

    def test_names_every_property_of_the_looks_and_no_other(self) -> None:
        style = (FOLDER / "chat" / "chat.css").read_text()
        used = set(re.findall(r"var\((--comptoir-[a-z-]+)", style))

        assert set(re.findall(r"(--comptoir-[a-z-]+):", README)) == used


class TestAFile:
    async def test_is_kept_for_good_under_its_version(
        self, client: httpx.AsyncClient, widget: Widget
    ) -> None:
        response = await client.get(f"/webchat/{widget.version}/chat.js")

        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"

    async def test_is_not_kept_under_the_version_of_an_old_page(
        self, client: httpx.AsyncClient
    ) -> None:
        response = await client.get("/webchat/0123456789abcdef/chat.js")

        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, no-cache"

    async def test_is_sent_again_only_when_it_is_new(self, client: httpx.AsyncClient) -> None:
        first = await client.get("/webchat/widget.js")
        again = await client.get(
            "/webchat/widget.js", headers={"If-None-Match": first.headers["etag"]}
        )

        assert first.headers["cache-control"] == "public, no-cache"
        assert (again.status_code, again.content) == (304, b"")

    async def test_is_compressed_for_those_who_can_read_that(
        self, client: httpx.AsyncClient, widget: Widget
    ) -> None:
        plain = await client.get("/webchat/widget.js", headers={"Accept-Encoding": "identity"})
        packed = await client.get("/webchat/widget.js", headers={"Accept-Encoding": "gzip, br"})

        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content == gzip.decompress(widget.entry.gzipped)

    async def test_may_be_used_by_any_site(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/webchat/widget.js")

        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"

    @pytest.mark.parametrize("name", ["nothing.js", "..%2F..%2Froutes.py", "chat"])
    async def test_that_is_not_the_widgets_is_not_there(
        self, client: httpx.AsyncClient, widget: Widget, name: str
    ) -> None:
        assert (await client.get(f"/webchat/{widget.version}/{name}")).status_code == 404
