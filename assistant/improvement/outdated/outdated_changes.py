"""Make proposals of the lines that a changed page left behind, with the new figure in them. Pure.

A verified answer and a page that is written here become an edit; a page that is kept elsewhere, a
task. The figure is filled in where one took the place of one; else people write it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from assistant.answers.verified.types import VerifiedAnswer
from assistant.improvement.changes.change_proposals import BETWEEN, RaisedTask
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
)
from assistant.improvement.outdated.outdated_lines import LineChange, OutdatedLine
from assistant.improvement.outdated.stated_lines import (
    StatedText,
    read_line,
    share_things,
    texts_of,
)
from assistant.insights.drafting.page_documents import decode_page, encode_page
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.understanding.personal_data.removal import remove_personal_data
from assistant.understanding.stated_facts import places

MOST = 20
"""New proposals of one look; others come with later looks, so that people can read them all."""

_TOGETHER = 3  # other pages that have a task each; more have one together
_TOLD = 3  # lines that a note quotes
_TITLES = 6  # in the name of a proposal
_LONGEST = 160  # characters of a line in a note
_QUOTES = {"fr": "«\N{NO-BREAK SPACE}{}\N{NO-BREAK SPACE}»", "en": "“{}”"}


@dataclass(frozen=True, slots=True)
class OutdatedWork:
    """Hold the work that outdated lines ask for."""

    task: RaisedTask
    lines: Sequence[OutdatedLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableTexts:
    """Hold the contents that can be edited here, as they are in force."""

    answers: Mapping[str, VerifiedAnswer]  # by id
    pages: Mapping[tuple[str, str], str]  # written here, by id and language


def raise_outdated(
    lines: Iterable[OutdatedLine], editable: EditableTexts, *, now: datetime
) -> list[OutdatedWork]:
    """Return the work that outdated lines ask for: one for each text, or one for many pages."""
    raised: list[OutdatedWork] = []
    ordered = sorted(lines, key=lambda one: (one.change.page.key, one.text.key))
    for _, of_page in groupby(ordered, key=lambda one: one.change.page.key):
        texts = [[*group] for _, group in groupby(of_page, key=lambda one: one.text.key)]
        works = [(one, _edit(one, editable)) for one in texts]
        elsewhere = [one for one, edit in works if edit is None]
        if len(elsewhere) > _TOGETHER:
            elsewhere = [[line for one in elsewhere for line in one]]
        raised += [_work(one, now, edit) for one, edit in works if edit is not None]
        raised += [_work(one, now) for one in elsewhere]
    return raised


def follows_page(change: ChangeSet) -> bool:
    """Tell whether a change set was made because a page changed, and not of conversations."""
    first = change.steps[0] if change.steps else None
    return (
        change.cause is ChangeCause.CONTRADICTION
        and first is not None
        and (first.deed, first.by) == (ChangeDeed.PROPOSED, "")
    )


@dataclass(frozen=True, slots=True)
class _Edit:
    """Hold the content that a proposal begins with, and the one in its place."""

    change: CandidateChange
    before: str


def _work(lines: Sequence[OutdatedLine], now: datetime, edit: _Edit | None = None) -> OutdatedWork:
    page = lines[0].change.page
    titles = sorted(dict.fromkeys((page.title, *(one.text.title for one in lines))))[:_TITLES]
    note = "\n".join(dict.fromkeys(map(_told, lines[:_TOLD])))
    digest = hashlib.sha256(note.encode()).hexdigest()[:16]
    task = RaisedTask(
        cause=ChangeCause.CONTRADICTION,
        subject=BETWEEN.join(titles),
        about=" / ".join(titles),
        signals=(ChangeSignal(conversation_id="", message_id=digest, at=now),),
        change=edit.change if edit else None,
        before=edit.before if edit else "",
        note=remove_personal_data(note).text,
    )
    return OutdatedWork(task, lines)


def _told(one: OutdatedLine) -> str:
    """Return the words of the page as they are now, and the old ones of the other text."""
    now, page = one.change.now.line.text, one.change.page
    return (
        f"{page.title} {_quoted(now, page)} / {one.text.title} {_quoted(one.line.text, one.text)}"
    )


def _quoted(text: str, of: StatedText) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
    return _QUOTES[of.language].format(short)


def _edit(lines: Sequence[OutdatedLine], editable: EditableTexts) -> _Edit | None:
    """Return the edit of a text; None: it is kept elsewhere."""
    text = lines[0].text
    if text.is_answer:
        answer = editable.answers[text.text_id]
        texts = {
            one.language: _with_new(answer.texts[one.language], _followed(one, lines))
            for one in texts_of(answer)
        }
        before, after = encode_answer(answer), encode_answer(replace(answer, texts=texts))
        return _Edit(CandidateChange(kind=ChangeKind.VERIFIED, content=after), before)
    before = editable.pages.get((text.text_id, text.language), "")
    if not before:
        return None
    page = decode_page(before)
    words = page.text
    for one in lines:
        edited = _with_new(one.line.text, [one.change])
        if words.count(one.line.text) == 1:
            words = words.replace(one.line.text, edited)
    after = before if words == page.text else encode_page(replace(page, text=words)).decode()
    return _Edit(CandidateChange(kind=ChangeKind.PAGE, content=after), before)


def _followed(text: StatedText, lines: Iterable[OutdatedLine]) -> Iterator[LineChange]:
    """Yield the changes that a text of an answer is to follow.

    In another language than the outdated line's, it has that line's things and figure, too.
    """
    read = [read_line(one, text.title, text.language) for one in text.lines]
    for one in lines:
        outdated = read_line(one.line, one.text.title, one.text.language)
        if text.language == one.text.language or any(
            other.facts & one.change.dropped and share_things(other, outdated) for other in read
        ):
            yield one.change


def _with_new(text: str, changes: Iterable[LineChange]) -> str:
    """Return a text with the new figure wherever one figure took the place of one."""
    for change in changes:
        if len(change.dropped) == len(change.gained) == 1:
            [old], [new] = change.dropped, change.gained
            found = [(since, until) for since, until, fact in places(text) if fact == old]
            if (old.kind, old.unit) != (new.kind, new.unit) or len(found) != 1:
                continue
            since, until = found[0]
            if old.value.isdigit() and new.value.isdigit() and old.value in text[since:until]:
                figure = text[since:until].replace(old.value, new.value, 1)
                text = f"{text[:since]}{figure}{text[until:]}"
    return text
