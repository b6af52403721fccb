"""What the scripted server is asked, and what it is told to answer."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_FACT = re.compile(
    r"^\[(\d+)\] (\w+)[^\n]*\n(.*?)(?=^\[\d+\] \w+|^The customer's |\Z)", re.MULTILINE | re.DOTALL
)
_MESSAGE = re.compile(r"^The customer's message:\n<<(.*)>>\Z", re.MULTILINE | re.DOTALL)
_IN_PROGRESS = re.compile(r"^In progress: (\w+),", re.MULTILINE)
_OBJECTION = re.compile(r"^(\d+)\. ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A numbered fact, as it is shown to a model."""

    number: int
    origin: str  # a `tools.facts.Origin`
    text: str
    called: bool  # a tool gave it that the model has called


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
    def message(self) -> str:
        """The customer's message that a reply is asked for; "": something else is."""
        found = (_MESSAGE.search(str(m.get("content") or "")) for m in self.messages)
        return next((one[1] for one in found if one), "")

    @property
    def earlier(self) -> Sequence[str]:
        """The customer's messages before that one, oldest first."""
        said = [str(one["content"]) for one in self.messages if one["role"] == "user"]
        at = next((at for at, one in enumerate(said) if _MESSAGE.search(one)), 0)
        return said[:at]

    @property
    def in_progress(self) -> str:
        """The operation that is said to be in progress; "": none."""
        found = (_IN_PROGRESS.search(str(m.get("content") or "")) for m in self.messages)
        return next((one[1] for one in found if one), "")

    @property
    def facts(self) -> Sequence[ShownFact]:
        """What a reply may rest on: found by code, then by the tools that were called."""
        shown = (
            (str(m["content"]), m["role"] == "tool")
            for m in self.messages
            if m["role"] == "tool" or _MESSAGE.search(str(m.get("content") or ""))
        )
        return [
            ShownFact(int(number), origin, text.strip(), called)
            for one, called in shown
            for number, origin, text in _FACT.findall(one)
        ]

    @property
    def called(self) -> int:
        """How often tools were called for the message."""
        return sum(1 for one in self.messages if one.get("tool_calls"))

    @property
    def objected(self) -> Sequence[int]:
        """Numbers of the sentences that are asked for anew; (): none are."""
        mends = self.last.startswith("A check of your reply objected")
        return [int(one) for one in _OBJECTION.findall(self.last)] if mends else ()

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
