"""Whether answers tell conversations that are somebody else's from those that never were.

    python -m benchmarks.people.foreign_ids [--count 10000] [--json FILE]

A real `comptoir serve`, in which agents see what is their teams'. Half of the ids are of
conversations of another team, half are unknown, in turn. An agent asks for them through every route
of the console that names a conversation, and a stranger through the web chat's with a token that
opens none of them. All answers of one route must be alike, byte by byte without the id, the
request's number and the time; the benchmark fails if they are not. Who tries too often in the web
chat is refused, foreign or not, which is looked at too.
"""

import argparse
import asyncio
import json
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import TeamId
from benchmarks.harness.client import API, HOST, Connection
from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from benchmarks.harness.served import serving
from benchmarks.harness.shop import prepare
from benchmarks.people.console_house import Session, fill, hire
from tests.support.seeds.conversation_events import wrote
from tests.support.seeds.people_events import assigned, claimed, handed_off, of

_TOKEN = "A" * 43
_PER_ADDRESS = 100  # less than what one may look for in a minute
_TOO_OFTEN = 400

Ask = Callable[[str], bytes]


@dataclass(slots=True)
class Denials:
    """What one route answered."""

    shapes: Counter[bytes] = field(default_factory=Counter)
    foreign_s: list[float] = field(default_factory=list)
    unknown_s: list[float] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """Return how often it was asked."""
        return len(self.foreign_s) + len(self.unknown_s)


def foreign(number: int, chance: random.Random) -> Iterator[ConversationEvent]:
    """Yield the events of a conversation that another team's agent has."""
    del chance
    name = f"c{number:07}"
    yield wrote(f"{name}-0", name, text="Bonjour, où est ma commande ?")
    yield of(name, handed_off(f"{name}-0"))
    yield of(name, replace(assigned(None), team=TeamId("retours")))
    yield of(name, claimed("somebody-else"))


def console_routes(session: Session) -> dict[str, Ask]:
    """Return how an agent asks for a conversation, by route."""
    one = "/console/c/{}"
    gets = {"page": one, "transcript": f"{one}/transcript.txt", "customer": f"{one}/customer"}
    gets |= {"offers": f"{one}/offers", "events": "/console/events?c={}"}
    gets |= {"drafts": "/console/drafts?ids={}", "privacy": f"{one}/privacy"}
    asks = {f"GET {name}": _getting(session, path) for name, path in gets.items()}
    for name in ("write", "claim", "release", "resolve", "snooze", "labels"):
        asks[f"POST {name}"] = _posting(session, f"{one}/{name}", {"text": "Bonjour"})
    asks["POST here"] = lambda one: session.post("/console/here", {"conversation": one})
    return asks


def _getting(session: Session, path: str) -> Ask:
    return lambda one: session.get(path.format(one))


def _posting(session: Session, path: str, fields: dict[str, str]) -> Ask:
    return lambda one: session.post(path.format(one), fields)


def chat_routes() -> dict[str, Ask]:
    """Return how a page asks for a conversation, by route."""
    said = {"client_message_id": "m1", "text": "Bonjour"}
    return {
        "POST messages": lambda one: _chat("POST", f"{one}/messages", said),
        "GET events": lambda one: _chat("GET", f"{one}/events"),
        "POST rating": lambda one: _chat("POST", f"{one}/messages/m1/rating", {"helpful": True}),
        "POST identity": lambda one: _chat("POST", f"{one}/identity", {"token": "t"}),
        "POST wait": lambda one: _chat("POST", f"{one}/wait"),
        "POST typing": lambda one: _chat("POST", f"{one}/typing", {"active": True}),
        "GET attachment": lambda one: _chat("GET", f"{one}/attachments/{'0' * 32}"),
    }


def _chat(method: str, path: str, body: object = None) -> bytes:
    data = b"" if body is None else orjson.dumps(body)
    head = f"{method} {API}/{path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {_TOKEN}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


async def ask(connection: Connection, request: bytes, one: str) -> tuple[bytes, float]:
    """Return the answer, without what names the request, and the seconds it took."""
    before = time.perf_counter()
    connection.writer.write(request)
    head = await connection.reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    body = await connection.reader.readexactly(int(length[1])) if length else b"no length"
    took = time.perf_counter() - before
    shape = re.sub(rb"(?m)^(date|x-request-id): .*$", rb"\1", head + body)
    return shape.replace(one.encode(), b"ID"), took


