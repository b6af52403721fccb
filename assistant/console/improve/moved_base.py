"""Put a proposed change into the content that is in force by now. Pure.

A proposal is made for the content of its day. Where that was changed since by hand, its own words
would quietly take the newer ones back; so what it changed is done again to what there is now. Where
both changed the same sentence or field, the one in force stays: people write what is still missing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import orjson

from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.insights.drafting.page_documents import decode_page, encode_page
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer

MOVABLE = frozenset(
    {ChangeKind.VERIFIED, ChangeKind.PAGE, ChangeKind.SETTINGS, ChangeKind.AUTONOMY}
)
"""Kinds that are put together by themselves; rules are edited in their own form."""

_PARTS = re.compile(r"[^\n]*?(?:[.!?…]+[ \t]*|$|\n)", re.MULTILINE)  # sentences and line ends


def move_base(change: ChangeSet, current: str) -> CandidateChange:
    """Return the content of an open change set as it is for the content in force.

    Without one before or now, it stays. Sources: diff3's rule of merging, by sentences.
    """
    base, mine = change.before, change.change.content
    if not base or not current or base == current or change.kind not in MOVABLE:
        return change.change
    return replace(change.change, content=_moved(change.kind, base, mine, current))


def _moved(kind: ChangeKind, base: str, mine: str, current: str) -> str:
    if kind is ChangeKind.PAGE:
        was, written, now = map(decode_page, (base, mine, current))
        fields = {
            name: _merge(getattr(was, name), getattr(written, name), getattr(now, name))
            for name in ("title", "text", "url")
        }
        return encode_page(replace(now, **fields)).decode()
    merged = _merge(*map(orjson.loads, (base, mine, current)))
    if kind is ChangeKind.VERIFIED:
        return encode_answer(decode_answer(orjson.dumps(merged).decode()))
    if kind is ChangeKind.SETTINGS:
        return orjson.dumps(merged, option=orjson.OPT_SORT_KEYS).decode()
    return orjson.dumps(merged).decode()


def _merge(base: Any, mine: Any, current: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a value with the changes of both sides; where they meet, the one in force."""
    if mine == base:
        return current
    if current in (base, mine):
        return mine
    if all(isinstance(one, dict) for one in (base, mine, current)):
        names = dict.fromkeys((*current, *mine))
        merged = {name: _merge(base.get(name), mine.get(name), current.get(name)) for name in names}
        return {name: one for name, one in merged.items() if one is not None or name in current}
    if all(isinstance(one, list) for one in (base, mine, current)):
        kept = [one for one in current if one in mine or one not in base]
        return [*kept, *(one for one in mine if one not in base and one not in current)]
    if all(isinstance(one, str) for one in (base, mine, current)):
        return _merge_texts(base, mine, current)
    return current


def _merge_texts(base: str, mine: str, current: str) -> str:
    """Return the text in force with the sentences that a proposal changed, removed or added."""
    old, new, now = map(_parts, (base, mine, current))
    same = SequenceMatcher(a=old, b=now, autojunk=False).get_matching_blocks()
    merged = list(now)
    changes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for what, since, until, new_since, new_until in reversed(changes):  # so that places stay
        for block in same:
            if what != "equal" and block.a <= since and until <= block.a + block.size:
                at = block.b + since - block.a
                merged[at : at + until - since] = new[new_since:new_until]
                break
    return "".join(merged)


def _parts(text: str) -> Sequence[str]:
    return [one for one in _PARTS.findall(text) if one]
