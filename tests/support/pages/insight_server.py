"""A console with the pages of insights, for looking at them by themselves.

`python -m tests.support.pages.insight_server PORT`

`/enter/mara` signs a merchandiser in, `/enter/leo` a lead, `/enter/ada` an agent. Nothing is kept.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import uvicorn
from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.shell.browser_session import set_token
from assistant.conversation.ids import AgentId
from assistant.conversation.people import Role
from assistant.desk.staff.sessions import Means
from assistant.kit.web.uvicorn_server import Server
from tests.support.pages.insight_gallery import Gallery
from tests.support.pages.staff_office import Office
from tests.support.seeds.insight_quarter import NAMES, Quarter

PEOPLE = {"mara": Role.MERCHANDISER, "leo": Role.LEAD, "ada": Role.AGENT}


class Exhibition:
    """The pages, with people who are signed in by an address."""

    base_url = ""

    def __init__(self, root: Path, *, names: Mapping[str, str] = NAMES) -> None:
        """Take what products are called as `names`."""
        self.office = Office()
        self.gallery = Gallery(self.office, root, names=names)
        self.app = self.gallery.app
        self.app.add_api_route("/enter/{name}", self._enter, methods=["GET"])

    async def open(self, quarter: Quarter | None) -> None:
        """Hire everybody, and have a build; None: have none."""
        for name, role in PEOPLE.items():
            await self.office.hire(name, role)
        if quarter is not None:
            await self.gallery.build(quarter)

    def close(self) -> None:
        self.gallery.lakes.close()
        self.gallery.house.console.streams.close()

    async def _enter(self, request: Request, name: str) -> Response:
        """Sign somebody in without a password."""
        agent = await self.office.directory.agent(AgentId(name))
        assert agent is not None
        opened = await self.office.signing_in.open(agent, Means.PASSWORD)
        response = RedirectResponse("/insights", status_code=303)
        set_token(request, response, opened.token, for_s=3600)
        return response


async def serve(port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    with tempfile.TemporaryDirectory() as folder:
        built, root = Path(folder) / "built", Path(folder) / "insights"
        exhibition = Exhibition(root)
        await exhibition.open(Quarter.build(built))
        config = uvicorn.Config(exhibition.app, port=port, log_level="warning")
        await Server(config, on_exit=exhibition.close).serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