async def deny(
    connection: Connection, routes: dict[str, Ask], numbers: range
) -> dict[str, Denials]:
    """Ask for a foreign and an unknown conversation by every number, one route after the other."""
    found: dict[str, Denials] = defaultdict(Denials)
    for number in numbers:
        name = list(routes)[number % len(routes)]
        denials = found[name]
        pair = ((f"c{number:07}", denials.foreign_s), (f"u{number:07}", denials.unknown_s))
        for one, taken in pair if number // len(routes) % 2 else reversed(pair):
            shape, took = await ask(connection, routes[name](one), one)
            denials.shapes[shape] += 1
            taken.append(took)
    return found


async def deny_in_chat(port: int, count: int) -> dict[str, Denials]:
    """Ask for all, from many addresses, because one may not ask so often."""
    found: dict[str, Denials] = defaultdict(Denials)
    pairs = _PER_ADDRESS // 2
    for first in range(0, count // 2, pairs):
        address = f"127.0.1.{first // pairs % 250 + 1}"
        reader, writer = await asyncio.open_connection(HOST, port, local_addr=(address, 0))
        connection = Connection(reader, writer)
        numbers = range(first, min(first + pairs, count // 2))
        for name, denials in (await deny(connection, chat_routes(), numbers)).items():
            found[name].shapes += denials.shapes
            found[name].foreign_s += denials.foreign_s
            found[name].unknown_s += denials.unknown_s
        await connection.close()
    return found


async def try_too_often(port: int) -> dict[str, int]:
    """Ask from one address until it is refused, and on: how many refusals each kind got."""
    connection, refused = await Connection.open(port), {"foreign": 0, "unknown": 0}
    for number in range(_TOO_OFTEN // 2):
        for kind, one in (("foreign", f"c{number:07}"), ("unknown", f"u{number:07}")):
            shape, _ = await ask(connection, _chat("GET", f"{one}/events"), one)
            refused[kind] += shape.startswith(b"HTTP/1.1 429")
    await connection.close()
    return refused


def show(found: dict[str, Denials]) -> dict[str, Any]:
    """Print what each route answered; return its figures, and fail if answers differ."""
    figures = {}
    for name, denials in found.items():
        foreign_, unknown = Spread.of(denials.foreign_s), Spread.of(denials.unknown_s)
        ratio = foreign_.p50_ms / unknown.p50_ms
        status = next(iter(denials.shapes))[9:12].decode()
        print(
            f"  {name:<18} {denials.asked:6} asked, {len(denials.shapes)} shape ({status})"
            f"   p50 foreign {foreign_.p50_ms:5.2f} ms, unknown {unknown.p50_ms:5.2f} ms,"
            f" {ratio:4.2f}x",
            flush=True,
        )
        assert len(denials.shapes) == 1, "\n".join(map(str, denials.shapes.items()))
        figures[name] = {
            "asked": denials.asked,
            "shapes": len(denials.shapes),
            "status": int(status),
            "foreign": asdict(foreign_),
            "unknown": asdict(unknown),
            "ratio_p50": ratio,
        }
    return figures


async def measure(folder: Path, count: int) -> dict[str, Any]:
    """Serve, and ask."""
    settings, url = prepare(), f"sqlite:///{folder / 'comptoir.db'}"
    await fill(url, count // 2, foreign)
    (email,) = await hire(settings, url, 1)
    seen = {"COMPTOIR_CONSOLE__AGENTS_SEE": "teams"}
    async with serving(settings, folder, log_url=url, more=seen) as served:
        await served.wait_until_ready()
        connection = await Connection.open(served.port)
        session = await Session.open(connection, email)
        print("An agent of another team, in the console")
        asked = await deny(connection, console_routes(session), range(count // 2))
        figures = {"console": show(asked)}
        print("A stranger with a wrong token, in the web chat")
        figures["web chat"] = show(await deny_in_chat(served.port, count))
        refused = await try_too_often(served.port)
        print(f"  tried too often: {refused} of {_TOO_OFTEN // 2} each refused")
        assert abs(refused["foreign"] - refused["unknown"]) <= 1, refused
        await connection.close()
    return figures | {"tried too often": refused}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.people.foreign_ids", description=__doc__
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    wanted = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), wanted.count))
    if wanted.json:
        told = {"machine": describe(), **figures}
        wanted.json.write_text(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
