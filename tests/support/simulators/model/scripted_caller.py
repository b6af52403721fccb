"""A model that calls tools as a table tells it, and whose answers are the shop's own lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex
import yaml

from tests.support.simulators.model.personas import honest
from tests.support.simulators.model.script import Asked, Call, Said

Calls = Sequence[Mapping[str, Mapping[str, Any]]]
"""Tools that are called side by side, each with its arguments."""

IN_PROGRESS = "in_progress"
"""Stands in a table for the operation that the request says is going on."""

_WORD = regex.compile(r"\w{4,}")
_ENDS = regex.compile(r"(?<=[.!?])(?=\s+\p{Lu})|(?=\s*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedCaller:
    """Calls once for each message that the table has, with what was said before; then says it.

    Of other messages it says nothing, so that the shop's own words answer.
    """

    calls: Mapping[str, Calls]  # by the customer's message

    @classmethod
    def of(cls, file: Path) -> "ScriptedCaller":
        return cls(calls=yaml.safe_load(file.read_text("utf-8")))

    def __call__(self, asked: Asked) -> Said:
        if asked.objected:
            return honest(asked)
        if asked.called or not asked.tools:
            return Said(text=_told(asked))
        told = self._of(asked.message, asked.in_progress)
        return Said(calls=tuple(Call(name=n, arguments=self._whole(n, g, asked)) for n, g in told))

    def _of(self, message: str, in_progress: str) -> list[tuple[str, Mapping[str, Any]]]:
        calls = [one for each in self.calls.get(message, ()) for one in each.items()]
        return [(in_progress if name == IN_PROGRESS else name, given) for name, given in calls]

    def _whole(self, name: str, given: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
        """Return arguments with those of earlier messages, as far as they are of the same order."""
        before: dict[str, Any] = {}
        for message in asked.earlier:
            for earlier, arguments in self._of(message, name):
                if earlier == name:
                    before = _merged(before, arguments)
        return _merged(before, given) if name == asked.in_progress else dict(given)


def _merged(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    same = given.get("order_number") in {None, before.get("order_number")}
    return {**before, **given} if same else dict(given)


def _told(asked: Asked) -> str:
    """Return what the tools gave, each sentence with its number; of pages the nearest line."""
    found = [one for one in asked.facts if one.called]
    told = [_cited(one.text, one.number) for one in found if one.origin != "page"]
    lines = [
        (line, one.number) for one in found if one.origin == "page" for line in one.text.split("\n")
    ]
    words = set(_WORD.findall(asked.message.lower()))
    nearest = max(
        lines, key=lambda one: len(words & set(_WORD.findall(one[0].lower()))), default=None
    )
    return "\n".join((*told, *([_cited(*nearest)] if nearest else ())))


def _cited(text: str, number: int) -> str:
    lines = (_ENDS.sub(f" [{number}]", line) for line in text.splitlines() if line.strip())
    return "\n".join(lines)
