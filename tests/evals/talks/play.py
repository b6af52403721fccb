"""Play the talks on a demo shop through the web chat's API, and write a transcript of each.

Usage: python -m tests.evals.talks.play --demo DIR --out DIR [--set NAME=VALUE ...] [NAME ...]

`--demo` is the data folder of a demo that is indexed (`comptoir demo --index-only`), which is read.
`--set` gives the demo a setting, such as COMPTOIR_MODEL__BASE_URL=http://127.0.0.1:8080/v1.
A person judges the transcripts: each turn has the words of a reply that would be fine beside it.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running

_HERE = Path(__file__).parent
_SILENT_S = 40  # without a reply, from which a turn counts as silent


async def play(client: httpx.AsyncClient, talk: Mapping[str, Any]) -> list[str]:
    """Return the transcript of a talk; it ends at a turn that got no reply."""
    customer = await Customer.arrive(client, talk["language"])
    if account := talk.get("account"):
        await client.post(f"/demo/account/{account}")
        token = (await client.get("/demo/identity")).text
        await client.post(
            f"{customer.url}/identity", json={"token": token}, headers=customer.headers
        )
    said: list[str] = []
    for number, turn in enumerate(talk["turns"], 1):
        body = {"client_message_id": uuid4().hex, "text": turn["customer"]}
        body |= {"product": turn["product"]} if "product" in turn else {}
        answer = await client.post(f"{customer.url}/messages", json=body, headers=customer.headers)
        answer.raise_for_status()
        said += [f"{number}. [{turn['kind']}] {turn['customer']}", f"   fine if: {turn['fine if']}"]
        try:
            replies = await customer.hear(number, within_s=_SILENT_S)
        except TimeoutError:
            return [*said, "   SILENT"]
        said += _told(replies[-1])
    return said


def _told(reply: Mapping[str, Any]) -> Iterator[str]:
    yield f"   <{reply['kind']}> {reply['text']}"
    for card in reply.get("cards") or ():
        yield f"      # {card['title']} | {card['subtitle']} | {card['price']}"
    if buttons := reply.get("quick_replies"):
        yield f"      > {' / '.join(buttons)}"


async def main(demo: Path, out: Path, names: Sequence[str], env: Mapping[str, str]) -> None:
    """Play each talk in a conversation and a browser session of its own."""
    with tempfile.TemporaryDirectory() as folder:
        data = new_data_dir(Path(folder) / "shop", like=demo, index=True)
        async with running(Tree(data, command="demo", env=env)) as tree:
            for file in sorted(_HERE.glob("*.yml")):
                if names and file.stem not in names:
                    continue
                async with new_client(tree.base_url) as client:
                    lines = await play(client, yaml.safe_load(file.read_text("utf-8")))
                (out / f"{file.stem}.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    settings = dict(one.split("=", 1) for one in given.set)
    asyncio.run(main(given.demo, given.out, given.names, settings))
