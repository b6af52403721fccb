"""What the desk's lists cost with many conversations, beside reading the same rows and no more.

    python -m benchmarks.people.desk [--conversations N] [--no-postgres] [--json FILE]

Conversations are written into a real event log and taken in from there. Each list is timed from the
call to the decoded cases, after an ANALYZE, which PostgreSQL's autovacuum does within minutes; the
floor is one SELECT of the same rows by their ids, undecoded, in the same run. Files lie in the
temporary directory: point TMPDIR at the disk that is meant.
"""

import argparse
import asyncio
import json
import random
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import AgentId, ContactId, ConversationId, TeamId
from assistant.desk.lists.list_projection import rebuild
from assistant.desk.lists.work_statistics import report
from assistant.desk.ports import CaseQuery, View
from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.desk.case_tables import cases as table
from integrations.stores.sql.log.event_log import SqlEventLog
from tests.support.processes.databases import fresh_database, running_postgres
from tests.support.seeds.conversation_events import replied, started, wrote
from tests.support.seeds.people_events import (
    addressed,
    agent_replied,
    assigned,
    claimed,
    handed_off,
    labelled,
    noted,
    of,
    resolved,
    snoozed,
)

ROUNDS = 200
AT_ONCE = 64
AGENTS = 20
START = datetime(2026, 9, 1, tzinfo=UTC)
ANNA = AgentId("agent-3")
_WORDS = [
    "bonjour",
    "commande",
    "robe",
    "livraison",
    "taille",
    "retour",
    "remboursement",
    "colis",
    "bleu",
    "rouge",
    "manteau",
    "échange",
    "merci",
    "facture",
    "adresse",
    "carte",
    "paiement",
    "promotion",
    "bientôt",
    "stock",
    "chaussure",
    "ceinture",
    "étiquette",
]
_REASONS = (Reason.ASKED_FOR_PERSON, Reason.NO_EVIDENCE, Reason.ANGER, Reason.SAFETY)

Figures = dict[str, dict[str, float]]


def story(number: int, chance: random.Random) -> Iterator[ConversationEvent]:
    """Yield the events of one conversation after its start: a dozen, of all sorts."""
    name, at = f"c{number:07}", START + timedelta(minutes=number * 7)
    agent = f"agent-{chance.randrange(AGENTS)}"
    for turn in range(3):
        words = " ".join(chance.choices(_WORDS, k=14))
        yield wrote(f"{name}-{turn}", name, at=at + timedelta(minutes=turn), text=words)
        if turn < 2:
            yield replied(f"{name}-r{turn}", f"{name}-{turn}", conversation=name, at=at)
    if chance.random() < 0.2:
        return
    reason = chance.choices(_REASONS, (12, 6, 3, 1))[0]
    yield of(name, handed_off(f"{name}-2", reason=reason, at=at + timedelta(minutes=3)))
    yield labelled(name, chance.choice(("vip", "retour", "livraison", "échange")))
    yield addressed(name, f"client{number}@example.com")
    yield noted(name, f"{name}-n", f"Commande #{100_000 + number}, voir avec Zoé", agent)
    if chance.random() < 0.2:
        yield of(name, replace(assigned(None), team=TeamId("retours")))
        return
    yield of(name, claimed(agent, at=at + timedelta(minutes=5)))
    if chance.random() < 0.15:
        return
    reply = agent_replied(f"{name}-a", f"{name}-2", agent=agent)
    yield of(name, replace(reply, at=at + timedelta(minutes=chance.randrange(6, 90))))
    if chance.random() < 0.05:
        yield of(name, snoozed(until=at + timedelta(days=300)))
    else:
        yield of(name, resolved(at=at + timedelta(hours=2)))


async def seed(log: SqlEventLog, count: int) -> int:
    """Write conversations into the log, many at once; return how many events that made."""
    chance, made = random.Random(1), 0

    async def one(number: int, events: Sequence[ConversationEvent]) -> None:
        name = f"c{number:07}"
        at = START + timedelta(minutes=number * 7)
        await log.start(replace(started(name, at=at), contact_id=ContactId(f"k{number // 3}")))
        await log.append(ConversationId(name), events)

    for first in range(0, count, AT_ONCE):
        stories = [(n, [*story(n, chance)]) for n in range(first, min(first + AT_ONCE, count))]
        await asyncio.gather(*(one(number, events) for number, events in stories))
        made += sum(len(events) + 1 for _, events in stories)
    return made


async def clock(call: Callable[[], Awaitable[object]]) -> Spread:
    """Time many calls, after some to warm up."""
    taken = []
    for number in range(-10, ROUNDS):
        before = time.perf_counter()
        await call()
        if number >= 0:
            taken.append(time.perf_counter() - before)
    return Spread.of(taken)


