"""Show change sets as pages have them: titles, places, and the words behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import orjson

from assistant.console.conversations.console_reader import ConsoleReader
from assistant.console.improve.improve_texts import say
from assistant.console.quality.quality_texts import say as say_quality
from assistant.console.settings.rule_labels import compare_in_words, say_rule
from assistant.console.settings.rule_proposals import FORM_OF
from assistant.console.settings.setting_groups import permission_for
from assistant.console.shell.access import Access, SignedIn
from assistant.console.shell.texts import word
from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.improvement.changes.change_contents import ChangedLine, compare, lines_of
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeKind,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.rules.rule_values import (
    changed_rules,
    merge,
    rule_values,
    write_values,
)
from assistant.kit.settings.rule_file import RuleTextError
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.ports import UnknownConversationError
from assistant.understanding.personal_data.removal import remove_personal_data

_QUOTED = 12  # messages behind a change set
_LONGEST = 300  # characters of a message

_DECIDED_WITH: Mapping[ChangeKind, Permission] = {
    ChangeKind.VERIFIED: Permission.EDIT_ANSWERS,
    ChangeKind.PAGE: Permission.WRITE_PAGES,
    ChangeKind.SETTINGS: Permission.EDIT_SETTINGS,
    ChangeKind.AUTONOMY: Permission.EDIT_AUTONOMY,
    ChangeKind.ORDER_RULES: Permission.EDIT_ORDER_RULES,
    ChangeKind.HOURS: Permission.EDIT_TEAMS,
    ChangeKind.TASK: Permission.ACT_ON_INSIGHTS,
}
"""The permission that deciding on each kind takes: that of changing the thing by hand."""


def decides_on(change: ChangeSet) -> Permission:
    """Return the permission that deciding on a change set takes.

    Settings of one page take what that page takes; those of several, to change all settings.
    """
    return decides_on_kind(change.kind, change.change.content)


def decides_on_kind(kind: ChangeKind, content: str) -> Permission:
    """Return the permission that deciding on a content takes."""
    if kind is not ChangeKind.SETTINGS or not content:
        return _DECIDED_WITH[kind]
    wanted = {permission_for(name) for name in orjson.loads(content)}
    return wanted.pop() if len(wanted) == 1 else Permission.EDIT_SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedMessage:
    """Hold a customer's words without personal data, and the conversation they stand in."""

    text: str
    conversation_id: ConversationId


def title_of(change: ChangeSet, language: Language) -> str:
    """Return the title of a change set in a list."""
    match change.kind:
        case ChangeKind.VERIFIED:
            return decode_answer(change.change.content).question(language)
        case ChangeKind.PAGE:
            return next(iter(lines_of(change.kind, change.change.content)), "").removeprefix("# ")
        case ChangeKind.AUTONOMY if change.cause is ChangeCause.EARNED:
            return say(f"board.{change.cause}", language, row=row_title(change.about, language))
        case ChangeKind.SETTINGS | ChangeKind.AUTONOMY:
            return change.about or say(f"kind.{change.kind}", language)
        case ChangeKind.ORDER_RULES | ChangeKind.HOURS:
            return _title_of_rules(change, language)
        case ChangeKind.TASK:
            about = _about_task(change, language)
            return say(f"task.{change.cause}", language, about=about)


def _title_of_rules(change: ChangeSet, language: Language) -> str:
    """Return the first rule that changes, and how many others do."""
    first, *others = _names_of_rules(change)
    rule = say_rule(change.kind, tuple(first.split(".")), language)
    kind = say(f"kind.{change.kind}", language)
    if not others:
        return say("change.of_rule", language, kind=kind, rule=rule)
    return say("change.of_rules", language, kind=kind, rule=rule, n=len(others))


def _names_of_rules(change: ChangeSet) -> Sequence[str]:
    """Return the rules that change; before people changed any, those that it is about."""
    try:
        changed = changed_rules(change.kind, change.before, change.change.content)
    except RuleTextError:  # another version wrote it
        changed = ()
    return [one.name for one in changed] or change.about.split(", ")


