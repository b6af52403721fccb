"""Hash people's deeds in a chain: each entry's hash covers the one before, so edits show. Pure.

An entry names agents, conversations and customers by id only. The chain alone cannot show that its
newest entries were cut off; a copy of its head kept elsewhere can.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

ORIGIN = "0" * 64
"""What stands for the hash before the first."""

COMMAND_LINE = "command line"
"""Who acts when nobody is signed in: whoever may run `comptoir` on the server."""


class Action(StrEnum):
    """Name the kind of a deed in the audit."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"  # everywhere
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a word, no secret
    SECOND_FACTOR_CHANGED = "second_factor_changed"  # added, removed, new recovery codes
    CODE_GIVEN = "code_given"
    AGENT_ADDED = "agent_added"
    AGENT_CHANGED = "agent_changed"  # name, languages, skills, teams, capacity
    ROLE_CHANGED = "role_changed"
    AGENT_DISABLED = "agent_disabled"
    AGENT_ENABLED = "agent_enabled"
    TEAM_CHANGED = "team_changed"
    DENIED = "denied"  # a page that the role does not have
    CONVERSATION_READ = "conversation_read"
    CUSTOMER_READ = "customer_read"
    CONVERSATIONS_SEARCHED = "conversations_searched"
    CONVERSATION_HANDLED = "conversation_handled"  # taken, given back, assigned, resolved ...
    COPILOT_USED = "copilot_used"  # an agent had something drafted, rewritten, looked up
    OPERATION_PROPOSED = "operation_proposed"
    OPERATION_ORDERED = "operation_ordered"  # without the customer's yes in the chat
    EXCEPTION_ASKED = "exception_asked"  # of a colleague whose role may make it
    OPERATION_DONE = "operation_done"
    OPERATION_APPROVED = "operation_approved"
    OPERATION_REJECTED = "operation_rejected"
    AUTONOMY_CHANGED = "autonomy_changed"
    SETTINGS_CHANGED = "settings_changed"  # on a page or at the command line; taken back
    QUESTIONS_CHANGED = "questions_changed"  # saved, changed, removed, imported
    HARM_ALLOWED = "harm_allowed"  # a change that the tests say does harm may go live
    CANNED_CHANGED = "canned_changed"
    ANSWER_CHANGED = "answer_changed"  # a verified one: written, turned on or off, taken back
    ANSWER_JUDGED = "answer_judged"  # one of the day before: agreed, corrected, not so; undone
    CHANGE_MOVED = "change_moved"  # a change set, as its history says
    EXPERIMENT_MOVED = "experiment_moved"  # signed, started, widened, stopped, ended
    ASSERTION_MOVED = "assertion_moved"  # posted, disputed, settled, withdrawn ...
    WORK_MENDED = "work_mended"  # that was stuck: tried again, put away
    STATISTICS_READ = "statistics_read"
    QUALITY_JUDGED = "quality_judged"  # a person said whether a check is right
    QUALITY_SWITCHED = "quality_switched"  # a check was switched on or off
    OUTREACH_TURNED = "outreach_turned"  # messages that the shop writes first: on, off, the share
    CONSENTS_IMPORTED = "consents_imported"  # that were given elsewhere
    DEFECT_MOVED = "defect_moved"  # of a batch, in older audits
    INSIGHTS_ASKED = "insights_asked"  # by a program, with a key of theirs
    INSIGHT_QUOTES_READ = "insight_quotes_read"  # the redacted words behind one
    INSIGHT_MOVED = "insight_moved"  # accepted, done, dismissed ...
    TOPIC_CHANGED = "topic_changed"  # named, merged, split
    INSIGHTS_EXPORTED = "insights_exported"
    SOURCE_CHANGED = "source_changed"  # read again, turned on or off, removed, scheduled
    PAGE_CHANGED = "page_changed"  # drafted, written, tried, published, withdrawn
    WEBHOOK_CHANGED = "webhook_changed"  # added, removed, tested, replayed, a secret replaced
    AUDIT_READ = "audit_read"
    CUSTOMER_EXPORTED = "customer_exported"
    CUSTOMER_ERASED = "customer_erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Hold the deed of a person, before it has its place in the chain."""

    at: datetime  # aware, UTC
    actor: str  # an `AgentId`, `COMMAND_LINE`, or "": somebody unknown
    action: Action | str  # no `Action`: a word of a newer version, which ran beside this one
    subject: str = ""  # the id of what it was done to: an agent, a conversation, a customer
    detail: Mapping[str, str] = field(default_factory=dict)
    """Ids and words of ours, and reasons that people typed, without personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Hold a deed at its place in the chain."""

    number: int  # 1, 2, 3 ...
    deed: Deed
    sha256: str  # over the one before and this one's canonical JSON, hex

    @classmethod
    def after(cls, number: int, sha256: str, deed: Deed) -> Self:
        """Return the entry that follows number `number`, whose hash is `sha256`; 0: `ORIGIN`."""
        return cls(number=number + 1, deed=deed, sha256=link(sha256, number + 1, deed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Hold the number and the hash of a chain's newest entry."""

    number: int = 0
    sha256: str = ORIGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerification:
    """Hold how far the chain of the audit is whole.

    `broken_at` is the number of the first entry that does not fit. `note_is_gone`: a head was noted
    in the data folder, and is there no more.
    """

    head: Head
    broken_at: int | None = None
    why: str = ""
    note_is_gone: bool = False


def link(previous: str, number: int, deed: Deed) -> str:
    """Return the hash of a deed at its place, hex."""
    canonical = json.dumps(
        {
            "action": deed.action,
            "actor": deed.actor,
            "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "detail": dict(deed.detail),
            "number": number,
            "subject": deed.subject,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def follow(head: Head, entries: Iterable[AuditEntry]) -> tuple[Head, AuditEntry | None]:
    """Return how far the chain holds, and the first entry that does not follow from it."""
    for entry in entries:
        fits = entry.number == head.number + 1
        if not fits or entry.sha256 != link(head.sha256, entry.number, entry.deed):
            return head, entry
        head = Head(number=entry.number, sha256=entry.sha256)
    return head, None
