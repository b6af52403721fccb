"""What the console's benchmarks stand on: a full log, people who sign in, and their requests."""

import asyncio
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self
from urllib.parse import urlencode

from sqlalchemy import text

from assistant.app.commands.staff_administration import open_staff
from assistant.conversation.events import ConversationEvent, HandoffRequested, ReplyWritten
from assistant.conversation.ids import ContactId, ConversationId
from assistant.conversation.people import Role
from assistant.desk.lists.list_projection import rebuild
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.desk.staff.sessions import csrf_token
from assistant.kit.settings.settings import LogSettings, Settings
from benchmarks.harness.client import HOST, Connection
from benchmarks.people.desk import START, story
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.event_log import SqlEventLog
from tests.support.seeds.conversation_events import delivered, replied, started

PASSWORD = "seven ducks cross a wide bridge"  # noqa: S105 - of people who are made up
ORIGIN = f"http://{HOST}"
_AT_ONCE = 64

Story = Callable[[int, random.Random], Iterable[ConversationEvent]]
"""The events of a conversation after its start, by its number."""


async def fill(url: str, count: int, tell: Story | None = None) -> None:
    """Write conversations into the log at `url`, c0000000 and on, and take them in to its lists.

    Without `tell` they are `benchmarks.people.desk`'s, with nothing left to answer or to deliver.
    """
    tell = tell or _settled
    async with open_database(url) as database:
        log, chance = SqlEventLog(database), random.Random(1)

        async def one(number: int, events: list[ConversationEvent]) -> None:
            name, at = f"c{number:07}", START + timedelta(minutes=number * 7)
            await log.start(replace(started(name, at=at), contact_id=ContactId(f"k{number // 3}")))
            await log.append(ConversationId(name), events)

        for first in range(0, count, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, count))
            stories = [(number, [*tell(number, chance)]) for number in numbers]
            await asyncio.gather(*(one(number, events) for number, events in stories))
        await rebuild(SqlCases(database), progress=lambda done, last: None)  # noqa: ARG005
        await database.write(lambda connection: connection.execute(text("ANALYZE")))


def _settled(number: int, chance: random.Random) -> Iterator[ConversationEvent]:
    name, handed_off = f"c{number:07}", False
    for event in story(number, chance):
        yield event
        handed_off |= isinstance(event, HandoffRequested)
        if isinstance(event, ReplyWritten):
            yield delivered(event.message_id, name)
    if not handed_off:
        yield replied(f"{name}-r2", f"{name}-2", conversation=name)
        yield delivered(f"{name}-r2", name)


async def hire(settings: Settings, url: str, count: int) -> list[str]:
    """Add agents to the database at `url`; return their addresses."""
    emails = [f"agent{number}@shop.example" for number in range(count)]
    async with open_staff(settings.model_copy(update={"log": LogSettings(url=url)})) as staff:
        for number, email in enumerate(emails):
            name = f"Agent {number}"
            await staff.managing.add(email, name=name, role=Role.AGENT, by=COMMAND_LINE)
            await staff.managing.set_password(email, PASSWORD, by=COMMAND_LINE)
    return emails


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An agent who is signed in."""

    token: str
    language: str

    @classmethod
    async def open(cls, connection: Connection, email: str, *, language: str = "fr") -> Self:
        """Sign in with the password, as the page's form does."""
        fields = urlencode({"email": email, "password": PASSWORD}).encode()
        head = (
            f"POST /console/sign-in HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(fields)}\r\n"
        )
        connection.writer.write(head.encode() + b"\r\n" + fields)
        status, headers, body = await connection.answer()
        assert status == 303, (status, body[-500:])  # see other
        return cls(token=headers["set-cookie"].split("=", 1)[1].split(";")[0], language=language)

    def get(self, path: str, **headers: str) -> bytes:
        """Return a GET request; `headers` have underscores for dashes."""
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        return f"GET {path} HTTP/1.1\r\n{self._head()}{more}\r\n".encode()

    def post(self, path: str, fields: Mapping[str, str]) -> bytes:
        """Return a POST request of a page's script."""
        body = urlencode(fields)
        head = f"POST {path} HTTP/1.1\r\n{self._head()}X-CSRF-Token: {csrf_token(self.token)}\r\n"
        head += f"Origin: {ORIGIN}\r\nX-Requested-With: console\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def _head(self) -> str:
        return (
            f"Host: {HOST}\r\nCookie: comptoir={self.token}; console_language={self.language}\r\n"
            "Accept: text/html, application/json\r\n"
        )