async def measure(name: str, url: str, count: int) -> Figures:
    """Fill a database, and time the lists."""
    print(f"{name}, {count:,} conversations")
    async with open_database(url) as database:
        log, lists = SqlEventLog(database), SqlCases(database)
        before = time.perf_counter()
        events = await seed(log, count)
        print(f"  {events:,} events written in {time.perf_counter() - before:.0f} s")
        figures = await time_following(lists, events)
        await database.write(lambda connection: connection.execute(text("ANALYZE")))
        figures |= await time_lists(database, lists)
        await lists.follow(ConversationId("c0000001"))
        figures["one move, followed"] = await time_follow(log, lists)
    return figures


async def time_following(lists: SqlCases, events: int) -> Figures:
    """Take in the whole log."""
    before = time.perf_counter()
    await rebuild(lists, progress=lambda done, last: None)  # noqa: ARG005
    took = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  taken in: {events / took:,.0f} events/s ({took:.0f} s), peak memory {peak:.0f} MB")
    return {"taken in": {"events_per_s": events / took, "peak_mb": peak}}


async def time_lists(database: Database, lists: SqlCases) -> Figures:
    """Time each list and its floor."""
    figures: Figures = {}
    page = CaseQuery(view=View.OPEN)

    async def queue_page() -> None:
        await asyncio.gather(lists.list(page), lists.counts(ANNA))

    figures["queue page (list and counts)"] = show("queue page", await clock(queue_page))
    figures["counts"] = show("counts", await clock(lambda: lists.counts(ANNA)))
    for said, query in await queries(lists):
        found = (await lists.list(query)).cases
        ids = [case.conversation_id for case in found]
        floor = await clock(lambda ids=ids: database.read(lambda c: bare(c, ids)))  # type: ignore[misc]
        spread = await clock(lambda query=query: lists.list(query))  # type: ignore[misc]
        name = f"{said} ({len(ids)})"
        figures[name] = show(name, spread, floor)
    since, until = START, START + timedelta(days=31)
    measures = await lists.measures(since, until)

    async def statistics() -> None:
        report(await lists.measures(since, until), zone=UTC)

    name = f"statistics of 31 days ({len(measures)} measures)"
    figures[name] = show(name, await clock(statistics))
    return figures


async def queries(lists: SqlCases) -> list[tuple[str, CaseQuery]]:
    """Return what is asked of the lists, and how it is called."""
    first = await lists.list(CaseQuery(view=View.OPEN))
    everything = CaseQuery(view=View.ALL)
    asked = {
        "open": CaseQuery(view=View.OPEN),
        "open, second page": CaseQuery(view=View.OPEN, after=first.next),
        "mine": CaseQuery(view=View.MINE, agent_id=ANNA),
        "unassigned": CaseQuery(view=View.UNASSIGNED),
        "resolved": CaseQuery(view=View.RESOLVED),
        "all": everything,
        "all, one label": replace(everything, label="vip"),
        "mentions": CaseQuery(view=View.MENTIONS, agent_id=ANNA),
        "search, a word of most": replace(everything, words="commande"),
        "search, three words": replace(everything, words="robe echange zoe"),
        "search, a beginning": replace(everything, words="rembour"),
        "search, an order": replace(everything, words="#100777"),
        "search, an e-mail": replace(everything, words="client777@example.com"),
        "search, nothing": replace(everything, words="introuvable"),
    }
    return list(asked.items())


def bare(connection: object, ids: Sequence[str]) -> object:
    """Read rows by their ids and do nothing with them."""
    found = select(table.c.standing).where(table.c.conversation_id.in_(ids))
    return connection.execute(found).all()  # type: ignore[attr-defined]


async def time_follow(log: SqlEventLog, lists: SqlCases) -> dict[str, float]:
    """Time what a move waits for so that its own page shows it: one event taken in."""
    name, taken = ConversationId("c0000001"), []
    for number in range(ROUNDS):
        await log.append(name, [noted(name, f"n{number}", "Vu avec le transporteur")])
        before = time.perf_counter()
        await lists.follow(name)
        taken.append(time.perf_counter() - before)
    return show("one move, followed", Spread.of(taken))


def show(name: str, spread: Spread, floor: Spread | None = None) -> dict[str, float]:
    """Print a row; return its figures."""
    print(spread.row(name, floor))
    figures = asdict(spread)
    if floor is not None:
        figures |= {"floor_p50_ms": floor.p50_ms, "floor_p95_ms": floor.p95_ms}
        figures["ratio_p50"] = spread.p50_ms / floor.p50_ms
    return figures


async def main() -> None:
    """Measure both databases in one run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people.desk", description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    arguments = parser.parse_args()
    print(describe())
    figures: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/log.db"
        figures["SQLite"] = await measure("SQLite", url, arguments.conversations)
    if not arguments.no_postgres:
        with running_postgres() as server_url:
            async with fresh_database(server_url) as url:
                name = "PostgreSQL"
                figures[name] = await measure(name, url, arguments.conversations)
    if arguments.json:
        told = {"machine": describe(), "conversations": arguments.conversations, **figures}
        arguments.json.write_text(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main())
