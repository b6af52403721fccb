"""What the scripted server is asked, and what it is told to answer."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as it came."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.body["messages"]
        return found

    @property
    def system(self) -> str:
        return "\n".join(str(m["content"]) for m in self.messages if m["role"] == "system")

    @property
    def last(self) -> str:
        """The last message's text."""
        return str(self.messages[-1].get("content") or "")

    @property
    def tools(self) -> list[str]:
        """Names of the tools that are offered."""
        return [one["function"]["name"] for one in self.body.get("tools", ())]

    @property
    def wants_json(self) -> bool:
        return self.body.get("response_format", {}).get("type") in {"json_schema", "json_object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A tool call; `arguments` are written as JSON unless they are a text already."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)

    @property
    def written(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The answer to one request, and what goes wrong with it.

    A gate is waited for: an event that is never set is a server that hangs for ever.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    piece: int = 12  # characters in one chunk of a stream
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""  # message of a status that is no 200
    finish: str = "stop"
    before: asyncio.Event | None = None  # waited for before the status
    first: asyncio.Event | None = None  # waited for before the first chunk
    stall_after: int | None = None  # chunks; then `stall` is waited for
    stall: asyncio.Event | None = None
    cut_after: int | None = None  # chunks; then the connection breaks
    no_end: bool = False  # neither a finish reason nor [DONE]: a server that stopped midway
    garbled: bool = False  # what is sent is no JSON
    no_usage: bool = False
    cached: int = 0  # tokens of the prompt
    sent: list[float] | None = None  # gets the moment of each chunk, by `time.perf_counter`


Persona = Callable[[Asked], Said]
"""Decides what is answered."""


def counted(text: str) -> int:
    """Return the tokens of a text, as this server counts them: words."""
    return len(text.split())
