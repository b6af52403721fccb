"""Files are read as they are now; an address is asked when that is wanted, and else as it was."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from assistant.app.compose.search.indexed_paths import remember_paths
from assistant.app.compose.search.shop_reading import (
    ALL_ANEW,
    KEPT,
    ShopReading,
    SilentAddressError,
    gather_sources,
    read_again,
    refuse_silent,
    silent_origins,
)
from assistant.console.setup.source_marks import SourceMarks
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import WebhookSettings
from retrieval.catalogue.types import BadRow, Document
from tests.support.simulators.http_server import served


@dataclass(kw_only=True)
class Site:
    """A shop's site of one page."""

    url: str = ""
    words: str = "You can return items within 30 days of delivery."
    asked: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/{path:path}")
        def page(path: str) -> Response:
            self.asked.append(path)
            if path == "":
                return HTMLResponse(
                    '<title>Lune</title><p>Lamps.</p><a href="/returns">Returns</a>'
                )
            if path != "returns" or not self.words:
                return Response(status_code=404)
            return HTMLResponse(
                f"<title>Returns</title><main><h1>Returns</h1><p>{self.words}</p></main>"
            )

        return app


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with served(made.app()) as url:
        made.url = f"{url}/returns"
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", webhooks=WebhookSettings(allow_private=True))


async def read(settings: Settings, site: Site, anew: Collection[str] = ALL_ANEW) -> ShopReading:
    return await asyncio.to_thread(gather_sources, settings, [], named=[site.url], anew=anew)


class TestAFrontPageWithoutASitemap:
    async def test_that_people_named_brings_the_pages_that_it_links_to(
        self, settings: Settings, site: Site
    ) -> None:
        site.url = site.url.removesuffix("returns")

        reading = await read(settings, site)

        assert "within 30 days" in words(reading)
        assert {one.origin for one in reading.items} == {site.url}

    async def test_of_a_command_is_read_alone(self, settings: Settings, site: Site) -> None:
        front = site.url.removesuffix("returns")

        reading = await asyncio.to_thread(gather_sources, settings, [front])

        assert "Lamps." in words(reading)
        assert "within 30 days" not in words(reading)
        assert "returns" not in site.asked


def words(reading: ShopReading) -> str:
    return " ".join(one.text for one in reading.values() if isinstance(one, Document))


class TestAnAddress:
    async def test_is_asked_once_and_then_only_when_it_is_wanted(
        self, settings: Settings, site: Site
    ) -> None:
        first = await read(settings, site, anew=())
        asked = len(site.asked)
        site.words = "You can return items within 45 days of delivery."

        kept = await read(settings, site, anew=())
        assert len(site.asked) == asked
        assert "30 days" in words(kept)
        assert kept.read_at[site.url] <= first.read_at[site.url]

        assert "45 days" in words(await read(settings, site, anew=[site.url]))
        assert "45 days" in words(await read(settings, site, anew=()))

    async def test_that_gives_nothing_now_stays_as_it_was_read_and_is_told_of(
        self, settings: Settings, site: Site
    ) -> None:
        first = await read(settings, site)
        site.words = ""

        reading = await read(settings, site)

        assert "30 days" in words(reading)
        row = reading.values()[-1]
        assert isinstance(row, BadRow)
        assert row.reason.endswith(KEPT)
        assert silent_origins(reading.items) == []
        assert reading.read_at[site.url] <= first.read_at[site.url]

    async def test_that_never_gave_anything_is_silent(self, settings: Settings, site: Site) -> None:
        site.words = ""

        reading = await read(settings, site)

        assert silent_origins(reading.items) == [site.url]
        with pytest.raises(SilentAddressError, match="gives nothing now"):
            refuse_silent(reading.items)
        refuse_silent(reading.items, but=[site.url])


class TestWhatWasIndexed:
    async def test_is_read_again_without_asking_and_without_what_is_off(
        self, settings: Settings, site: Site, tmp_path: Path
    ) -> None:
        terms, care = tmp_path / "terms.md", tmp_path / "care.md"
        terms.write_text("# Terms\n\nSold as seen.\n")
        care.write_text("# Care\n\nWash at thirty degrees.\n")
        await read(settings, site)
        remember_paths(settings, [terms], named=[str(care), site.url])
        site.words = ""
        SourceMarks(settings.data_dir).turn(str(care), on=False)

        reading = await asyncio.to_thread(read_again, settings)

        assert {one.origin for one in reading.items} == {str(terms), site.url}
        assert "30 days" in words(reading)
