"""Read the content of a change as lines that people compare. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import assert_never

import orjson

from assistant.answers.verified.types import VerifiedAnswer
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.rules.rule_values import (
    WRITTEN_IN,
    changed_rules,
    rule_lines,
    write_line,
)
from assistant.insights.drafting.page_documents import decode_page
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.operations.autonomy.autonomy_table import decode_table


class LineFate(StrEnum):
    """Name the fate of a line that two contents are compared by."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """Hold a line of a comparison."""

    fate: LineFate
    text: str


def lines_of(kind: ChangeKind, content: str) -> Sequence[str]:  # noqa: PLR0911 - one a kind
    """Return a content as lines; none for no content.

    Raises:
        ValueError: another version wrote it.
    """
    if not content:
        return ()
    match kind:
        case ChangeKind.VERIFIED:
            return [*_answer_lines(decode_answer(content))]
        case ChangeKind.PAGE:
            return [*_page_lines(content)]
        case ChangeKind.SETTINGS:
            return [*_setting_lines(content)]
        case ChangeKind.AUTONOMY:
            return decode_table(content).written().splitlines()
        case ChangeKind.ORDER_RULES | ChangeKind.HOURS:
            return rule_lines(kind, content)
        case ChangeKind.TASK:
            return ()
        case _:
            assert_never(kind)


def compare(kind: ChangeKind, before: str, after: str) -> Sequence[ChangedLine]:
    """Return the lines of both contents, each with its fate; a removed line comes first.

    Of written rules, which are many, only those that differ.
    """
    if kind in WRITTEN_IN:
        return [*_compare_rules(kind, before, after)]
    old, new = lines_of(kind, before), lines_of(kind, after)
    told: list[ChangedLine] = []
    matched = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for what, old_from, old_to, new_from, new_to in matched:
        if what == "equal":
            told += (ChangedLine(fate=LineFate.SAME, text=one) for one in old[old_from:old_to])
            continue
        told += (ChangedLine(fate=LineFate.REMOVED, text=one) for one in old[old_from:old_to])
        told += (ChangedLine(fate=LineFate.ADDED, text=one) for one in new[new_from:new_to])
    return told


def _compare_rules(kind: ChangeKind, before: str, after: str) -> Iterator[ChangedLine]:
    for one in changed_rules(kind, before, after):
        for fate, value in ((LineFate.REMOVED, one.before), (LineFate.ADDED, one.after)):
            if value is not None:
                yield ChangedLine(fate=fate, text=write_line(one.path, value))


def has_gaps(change: CandidateChange, before: str = "") -> bool:
    """Tell whether people still have to write something before a change can be published."""
    kind = ChangeKind(change.kind)
    if kind is ChangeKind.TASK:
        return False
    if change.content == before:
        return True  # nothing would change
    if kind is ChangeKind.VERIFIED:
        answer = decode_answer(change.content)
        return not answer.person and not any(text.strip() for text in answer.texts.values())
    return not any(one.strip() for one in lines_of(kind, change.content))


def _answer_lines(answer: VerifiedAnswer) -> Iterator[str]:
    yield from (f"? {way.text}" for way in answer.ways)
    for language, text in sorted(answer.texts.items()):
        yield from (f"{language}: {line}" for line in text.splitlines() if line.strip())
    if answer.source_title or answer.source_url:
        yield f"→ {answer.source_title} {answer.source_url}".strip()
    yield from (f"✗ {one.title}: {' '.join(one.quote.split())}" for one in answer.corrects)


def _setting_lines(content: str) -> Iterator[str]:
    """Yield a line for each setting, and one for each line of a longer text."""
    for name, value in sorted(orjson.loads(content).items()):
        first, *others = value.split("\n")
        if others:
            yield f"{name} ="
            yield from (f"  {line}" for line in (first, *others))
        else:
            yield f"{name} = {value}"


def _page_lines(content: str) -> Iterator[str]:
    page = decode_page(content)
    yield f"# {page.title}"
    yield from (line.rstrip() for line in page.text.splitlines() if line.strip())
    if page.url:
        yield f"→ {page.url}"
