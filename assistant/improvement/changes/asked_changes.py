"""Make a proposal that a person or a program asks for, once for each thing. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson

from assistant.answers.verified.types import (
    AnswerState,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.answers.verified.way_agreement import asked_words
from assistant.conversation.message import Language
from assistant.improvement.changes.asked_tables import proposes_rows
from assistant.improvement.changes.change_moves import needed
from assistant.improvement.changes.change_proposals import ways_of
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeStep,
)
from assistant.improvement.changes.change_stakes import stake_of
from assistant.improvement.rules.rule_values import (
    ChangedRule,
    RulePath,
    changed_rules,
    spell_value,
    tidy_rules,
)
from assistant.insights.drafting.page_documents import (
    PageDocument,
    decode_page,
    encode_page,
    tidy_page,
)
from assistant.kit.settings.rule_file import RuleTextError
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level, encode_table
from assistant.understanding.personal_data.removal import remove_personal_data


def ask_for_answer(
    *,
    question: str,
    answer: str,
    language: Language,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of a verified answer; of `known`, the open one that has the question.

    Personal data is taken out of the question, of the answer and of the reason.

    Raises:
        QuietProposalError: people rejected an answer to this question.
    """
    way = WayOfAsking(language=language, text=remove_personal_data(" ".join(question.split())).text)
    key = asked_words(way.text, language).key
    alike = (
        one
        for one in known
        if any(asked_words(it.text, it.language).key == key for it in ways_of(one))
    )
    if waits := _waiting(alike, now):
        return waits
    text = remove_personal_data(answer.strip()).text
    change_id = _identify(key, text, now.date().isoformat())
    proposed = VerifiedAnswer(
        answer_id=VerifiedId(change_id),
        ways=(way,),
        texts={language: text} if text else {},
        state=AnswerState.LIVE,
    )
    change = CandidateChange(kind=ChangeKind.VERIFIED, content=encode_answer(proposed))
    asked = _asked(change_id, change, why=why, by=by, now=now)
    return replace(asked, stake=stake_of(change))


class UnknownSubjectError(ValueError):
    """Say that there is no such row, page or setting, or that nothing would change."""


class PersonalValueError(ValueError):
    """Say that the value of a setting has personal data; the message is the setting's name."""


class QuietProposalError(ValueError):
    """Say that people rejected the like, or took it back, and do not want it again yet."""

    def __init__(self, before: ChangeSet) -> None:
        super().__init__(before.change_id)
        self.before = before