def lines_between(change: ChangeSet, current: str, language: Language) -> Sequence[ChangedLine]:
    """Return the difference that a change makes, line by line; rules in the words of their form.

    Raises:
        ValueError: another version wrote it.
    """
    if change.kind in FORM_OF:
        values, old, new = (
            rule_values(change.kind, one) for one in (current, change.before, change.change.content)
        )
        then = write_values(merge(values, old, new, over_others=True) or {})
        return compare_in_words(change.kind, current, then, language)
    return compare(change.kind, current, change.change.content)


def form_of_rules(change: ChangeSet) -> str:
    """Return the address of the form that edits a proposal of rules; "": it is of none."""
    page = FORM_OF.get(change.kind)
    return f"{page}?{urlencode({'change': change.change_id})}" if page else ""


def _about_task(change: ChangeSet, language: Language) -> str:
    """Return the subject of a task, as people read it."""
    match change.cause:
        case ChangeCause.FAILING_CHECK:
            return say_quality(f"check.{change.about}", language)
        case _:
            return change.about


def row_title(name: str, language: Language) -> str:
    """Return the words for a row of the autonomy table, by its name: "topic_returns"."""
    kind, _, subject = name.partition("_")
    return word(kind, subject, language)


def place_of(change: ChangeSet) -> str:
    """Return the address of the page where a task is done; "": it is no task."""
    if change.kind is not ChangeKind.TASK:
        return ""
    return _PLACES.get(change.cause, "").format(quote(change.change.content))


_PLACES: Mapping[ChangeCause, str] = {
    ChangeCause.RED_QUESTION: "/console/rehearsals/s/{}",
    ChangeCause.RED_SCENARIO: "/console/rehearsals/s/{}",
    ChangeCause.FAILING_CHECK: "/console/quality/{}",
    ChangeCause.CONTRADICTION: "/console/knowledge",
    ChangeCause.UNKNOWN_WORD: "/insights/i/{}",
    ChangeCause.CHALLENGED: "/console/verified",
    ChangeCause.EXCEPTED: "/console/order-rules",
}


def points(share: float) -> str:
    """Return a change of a share in points, with the sign that typography has."""
    return f"{share * 100:+.0f}".replace("-", "\N{MINUS SIGN}")


async def quotes_behind(
    change: ChangeSet, reading: ConsoleReader, access: Access, who: SignedIn
) -> Sequence[QuotedMessage]:
    """Return the messages behind a change set that a person may read; erased ones are missing."""
    if not who.may(Permission.READ_CONVERSATIONS):
        return ()
    quotes = []
    for signal in change.signals[:_QUOTED]:
        try:
            one = ConversationId(signal.conversation_id)
            access.open(who, await reading.case(one))
            record = await reading.record(one)
        except UnknownConversationError:
            continue
        said = (stored.event for stored in record.events)
        words = next(
            (
                event.text
                for event in said
                if isinstance(event, CustomerWrote) and event.message_id == signal.message_id
            ),
            "",
        )
        if words:
            clean = remove_personal_data(words).text[:_LONGEST]
            quotes.append(QuotedMessage(text=clean, conversation_id=one))
    return quotes


SAID = (
    "approved",
    "proposed",
    "proposed_before",
    "edited",
    "rejected",
    "published",
    "taken_back",
    "same",
    "under_way",
    "back_first",
)
"""Names of the texts that tell what became of a form."""


def said_of(moved: ChangeSet) -> str:
    """Return the name of the text that tells the result of a decision."""
    match moved.state:
        case ChangeState.PROPOSED:
            return "approved" if moved.approvers else ""
        case ChangeState.PUBLISHED if moved.withdrawers:
            return "back_first"
        case ChangeState.PUBLISHED | ChangeState.REJECTED | ChangeState.TAKEN_BACK:
            return str(moved.state)
        case ChangeState.APPROVED | ChangeState.WITHDRAWN:
            return "under_way"  # a page is being indexed
        case _:
            return ""


def candidate_of(change: ChangeSet) -> CandidateChange:
    """Return a change with the page that shows and decides on it."""
    here = f"/console/improve/{change.change_id}"
    return replace(change.change, page=here, back=here)
