"""How long it takes to find, hand out and erase one person, beside many others.

    python -m benchmarks.people.privacy [--conversations N] [--events N] [--others N] [--json FILE]

The person wrote half of a busy shop's conversations with N events each; all of it is a real event
log with the desk's lists. After the erasure the database's files are read byte by byte for the
person's words (SQLite only). Files lie in the temporary directory: point TMPDIR at the disk meant.
"""

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson

from assistant.app.compose.privacy_holdings import assemble_privacy
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ContactId, ConversationId, CustomerId
from assistant.desk.privacy.person import PersonQuery
from benchmarks.harness.machine import describe
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.privacy.erased_copies import compact
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.processes.databases import fresh_database, running_postgres
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.support.seeds.people_events import labelled, noted, of, proven

AT = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = "Zéphyrine"
LEA = CustomerId("customer-lea-0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds, and how large the handed out document was."""

    database: str
    find_s: float
    export_s: float
    export_mb: float
    erase_s: float
    left: int | None  # times that the person's words stand in the files after it; None: not read
    compact_s: float
    left_then: int | None  # the same once the file was written anew


async def fill(log: SqlEventLog, name: str, customer: str, words: str, count: int) -> None:
    """Write one conversation of `count` events."""
    conversation = ConversationId(name)
    await log.start(replace(started(name, AT), contact_id=ContactId(f"contact-{name}")))
    first = wrote(f"{name}-m", name, AT, f"{words} needs help")
    await log.accept(first, account_id=WIDGET, provider_message_id=first.message_id)
    rest: list[ConversationEvent] = [proven(name, customer), labelled(name, words)]
    while len(rest) < count - 2:
        n = len(rest)
        said = replied(f"{name}-r{n}", f"{name}-m", conversation=name)
        rest.append(replace(said, text=f"{words}, this is answer {n}. " * 4, at=AT))
        rest.append(noted(name, f"{name}-n{n}", f"{words}: see order {n}"))
    await log.append(conversation, [of(name, event) for event in rest[: count - 2]])


async def measure(database: Database, name: str, args: argparse.Namespace, folder: Path) -> Took:
    """Fill the database, then find, hand out and erase the person."""
    log, cases = SqlEventLog(database), SqlCases(database)
    for number in range(max(args.conversations, args.others)):
        if number < args.conversations:
            await fill(log, f"lea-{number}", LEA, WORDS, args.events)
        if number < args.others:
            await fill(log, f"other-{number}", f"customer-{number}", "Somebody", args.events)
    while (await cases.advance(limit=500)).events:
        pass
    privacy = assemble_privacy(database, None, key=bytes(32), files=MemoryAttachments(most_bytes=1))
    begun = time.perf_counter()
    person = await privacy.find(PersonQuery(customer_id=LEA))
    found = time.perf_counter()
    document = orjson.dumps(await privacy.export(person, by=None), default=str)
    exported = time.perf_counter()
    await privacy.erase(person, by=None)
    erased = time.perf_counter()
    left = _left(folder) if name == "SQLite" else None
    compacting = time.perf_counter()
    await compact(database)
    assert len(person.conversations) == args.conversations
    return Took(
        database=name,
        find_s=found - begun,
        export_s=exported - found,
        export_mb=len(document) / 1e6,
        erase_s=erased - exported,
        left=left,
        compact_s=time.perf_counter() - compacting,
        left_then=_left(folder) if name == "SQLite" else None,
    )


def _left(folder: Path) -> int:
    files = (file.read_bytes() for file in folder.rglob("*") if file.is_file())
    names = (WORDS.encode(), b"zephyrine", LEA.encode())
    return sum(data.count(name) for data in files for name in names)


async def run(args: argparse.Namespace) -> list[Took]:
    """Measure on both databases."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sqlite = await stack.enter_async_context(open_database(f"sqlite:///{folder / 'log.db'}"))
        took = [await measure(sqlite, "SQLite", args, folder)]
        server = stack.enter_context(running_postgres())
        url = await stack.enter_async_context(fresh_database(server))
        postgres = await stack.enter_async_context(open_database(url))
        return [*took, await measure(postgres, "PostgreSQL", args, folder)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--others", type=int, default=200)
    parser.add_argument("--events", type=int, default=30)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    took = asyncio.run(run(args))
    for one in took:
        left = ""
        if one.left is not None:
            left = f", {one.left} times left in slack; {one.left_then} after {one.compact_s:.2f} s"
        print(
            f"{one.database}: found in {one.find_s:.2f} s, handed out in {one.export_s:.2f} s"
            f" ({one.export_mb:.1f} MB), erased in {one.erase_s:.2f} s{left}"
        )
    if args.json:
        figures = {"machine": describe(), "figures": [asdict(one) for one in took]}
        args.json.write_text(json.dumps(figures, default=str, indent=2))


if __name__ == "__main__":
    main()
