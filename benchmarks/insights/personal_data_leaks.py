"""Whether anything personal gets into what is kept for analysis: 10,000 messages full of it.

    python -m benchmarks.insights.personal_data_leaks [--messages N]

Every message says an address, a telephone's, a card's or an account's number, an e-mail address or
an order's number, made up anew. They are written to an event log and to a file of reviews, both are
read by a build as `comptoir insights build` does, and then every byte and every cell that was
written is looked through. One hit stops the benchmark.
"""

import argparse
import asyncio
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from assistant.app.commands.insight_imports import take_in
from assistant.app.commands.insight_report import summary
from assistant.app.compose.insight_assembly import assemble_learning
from assistant.app.compose.insight_sources import open_imports, open_sources
from assistant.conversation.events import ConversationStarted, CustomerWrote
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from benchmarks.harness.shop import prepare
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.insight_book import MemoryInsightBook

IN_ONE = 4  # messages of a conversation
SAYINGS = (
    "Bonjour, où est ma commande ? {}",
    "mon numéro a changé : {} , pouvez-vous noter ?",
    "La taille ne va pas, écrivez-moi : {}",
    "La livraison est en retard, voici {}",
    "hello, the zip is broken, reach me at {}",
    "can you refund me? {} thanks",
    "{} is mine, please call back about the late parcel",
)


def secrets(rng: random.Random) -> Iterator[str]:
    """Yield made-up personal data of every kind, for ever."""
    while True:
        yield from (_email(rng), _phone(rng), _card(rng), _iban(rng), _address(rng), _order(rng))


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _email(rng: random.Random) -> str:
    name = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(9))
    first, end = rng.choice(("lea", "max", "zoe")), rng.choice(("com", "fr"))
    return f"{name}.{first}@{name[::-1]}.example.{end}"


def _phone(rng: random.Random) -> str:
    own = _digits(rng, 8)
    pairs = [own[at : at + 2] for at in range(0, 8, 2)]
    shapes = (
        f"06 {' '.join(pairs)}",
        f"07.{'.'.join(pairs)}",
        f"+33 6 {' '.join(pairs)}",
        f"0033 7{own}",
        f"07{own[:3]} {own[3:]}1",
        f"+44 7{own[:3]} {own[3:]}7",
        f"(415) 55{own[0]}-{own[1:5]}",
        f"+1-212-55{own[0]}-{own[1:5]}",
    )
    return rng.choice(shapes)


def _card(rng: random.Random) -> str:
    body = "4" + _digits(rng, 14)
    total = sum(_doubled(int(d)) if at % 2 == 0 else int(d) for at, d in enumerate(body))
    number = body + str(-total % 10)
    sign = rng.choice((" ", "-", ""))
    return sign.join(number[at : at + 4] for at in range(0, 16, 4))


def _doubled(digit: int) -> int:
    return sum(divmod(2 * digit, 10))


def _iban(rng: random.Random) -> str:
    body = _digits(rng, 23)
    number = f"FR{98 - int(body + '152700') % 97:02d}{body}"
    groups = [number[at : at + 4] for at in range(0, len(number), 4)]
    return " ".join(groups) if rng.random() < 0.5 else number


def _address(rng: random.Random) -> str:
    name = rng.choice(("Lilas", "Acacias", "Ormes")) + rng.choice(("", " Blancs", " Rouges"))
    french = f"{rng.randint(100, 999)} rue des {name}, {rng.randint(10_101, 95_999)} Quimperlé"
    english = (
        f"{rng.randint(1000, 9999)} Orchard Street, Springfield, OH {rng.randint(10_101, 99_999)}"
    )
    return rng.choice((french, english))


def _order(rng: random.Random) -> str:
    return rng.choice(("commande #{}", "order W{}", "commande n° {}")).format(_digits(rng, 8))


_FIVE_DIGITS = re.compile(r"(?<![0-9A-Za-z.])[0-9]{5}(?![0-9A-Za-z])")
"""As a word of its own: not part of a hash, a time or a fraction."""


