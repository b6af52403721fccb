"""Join updates into deliveries: alone, several in an entry, several entries, joined lists.

Meta: "entry is an array and may contain multiple objects"; nothing says which update comes in
which delivery.
"""

import copy
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from integrations.channels.meta.simulator.types import WHATSAPP, Json

_RUN_TOGETHER = ("contacts", "messages", "statuses", "message_echoes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Hold an update on its way to a webhook."""

    object: str  # WHATSAPP or PAGE
    entry_id: str
    part: Literal["changes", "messaging", "standby"]
    value: Json
    at_ms: int


def deliveries(updates: Sequence[Update], chance: random.Random | None) -> Iterator[Json]:
    """Yield bodies that carry `updates`, in order; by `chance` some entries and lists are merged.

    Without `chance` all of one object are in one body, each in an entry of its own.
    """
    by_object: dict[str, list[Update]] = {}
    for one in updates:
        by_object.setdefault(one.object, []).append(one)
    for name, those in by_object.items():
        entries: list[Json] = []
        for one in those:
            _add(entries, one, chance)
        yield {"object": name, "entry": entries}


def _add(entries: list[Json], one: Update, chance: random.Random | None) -> None:
    value = copy.deepcopy(one.value)
    last = entries[-1] if entries else None
    joins = chance is not None and chance.random() < 0.5  # noqa: PLR2004  # as often as not
    if last is None or not joins or last["id"] != one.entry_id or one.part not in last:
        entry: Json = {"id": one.entry_id, one.part: [value]}
        if one.object != WHATSAPP:
            entry["time"] = one.at_ms
        entries.append(entry)
        return
    previous = last[one.part][-1]
    if one.object == WHATSAPP and chance is not None and _fits(previous, value):
        _run_together(previous["value"], value["value"])
    else:
        last[one.part].append(value)


def _fits(previous: Json, value: Json) -> bool:
    """Return whether two changes may be merged."""
    before, after = previous["value"], value["value"]
    same: bool = before.get("metadata") == after.get("metadata")
    return same and previous["field"] == value["field"] == "messages"


def _run_together(into: Json, value: Json) -> None:
    for name in _RUN_TOGETHER:
        if name in value:
            known = into.setdefault(name, [])
            known += [one for one in value[name] if name != "contacts" or one not in known]
