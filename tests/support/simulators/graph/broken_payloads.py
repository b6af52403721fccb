"""Payloads that are broken in every way, with valid siblings that must not be lost.

Each is a kept payload with something changed at random: a part dropped, doubled, of another type,
far too long or deep. Beside it, in the same list at some level, stands a message that is as it
should be. Some bodies are no JSON any more; these have no sibling.
"""

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from integrations.channels.meta.simulator.types import Number, SimulatedPage
from tests.support.simulators.graph.payloads import names, payload

Channel = Literal["whatsapp", "messenger"]
_NUMBER, _PAGE = Number(), SimulatedPage()
_SHARE_OF_BYTES = 0.08  # that are broken below JSON
_ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 1e308, "", "x" * 5000, "\x00", "\ud83d" * 300),
    *([], {}, [None], {"id": None}, [[[[]]]], {"a": {"b": {"c": {}}}}, "null", "2026", "1e999"),
    *("wamid.", "../../etc/passwd", "' OR 1=1 --", "<script>", "\u202e\u0000\uffff", "STOP"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """A body, and the words of a message in it that is as it should be; "": there is none."""

    body: bytes
    says: str


def fuzzed(channel: Channel, *, count: int, seed: int = 1) -> Iterator[Fuzzed]:
    """Yield `count` broken payloads, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # repeatable
    kept = [orjson.loads(payload(channel, name)) for name in names(channel)]
    for number in range(count):
        broken = _break(copy.deepcopy(chance.choice(kept)), chance)
        if chance.random() < _SHARE_OF_BYTES:
            yield Fuzzed(body=_tear(json.dumps(broken).encode(), chance), says="")
            continue
        says = f"valid {channel} {seed} {number}"
        body = _beside(channel, broken, _valid(channel, says, number, chance), chance)
        yield Fuzzed(body=json.dumps(body).encode(), says=says)


def _valid(channel: Channel, says: str, number: int, chance: random.Random) -> Any:  # noqa: ANN401
    """Return an entry with one message; some customers write more than once."""
    who = chance.randint(1, 500) if chance.random() < 0.5 else 1000 + number
    if channel == "messenger":
        event = {
            "sender": {"id": str(24_900_000_000_000_000 + who)},
            "recipient": {"id": _PAGE.id},
            "timestamp": 1_764_050_000_000 + number,
            "message": {"mid": f"m_{says.replace(' ', '_')}", "text": says},
        }
        return {"id": _PAGE.id, "time": 1_764_050_000_000, "messaging": [event]}
    phone, user_id = f"3361{who:07d}", f"FR.99{who:08d}"
    message = {
        "from": phone,
        "from_user_id": user_id,
        "id": f"wamid.{says.replace(' ', '_')}",
        "timestamp": str(1_764_050_000 + number),
        "type": "text",
        "text": {"body": says},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": _NUMBER.display, "phone_number_id": _NUMBER.id},
        "contacts": [{"profile": {"name": "Zoé"}, "wa_id": phone, "user_id": user_id}],
        "messages": [message],
    }
    return {"id": _NUMBER.waba_id, "changes": [{"field": "messages", "value": value}]}


def _beside(channel: Channel, broken: Any, entry: Any, chance: random.Random) -> Any:  # noqa: ANN401
    """Put a valid entry, change, event or message beside what is broken."""
    entries = broken.get("entry") if isinstance(broken, dict) else None
    level = chance.choice(("entry", "part", "message"))
    name = "changes" if channel == "whatsapp" else "messaging"
    if level != "entry" and isinstance(entries, list):
        for one in entries:
            parts = one.get(name) if isinstance(one, dict) else None
            if isinstance(parts, list):
                if level == "message" and _into_messages(parts, entry, chance):
                    break
                parts.insert(chance.randint(0, len(parts)), entry[name][0])
                break
        else:
            entries.append(entry)
    else:
        entries = entries if isinstance(entries, list) else [entries]
        entries.insert(chance.randint(0, len(entries)), entry)
    fits = {"whatsapp": "whatsapp_business_account", "messenger": "page"}[channel]
    return {**(broken if isinstance(broken, dict) else {}), "object": fits, "entry": entries}


def _into_messages(parts: list[Any], entry: Any, chance: random.Random) -> bool:  # noqa: ANN401
    """Put the valid message into a broken change's list, if it has one and names the number."""
    valid = entry.get("changes", [{}])[0].get("value", {})
    for part in parts:
        value = part.get("value") if isinstance(part, dict) else None
        if not isinstance(value, dict) or part.get("field") != "messages":
            continue
        listed = value.get("messages")
        if isinstance(listed, list) and value.get("metadata") == valid.get("metadata"):
            listed.insert(chance.randint(0, len(listed)), valid["messages"][0])
            return True
    return False


def _break(value: Any, chance: random.Random) -> Any:  # noqa: ANN401  # any JSON
    """Change some places below the entries: an envelope is Meta's own, and is always whole."""
    for _ in range(chance.randint(1, 4)):
        path = list(_paths(value.get("entry", [])))
        if path:
            _change(value["entry"], chance.choice(path), chance)
    return value


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    within = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in within:
        yield (*above, name)
        if isinstance(part, dict | list):
            yield from _paths(part, (*above, name))


def _change(value: Any, path: tuple[Any, ...], chance: random.Random) -> None:  # noqa: ANN401
    for name in path[:-1]:
        value = value[name]
    last = path[-1]
    match chance.randint(0, 4):
        case 0:
            del value[last]
        case 1 if isinstance(value, list):
            value.append(copy.deepcopy(value[last]))
        case 2:
            value[last] = [value[last]]
        case 3:
            value[last] = {"unexpected": value[last]}
        case _:
            value[last] = copy.deepcopy(chance.choice(_ODD))


def _tear(body: bytes, chance: random.Random) -> bytes:
    """Return a body that is probably no JSON."""
    match chance.randint(0, 4):
        case 0:
            return body[: chance.randint(0, len(body))]
        case 1:
            place = chance.randrange(len(body))
            return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
        case 2:
            return b"[" * 2000 + body
        case 3:
            return chance.choice((b"", b"null", b"[]", b'"x"', b"0", b"{}", b'{"entry": 1}'))
        case _:
            return body + body