def ask_for_level(
    *,
    name: str,
    level: Level,
    table: AutonomyTable,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of another level for an operation or a topic of the table in force.

    Of `known`, the open one is returned that proposes the same already.

    Raises:
        UnknownSubjectError: there is no such row, or it has this level.
        QuietProposalError: people rejected the same.
    """
    rows = table.model_dump(mode="json")
    part = next((one for one in ("operations", "topics") if name in rows[one]), None)
    if part is None or rows[part][name]["level"] == level:
        raise UnknownSubjectError(name)
    about = f"{name}: {rows[part][name]['level']} → {level}"
    rows[part][name]["level"] = str(level)
    asked_for = AutonomyTable.model_validate(rows)
    alike = (one for one in known if proposes_rows(one, asked_for, [f"{part}.{name}"]))
    if waits := _waiting(alike, now):
        return waits
    content = encode_table(asked_for)
    change = CandidateChange(kind=ChangeKind.AUTONOMY, content=content)
    asked = _asked(_identify(content, now.date().isoformat()), change, why=why, by=by, now=now)
    before = encode_table(table)
    return replace(asked, about=about, before=before, stake=stake_of(change, before))


def ask_for_task(
    *, about: str, why: str, by: str, known: Sequence[ChangeSet], now: datetime
) -> ChangeSet:
    """Return the proposal of something that people do where Comptoir changes nothing itself.

    Of `known`, the open one is returned that has these words already. Personal data is taken out.

    Raises:
        QuietProposalError: people rejected the same.
    """
    words = remove_personal_data(" ".join(about.split())).text
    alike = (one for one in known if one.kind is ChangeKind.TASK and one.about == words)
    if waits := _waiting(alike, now):
        return waits
    change_id = _identify(ChangeKind.TASK, words, now.date().isoformat())
    change = CandidateChange(kind=ChangeKind.TASK, content=words)
    return replace(_asked(change_id, change, why=why, by=by, now=now), about=words)


def ask_for_page(
    page: PageDocument,
    before: str,
    *,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of a page that is written here, in place of the content `before`.

    `before` "" makes a new page. Personal data is taken out of every line that is new. Of `known`,
    the open one is returned that proposes the same already.

    Raises:
        UnknownSubjectError: nothing would change.
        QuietProposalError: people rejected the same.
    """
    kept = frozenset(decode_page(before).text.splitlines()) if before else frozenset()
    lines = (
        line if line in kept else remove_personal_data(line).text for line in page.text.splitlines()
    )
    title = remove_personal_data(page.title).text
    tidy = tidy_page(replace(page, title=title, text="\n".join(lines)))
    if not tidy.document_id:
        named = _identify(tidy.title, tidy.text, tidy.language, now.date().isoformat())
        tidy = replace(tidy, document_id=f"page-{named}")
    change = CandidateChange(kind=ChangeKind.PAGE, content=encode_page(tidy).decode())
    if change.content == before:
        raise UnknownSubjectError(tidy.title)
    if waits := _waiting((one for one in known if _says_the_same(one, tidy)), now):
        return waits
    change_id = _identify(change.content, now.date().isoformat())
    asked = _asked(change_id, change, why=why, by=by, now=now)
    return replace(asked, before=before, stake=stake_of(change, before))


TEXTS = ("webchat.suggestions", "model.tone", "shop.profile")
"""Settings that customers read, or that the assistant's words follow from."""

PROPOSABLE = ("policy.", "escalation.", "patience.", *TEXTS)
"""Beginnings of the settings that a program may propose: those of how customers are answered.

Keys, addresses, sign-in and mail open doors: people alone begin with them.
"""


def ask_for_settings(
    values: Mapping[str, str],
    stored: Mapping[str, str],
    *,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of other settings, by name; "" is the default.

    `stored` are the settings that people made. Whoever asks has checked that the values fit. Of
    `known`, the open one is returned that proposes the same already.

    Raises:
        UnknownSubjectError: one of them is not to be proposed, or nothing would change.
        PersonalValueError: one of them has personal data.
        QuietProposalError: people rejected the same.
    """
    for name, value in values.items():
        if not name.startswith(PROPOSABLE):
            raise UnknownSubjectError(name)
        kept = frozenset(stored.get(name, "").splitlines())
        new = (line for line in value.splitlines() if line not in kept)
        if any(remove_personal_data(line).text != line for line in new):
            raise PersonalValueError(name)
    now_stored = {name: stored.get(name, "") for name in values}
    if now_stored == values:
        raise UnknownSubjectError(", ".join(values))
    content = orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS).decode()
    if waits := _waiting((one for one in known if _sets_the_same(one, values)), now):
        return waits
    change = CandidateChange(kind=ChangeKind.SETTINGS, content=content)
    asked = _asked(_identify(content, now.date().isoformat()), change, why=why, by=by, now=now)
    before = orjson.dumps(now_stored, option=orjson.OPT_SORT_KEYS).decode()
    short = {name: "" if "\n" in value else value for name, value in values.items()}
    about = ", ".join(f"{name} → {value}" if value else name for name, value in short.items())
    return replace(asked, about=about, before=before, stake=stake_of(change, before))


def ask_for_rules(
    kind: ChangeKind,
    text: str,
    before: str,
    *,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
    signs: bool = False,
) -> ChangeSet:
    """Return the proposal of other written rules, in place of those of the text `before`.

    `signs`: whoever asks may change the rules by hand, and is the first of two who approve it,
    whatever was rejected before. Of `known`, the open one is returned that proposes the same of
    these rules already.

    Raises:
        RuleTextError: a text cannot be used.
        UnknownSubjectError: nothing would change.
        PersonalValueError: a rule that changes has personal data.
        QuietProposalError: people rejected the same.
    """
    content, before = tidy_rules(kind, text), tidy_rules(kind, before)
    changed = changed_rules(kind, before, content)
    about = ", ".join(one.name for one in changed)
    if not changed:
        raise UnknownSubjectError(kind)
    for one in changed:
        words = spell_value(one.after) if _is_of_words(one.path) else ""
        if remove_personal_data(words).text != words:
            raise PersonalValueError(one.name)
    alike = [one for one in known if one.kind is kind and _changes_alike(one, changed)]
    if waits := _waiting((one for one in alike if one.is_open or not signs), now):
        return waits
    change = CandidateChange(kind=kind, content=content)
    change_id = _identify(content, now.isoformat() if signs else now.date().isoformat())
    asked, stake = _asked(change_id, change, why=why, by=by, now=now), stake_of(change, before)
    signed = (ChangeStep(deed=ChangeDeed.APPROVED, at=now, by=by),)
    return replace(
        asked,
        about=about,
        before=before,
        stake=stake,
        steps=asked.steps + (signed if signs and needed(stake) > 1 else ()),
    )


def _is_of_words(path: RulePath) -> bool:
    """Tell whether a rule has words that people wrote; others are days, numbers and names."""
    return "reasons" in path or path[-1] == "name"


def _changes_alike(change: ChangeSet, changed: Sequence[ChangedRule]) -> bool:
    """Tell whether a change set has the same rules as others that change."""
    try:
        rules = changed_rules(change.kind, change.before, change.change.content)
    except RuleTextError:  # another version wrote it
        return False
    return {one.name: one.after for one in rules} == {one.name: one.after for one in changed}


def _sets_the_same(change: ChangeSet, values: Mapping[str, str]) -> bool:
    """Tell whether a change set covers these settings: all of them if open, one if rejected."""
    if change.kind is not ChangeKind.SETTINGS:
        return False
    theirs: Mapping[str, str] = orjson.loads(change.change.content)
    same = [theirs.get(name) == value for name, value in values.items()]
    return all(same) if change.is_open else any(same)


def _says_the_same(change: ChangeSet, page: PageDocument) -> bool:
    """Tell whether a change set has the words of a page, whichever id a new page got."""
    if change.kind is not ChangeKind.PAGE:
        return False
    mine = decode_page(change.change.content)
    is_new = not change.before
    return page == (replace(mine, document_id=page.document_id) if is_new else mine)


def _waiting(alike: Iterable[ChangeSet], now: datetime) -> ChangeSet | None:
    """Return the change set that people decide on already; None: none is alike.

    Raises:
        QuietProposalError: people rejected one of them, and some weeks have not passed.
    """
    quiet = None
    for one in alike:
        if one.is_open:
            return one
        if one.is_quiet(now.date()):
            quiet = one
    if quiet is not None:
        raise QuietProposalError(quiet)
    return None


def _asked(
    change_id: ChangeId, change: CandidateChange, *, why: str, by: str, now: datetime
) -> ChangeSet:
    note = remove_personal_data(why.strip()).text
    return ChangeSet(
        change_id=change_id,
        version=1,
        cause=ChangeCause.ASKED_FOR,
        change=change,
        proposed_at=now,
        steps=(ChangeStep(deed=ChangeDeed.PROPOSED, at=now, by=by, note=note),),
    )


def _identify(*parts: str) -> ChangeId:
    return ChangeId(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16])
