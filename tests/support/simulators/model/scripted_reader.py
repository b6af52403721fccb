"""A model that reads customers as it is told, and whose answers are the shop's own lines."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.simulators.model.script import Asked, Call, Said

Calls = Sequence[Mapping[str, Mapping[str, Any]]]
"""Tools that are called, each with its arguments."""

IN_PROGRESS = "in_progress"
"""Stands in a reading for the operation that the request says is going on."""

_PASSAGE = re.compile(r"<passage[^>]*>(.*?)</passage>", re.DOTALL)
_WHOLE = {"ask_the_shop": "question"}
_BARE = frozenset({"leave_request", "talk_to_person", "nothing_to_do"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedReader:
    """Answers both questions that the dialogue asks; what it was not told it does not know."""

    readings: Mapping[str, Calls]  # by the customer's message
    points: Mapping[str, Sequence[str]]  # by the description: parts of what it means

    @classmethod
    def of(cls, folder: Path) -> "ScriptedReader":
        """Read `readings.yml` and `pointing.yml` of a folder."""
        readings = yaml.safe_load((folder / "readings.yml").read_text("utf-8"))
        points = yaml.safe_load((folder / "pointing.yml").read_text("utf-8"))
        return cls(readings=readings, points=points)

    def __call__(self, asked: Asked) -> Said:
        if not asked.last.startswith("{"):
            return Said(text=_copied(asked.last))  # asked for an answer's words
        shown = json.loads(asked.last)
        if "choices" in shown:
            return Said(text=json.dumps({"choices": self._pointed_at(shown)}))
        going_on = (shown.get("in_progress") or {}).get("operation", "nothing_to_do")
        calls = [
            {going_on if name == IN_PROGRESS else name: given for name, given in one.items()}
            for one in self.readings.get(shown["now"], ())
        ]
        return Said(calls=tuple(_call(one, shown["now"], asked) for one in calls))

    def _pointed_at(self, shown: Mapping[str, Any]) -> list[int]:
        parts = self.points.get(shown["words"], ())
        return [
            one["number"]
            for one in shown["choices"]
            if any(part in json.dumps(one["is"], ensure_ascii=False) for part in parts)
        ]


def _copied(text: str) -> str:
    """Return an answer that is the first line of the first passage, word for word."""
    passages = [one.strip() for one in _PASSAGE.findall(text)]
    line = passages[0].splitlines()[0] if passages and passages[0] else ""
    said = [{"source": 1, "quote": line, "text": line}] if line else []
    return json.dumps({"sentences": said}, ensure_ascii=False)


def _call(one: Mapping[str, Mapping[str, Any]], now: str, asked: Asked) -> Call:
    """Return a call with all its words; of what is not offered now: that it is wanted all the same.

    That is what a model does that keeps to its tools.
    """
    ((name, given),) = one.items()
    whole = _WHOLE.get(name, "words")
    arguments = dict(given) if name in _BARE else {whole: now, **given}
    if name in asked.tools or name in {*_WHOLE, *_BARE, "not_possible_now"}:
        return Call(name=name, arguments=arguments)
    return Call(name="not_possible_now", arguments={"operation": name, **arguments})
