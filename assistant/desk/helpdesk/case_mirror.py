"""Compare one conversation with its case, and make both alike, from whichever state they are in.

    look there -> take in people's messages there -> show there our events -> agree on a status

Every step is written down once it is done, and is harmless if it is done again: the case is looked
up before it is opened, an entry bears our name, a message of theirs is taken in once. If a process
dies in between, the next one does the rest. One conversation has one case, for good: people there
see the earlier messages, and a second handoff is one more note in the same case.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import structlog

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import StoredEvent
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.case_entries import (
    NoteReader,
    entries,
    is_erased,
    needs_case,
    opening,
    sequence_of,
    stretch_begins,
)
from assistant.desk.helpdesk.helpdesk_moves import HelpdeskMoves
from assistant.desk.helpdesk.ports import CaseBook, CaseGoneError, Helpdesk, HelpdeskRefusedError
from assistant.desk.helpdesk.types import (
    CaseEntry,
    CaseState,
    EntryVoice,
    HelpdeskCaseId,
    MirroredCase,
)
from assistant.desk.moves.conversation_moves import seen_up_to
from assistant.ports import EventLog


class Course(StrEnum):
    """Name the step that two differing statuses call for."""

    AGREED = "agreed"
    PUSH = "push"  # ours moved: the helpdesk has to learn of it
    TAKE = "take"  # theirs moved: somebody there decided something


def course(
    *, agreed: ConversationStatus | None, ours: ConversationStatus, theirs: ConversationStatus
) -> Course:
    """Compare both statuses with the last agreed one; where both moved, the helpdesk's counts.

    A status that was pushed is agreed on from then on, so its echo changes nothing: a status cannot
    go
    back and forth.
    """
    if ours is theirs:
        return Course.AGREED
    if agreed is None or theirs is agreed:
        return Course.PUSH
    return Course.TAKE


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """Hold the conversation as the log has it."""

    conversation: Conversation
    events: tuple[StoredEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Keep one conversation and its case alike.

    The caller makes sure that nobody else works on the same conversation.
    """

    helpdesk: Helpdesk
    book: CaseBook
    events: EventLog
    taking: HelpdeskMoves
    reader: NoteReader

    async def bring_together(self, kept: MirroredCase) -> MirroredCase:
        """Make both sides alike, and return the case as it is known then.

        Raises:
            HelpdeskUnavailableError, LogUnavailableError: a later try goes on where this ended.
            HelpdeskRefusedError: the case cannot be opened or deleted; the message says why.
            UnknownConversationError: there is no such conversation.
            ContendedError: it kept changing.
        """
        here = await self._read(kept)
        if is_erased(here.events):
            return await self._erase(kept)
        if kept.case_id is None:
            if not needs_case(here.conversation):
                return kept
            kept = await self._open(kept, here)
        try:
            return await self._agree(kept, here)
        except CaseGoneError as gone:
            return await self._start_over(kept, here, str(gone))

    async def _agree(self, kept: MirroredCase, here: _Here) -> MirroredCase:
        case_id = kept.case_id
        if case_id is None:
            return kept
        look = await self.helpdesk.look(case_id, after=kept.heard)
        kept = await self._hear(kept, look)
        here = await self._read(kept)
        ours, theirs = here.conversation.status, look.status
        if course(agreed=kept.status, ours=ours, theirs=theirs) is Course.TAKE:
            known = seen_up_to(here.events, kept.mirrored)
            await self.taking.status(here.conversation, look, before=known)
            here = await self._read(kept)
        kept = await self._save(kept, status=theirs)
        kept = await self._show(kept, here, case_id)
        if here.conversation.status is not kept.status:
            kept = await self._push(kept, here.conversation, case_id)
        return kept

    async def _open(self, kept: MirroredCase, here: _Here) -> MirroredCase:
        wanted = opening(here.conversation)
        if wanted is None:
            return kept
        case_id = await self.helpdesk.open_case(wanted)
        log.info("helpdesk.case_opened", conversation_id=kept.conversation_id, case_id=case_id)
        return await self._save(
            kept, case_id=case_id, status=ConversationStatus.PENDING, failure=""
        )

    async def _hear(self, kept: MirroredCase, look: CaseState) -> MirroredCase:
        """Take in the case's messages: other people's, and which of ours stand there already."""
        heard, mirrored = kept.heard, kept.mirrored
        for one in look.heard:
            ours = sequence_of(one.entry_id, kept.conversation_id)
            if ours is not None:
                mirrored = max(mirrored, ours)
            else:
                await self.taking.message(kept.conversation_id, one, up_to=mirrored)
            heard = max(heard, one.number)
        if (heard, mirrored) == (kept.heard, kept.mirrored):
            return kept
        return await self._save(kept, heard=heard, mirrored=mirrored)

    async def _show(self, kept: MirroredCase, here: _Here, case_id: HelpdeskCaseId) -> MirroredCase:
        """Post to the case the events that happened here, in their order."""
        waiting = entries(
            here.events, after=kept.mirrored, source=self.helpdesk.name, reader=self.reader
        )
        if kept.status is ConversationStatus.RESOLVED and any(
            e.voice is EntryVoice.CUSTOMER for _, e in waiting
        ):
            # A customer's words open what is resolved: nobody is to be called for the assistant's.
            kept = await self._status(kept, case_id, ConversationStatus.PENDING)
        for sequence, entry in waiting:
            refusal = await self._post(case_id, entry)
            failure = refusal or kept.failure
            kept = await self._save(kept, mirrored=sequence, failure=failure)
        return kept

    async def _post(self, case_id: HelpdeskCaseId, entry: CaseEntry) -> str:
        """Post an entry; return the reason why the helpdesk will never show it, "" if it does."""
        try:
            await self.helpdesk.post(case_id, entry)
        except CaseGoneError:
            raise
        except HelpdeskRefusedError as error:
            log.warning("helpdesk.entry_refused", entry_id=entry.entry_id, hint=str(error))
            return str(error)
        return ""

    async def _push(
        self, kept: MirroredCase, conversation: Conversation, case_id: HelpdeskCaseId
    ) -> MirroredCase:
        until = conversation.ownership.snoozed_until
        await self.helpdesk.set_status(case_id, conversation.status, until=until)
        return await self._save(kept, status=conversation.status)

    async def _status(
        self, kept: MirroredCase, case_id: HelpdeskCaseId, status: ConversationStatus
    ) -> MirroredCase:
        await self.helpdesk.set_status(case_id, status)
        return await self._save(kept, status=status)

    async def _erase(self, kept: MirroredCase) -> MirroredCase:
        """Delete the case of a conversation that was erased."""
        if kept.case_id is not None:
            await self.helpdesk.delete(kept.case_id)
        await self.book.forget(kept.conversation_id)
        return kept

    async def _start_over(self, kept: MirroredCase, here: _Here, why: str) -> MirroredCase:
        """Forget a case that was deleted there; open another one where a person is waited for."""
        log.warning("helpdesk.case_gone", conversation_id=kept.conversation_id, hint=why)
        begins = stretch_begins(here.events, here.conversation)
        kept = replace(kept, case_id=None, heard=0, status=None, mirrored=begins - 1)
        await self.book.save(kept)
        if not needs_case(here.conversation):
            return kept
        return await self._agree(await self._open(kept, here), here)

    async def _read(self, kept: MirroredCase) -> _Here:
        record = await self.events.read(kept.conversation_id)
        return _Here(conversation=record.fold(), events=record.events)

    async def _save(self, kept: MirroredCase, **known: object) -> MirroredCase:
        changed = replace(kept, **known)  # type: ignore[arg-type]
        if changed != kept:
            await self.book.save(changed)
        return changed