def traces(secret: str) -> set[str]:
    """Return what of a secret must stand nowhere: its numbers, and the parts of an address."""
    if "@" in secret:
        return {secret, secret.partition("@")[0], secret.partition("@")[2].partition(".")[0]}
    bare = "".join(sign for sign in secret if sign.isdigit())
    named = {"Quimperlé", "Orchard"} if "rue des" in secret or "Orchard" in secret else set()
    return {secret, bare} | named


def postcodes(secret: str) -> set[str]:
    """Return the postcodes of a secret: five digits, which stand in many a key and fraction."""
    return {part for part in secret.replace(",", " ").split() if part.isdigit() and len(part) == 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message and what in it is nobody else's business."""

    text: str
    secret: str


def messages(count: int) -> list[Said]:
    """Return made-up messages, the same ones every time."""
    rng = random.Random(20_260_601)
    found = secrets(rng)
    return [
        Said(text=rng.choice(SAYINGS).format(secret), secret=secret)
        for secret, _ in zip(found, range(count), strict=False)
    ]


async def fill(log: MemoryEventLog, said: Sequence[Said]) -> None:
    """Write conversations into the log."""
    at = datetime.now(UTC) - timedelta(days=60)
    for number in range(0, len(said), IN_ONE):
        cid = ConversationId(f"conversation-{number}")
        started = ConversationStarted(
            conversation_id=cid,
            at=at + timedelta(minutes=number),
            channel=ChannelKind.WEBCHAT,
            account_id=AccountId("shop"),
            contact_id=ContactId(f"visitor {number}"),
        )
        await log.start(started)
        for place, one in enumerate(said[number : number + IN_ONE]):
            wrote = CustomerWrote(
                conversation_id=cid,
                at=started.at + timedelta(seconds=place),
                message_id=MessageId(f"m{number + place}"),
                text=one.text,
            )
            key = f"p{number + place}"
            await log.accept(wrote, account_id=AccountId("shop"), provider_message_id=key)


def written(folder: Path) -> str:
    """Return every text that stands in a folder's files, and their bytes as text."""
    parts: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.suffix == ".parquet":
            parts.append(
                json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
            )
        parts.append(path.read_bytes().decode("utf-8", errors="replace"))
    return "\n".join(parts)


async def build(folder: Path, said: Sequence[Said]) -> tuple[str, int]:
    """Build from a log and from an import; return all that was written, and how many messages."""
    shared = prepare()
    settings = shared.model_copy(update={"data_dir": folder})
    log, book = MemoryEventLog(), MemoryInsightBook()
    half = len(said) // 2
    await fill(log, said[:half])
    file = folder / "reviews.jsonl"
    lines = (
        json.dumps({"text": one.text, "rating": 2, "customer": one.secret}) for one in said[half:]
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    take_in(settings, file, name="reviews", origin=None)
    file.unlink()
    opened = open_sources(shared)
    learning = assemble_learning(
        root=settings.insights_folder,
        log=log,
        book=book,
        projection=opened.projection,
        imports=open_imports(settings),
        exposures=opened.exposures,
        dimensions=opened.dimensions,
    )
    learned = await learning.learn()
    learning.builder.lakes.close()
    kept = repr(list(await book.all())) + json.dumps(summary(learned), default=str)
    return written(folder) + kept, learned.built.messages


def main() -> None:
    """Write, build, look."""
    parser = argparse.ArgumentParser(description="personal data in what is kept for analysis")
    parser.add_argument("--messages", type=int, default=10_000, help="how many")
    said = messages(parser.parse_args().messages)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="comptoir-leaks-") as folder:
        kept, count = asyncio.run(build(Path(folder), said))
    assert count >= 0.9 * len(said), f"{count} messages were built of {len(said)}"
    numbers = frozenset(_FIVE_DIGITS.findall(kept))
    hits = [(one.secret, trace) for one in said for trace in traces(one.secret) if trace in kept]
    hits += [(one.secret, code) for one in said for code in postcodes(one.secret) & numbers]
    print(f"  {len(said):,} messages, {len(kept) / 1e6:.1f} MB looked through, {len(hits)} hits")
    print(f"  built in {time.monotonic() - started:.0f} s")
    for secret, trace in hits[:10]:
        print(f"  {trace!r} of {secret!r}")
    assert not hits, "personal data is kept"


if __name__ == "__main__":
    main()
