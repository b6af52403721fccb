"""A real web chat server with a scripted assistant, for looking at the widget by itself.

`python -m tests.support.pages.webchat_server PORT DATA_DIR`

Two shop pages, `/fr` and `/en`, under a strict Content-Security-Policy; and `/elsewhere`, which,
asked for at localhost, is another site's page. Files in DATA_DIR steer
it while it runs: `hold` keeps the assistant from answering, `draft` lets it show the first sentence
of its reply and keeps it from going on, `throttle` refuses messages, `later` is fifty days on.
"""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Attachment
from assistant.kit.settings.settings import WebChatSettings
from assistant.kit.web.uvicorn_server import Server
from assistant.ports import Allowance, EventLog
from integrations.channels.webchat.channel import WebChatChannel
from integrations.channels.webchat.webchat_parts import Wait
from integrations.stores.sql import open_event_log
from tests.support.memory.assemblies.web_chat import Chat, Limits
from tests.support.seeds.media_files import pdf, png
from tests.support.seeds.scripted_assistant import respond

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'"
)
POLL_S = 0.02  # how soon a file that steers is seen

WORDS = {
    "fr": ("Maison Lune", "Des vêtements faits pour durer", "Nouveautés", "Nos engagements"),
    "en": ("Maison Lune", "Clothes that are made to last", "New in", "What we promise"),
}
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{0}</title>
<link rel="stylesheet" href="/shop.css"></head><body><main><h1>{0}</h1><p>{1}</p>
<h2>{2}</h2><div class="row"><img src="/img/coat.svg" alt=""><img src="/img/boots.svg" alt="">
<img src="/img/scarf.svg" alt=""></div><h2>{3}</h2><p><a href="/{language}/about">{3}</a></p></main>
<script src="/webchat/widget.js" data-shop="{0}" data-privacy="/{language}/privacy" async></script>
</body></html>"""
CSS = """:root{color-scheme:light dark}body{font-family:Georgia,"Liberation Serif",serif;margin:0}
main{max-width:900px;margin:0 auto;padding:3rem 1.5rem}.row{display:flex;gap:1rem}
.row img{flex:1;min-width:0;border-radius:8px}"""
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240">
<rect width="320" height="240" fill="{0}"/><path d="M110 60h100l30 130H80z" fill="{1}"/>
<circle cx="160" cy="60" r="26" fill="{1}"/></svg>"""
COLOURS = {
    "coat": ("#e8e2d4", "#7d8b6a"),
    "boots": ("#e9dcd3", "#8a5a44"),
    "scarf": ("#dde3e6", "#b2483d"),
    "dress": ("#efe1dd", "#a3354a"),
}


class FileLimits(Limits):
    """Refuses messages while a file is there."""

    def __init__(self, throttle: Path) -> None:
        super().__init__()
        self._throttle = throttle

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        if key.startswith("webchat:send:") and self._throttle.exists():
            return Allowance(allowed=False, retry_after_s=1.0)
        return await super().allow(key, limit=limit, per_s=per_s)


class FileClock:
    """Is fifty days ahead while a file is there."""

    def __init__(self, later: Path) -> None:
        self._later = later

    def now(self) -> datetime:
        ahead = timedelta(days=50 if self._later.exists() else 0)
        return datetime.now(UTC) + ahead


class ShortQueue:
    """One more is served before."""

    async def wait(self, conversation: Conversation) -> Wait:
        del conversation
        return Wait(position=2, minutes=3)


class Assistant:
    """Answers by script, in order, once nothing holds it back."""

    def __init__(self, chat: Chat, folder: Path) -> None:
        self._chat = chat
        self._hold, self._draft = folder / "hold", folder / "draft"
        self._waiting: asyncio.Queue[CustomerWrote] = asyncio.Queue()
        chat.inbox.on_message = self._waiting.put

    async def work(self) -> None:
        """Answer what a former process left, then whatever comes."""
        for conversation_id in await self._chat.log.unanswered(datetime.now(UTC), limit=100):
            for wrote in await unanswered(self._chat.log, conversation_id):
                await self._answer(wrote)
        while True:
            await self._answer(await self._waiting.get())

    async def _answer(self, wrote: CustomerWrote) -> None:
        while self._hold.exists():  # noqa: ASYNC110 - another process steers by files
            await asyncio.sleep(POLL_S)
        past = [s.event for s in (await self._chat.log.read(wrote.conversation_id)).events]
        events = respond(wrote, past)
        if self._draft.exists():
            await self._show(next(e for e in events if isinstance(e, ReplyWritten)))
        for event in events:
            if isinstance(event, ReplyWritten) and "label" in wrote.text:
                await self._chat.tell(replace(event, attachments=await self._files()))
            else:
                await self._chat.tell(event)

    async def _show(self, reply: ReplyWritten) -> None:
        """Show how far the reply has come, and wait."""
        first = reply.text.partition(". ")[0].rstrip(".") + "."
        await WebChatChannel(self._chat.fanout).show_draft(reply.conversation_id, first)
        while self._draft.exists():  # noqa: ASYNC110 - another process steers by files
            await asyncio.sleep(POLL_S)

    async def _files(self) -> tuple[Attachment, ...]:
        keep = self._chat.files.keep
        return (await keep("Étiquette.pdf", pdf()), await keep("parcel.png", png()))


async def unanswered(log: EventLog, conversation_id: ConversationId) -> list[CustomerWrote]:
    events = [s.event for s in (await log.read(conversation_id)).events]
    answered = {m for e in events for m in getattr(e, "answers", ())}
    return [e for e in events if isinstance(e, CustomerWrote) and e.message_id not in answered]


def add_shop(app: FastAPI) -> None:
    @app.get("/shop.css")
    async def style() -> Response:
        return Response(CSS, media_type="text/css")

    @app.get("/img/{name}.svg")
    async def picture(name: str) -> Response:
        if name not in COLOURS:
            return Response(status_code=404)
        return Response(PICTURE.format(*COLOURS[name]), media_type="image/svg+xml")

    @app.get("/elsewhere")
    async def elsewhere(request: Request) -> Response:
        chat = f"http://127.0.0.1:{request.url.port}/webchat/widget.js"
        return HTMLResponse(
            "<!doctype html><html lang=en><title>Elsewhere</title><h1>Elsewhere</h1>"
            f"<script src={chat} async></script>"
        )

    @app.get("/{language}")
    @app.get("/{language}/about")
    async def page(language: str) -> Response:
        words = WORDS.get(language)
        if words is None:
            return Response(status_code=404)
        headers = {"Content-Security-Policy": CSP}
        return HTMLResponse(PAGE.format(*words, language=language), headers=headers)


async def serve(port: int, data_dir: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    async with open_event_log(f"sqlite:///{data_dir}/log.db") as log:
        chat = Chat(
            clock=FileClock(data_dir / "later"),
            log=log,
            limits=FileLimits(data_dir / "throttle"),
            settings=WebChatSettings(origins=(f"http://localhost:{port}",)),
            waits=ShortQueue(),
            heartbeat_s=1.0,
        )
        add_shop(chat.app)
        config = uvicorn.Config(chat.app, port=port, log_level="warning")
        async with asyncio.TaskGroup() as tasks:
            answering = tasks.create_task(Assistant(chat, data_dir).work())
            await Server(config, on_exit=chat.parts.streams.close).serve()
            answering.cancel()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]).absolute()))
