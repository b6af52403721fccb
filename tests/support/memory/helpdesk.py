"""A helpdesk and its case book in memory, for tests and for trying things out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.ports import CaseGoneError
from assistant.desk.helpdesk.types import (
    CaseEntry,
    CaseMessage,
    CaseState,
    Colleague,
    EntryVoice,
    HelpdeskCaseId,
    MirroredCase,
    Opening,
)
from assistant.ports import Clock


class MemoryCaseBook:
    """A `CaseBook` for one event loop."""

    def __init__(self) -> None:
        self._position = 0
        self._kept: dict[ConversationId, MirroredCase] = {}
        self._due: dict[ConversationId, datetime] = {}

    async def position(self) -> int:
        return self._position

    async def take_in(
        self,
        position: int,
        *,
        opens: Collection[ConversationId],
        touches: Collection[ConversationId],
        now: datetime,
    ) -> None:
        self._position = position
        for one in opens:
            self._kept.setdefault(one, MirroredCase(conversation_id=one))
        self._mark({*opens, *touches} & self._kept.keys(), now)

    async def due(self, now: datetime, *, limit: int) -> Sequence[MirroredCase]:
        due = sorted((at, one) for one, at in self._due.items() if at <= now)
        return [self._kept[one] for _, one in due[:limit]]

    async def of_case(self, case_id: HelpdeskCaseId) -> MirroredCase | None:
        return next((one for one in self._kept.values() if one.case_id == case_id), None)

    async def look_at(self, case_ids: Collection[HelpdeskCaseId], *, now: datetime) -> int:
        known = {k for k, one in self._kept.items() if one.case_id in case_ids}
        self._mark(known, now)
        return len(known)

    async def save(self, kept: MirroredCase) -> None:
        if now := self._kept.get(kept.conversation_id):
            self._kept[kept.conversation_id] = replace(kept, stamp=now.stamp, tries=now.tries)

    async def settle(self, kept: MirroredCase) -> None:
        now = self._kept.get(kept.conversation_id)
        if now is not None and now.stamp == kept.stamp:
            self._due.pop(kept.conversation_id, None)
            self._kept[kept.conversation_id] = replace(now, tries=0)

    async def postpone(self, kept: MirroredCase, *, until: datetime) -> None:
        if now := self._kept.get(kept.conversation_id):
            self._kept[kept.conversation_id] = replace(now, tries=now.tries + 1)
            self._due[kept.conversation_id] = until

    async def forget(self, conversation_id: ConversationId) -> None:
        self._kept.pop(conversation_id, None)
        self._due.pop(conversation_id, None)

    async def failures(self) -> Sequence[MirroredCase]:
        return sorted(
            (one for one in self._kept.values() if one.failure), key=lambda k: k.conversation_id
        )

    def _mark(self, concerned: Collection[ConversationId], now: datetime) -> None:
        for one in concerned:
            kept = self._kept[one]
            if not (kept.tries and one in self._due):
                self._due[one] = now
            self._kept[one] = replace(kept, stamp=kept.stamp + 1)


@dataclass(slots=True, kw_only=True)
class MemoryCase:
    """One case, to be looked at and written in by tests."""

    opening: Opening
    status: ConversationStatus = ConversationStatus.PENDING
    snoozed_until: datetime | None = None
    assignee: Colleague | None = None
    entries: list[CaseEntry] = field(default_factory=list)
    heard: list[CaseMessage] = field(default_factory=list)
    changed_at: datetime


class MemoryHelpdesk:
    """A `Helpdesk` for one event loop, in which tests are the people."""

    name = "memory"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = 0
        self.cases: dict[HelpdeskCaseId, MemoryCase] = {}

    async def open_case(self, opening: Opening) -> HelpdeskCaseId:
        for case_id, case in self.cases.items():
            if case.opening.conversation_id == opening.conversation_id:
                return case_id
        case_id = HelpdeskCaseId(str(len(self.cases) + 1))
        self.cases[case_id] = MemoryCase(opening=opening, changed_at=self._clock.now())
        return case_id

    async def post(self, case_id: HelpdeskCaseId, entry: CaseEntry) -> None:
        case = self._case(case_id)
        if entry.voice is EntryVoice.CUSTOMER and case.status in (
            ConversationStatus.RESOLVED,
            ConversationStatus.SNOOZED,
        ):
            case.status = ConversationStatus.OPEN
        case.entries.append(entry)
        self.write(case_id, entry_id=entry.entry_id, text=entry.text)

    async def set_status(
        self, case_id: HelpdeskCaseId, status: ConversationStatus, *, until: datetime | None = None
    ) -> None:
        case = self._case(case_id)
        case.status, case.snoozed_until = status, until
        case.changed_at = self._clock.now()

    async def look(self, case_id: HelpdeskCaseId, *, after: int) -> CaseState:
        case = self._case(case_id)
        return CaseState(
            status=case.status,
            snoozed_until=case.snoozed_until,
            assignee=case.assignee,
            heard=tuple(one for one in case.heard if one.number > after),
        )

    async def changed(self, since: datetime) -> Sequence[HelpdeskCaseId]:
        return [one for one, case in self.cases.items() if case.changed_at >= since]

    async def delete(self, case_id: HelpdeskCaseId) -> None:
        self.cases.pop(case_id, None)

    def write(
        self,
        case_id: HelpdeskCaseId,
        *,
        text: str,
        by: Colleague | None = None,
        private: bool = False,
        entry_id: str = "",
        files: tuple[str, ...] = (),
    ) -> CaseMessage:
        """Have somebody write in a case."""
        self._numbers += 1
        heard = CaseMessage(
            number=self._numbers,
            entry_id=entry_id,
            by=by,
            text=text,
            private=private,
            attachments=files,
        )
        case = self._case(case_id)
        case.heard.append(heard)
        case.changed_at = self._clock.now()
        return heard

    def _case(self, case_id: HelpdeskCaseId) -> MemoryCase:
        if case_id not in self.cases:
            msg = f"there is no case {case_id}"
            raise CaseGoneError(msg)
        return self.cases[case_id]
