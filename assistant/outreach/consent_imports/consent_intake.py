"""Write imported consents into the log of their conversations, and take them back from there."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.conversation.events import ConsentChanged
from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.imported_consent import (
    ImportedConsent,
    ImportState,
    take_back,
    take_in,
)
from assistant.outreach.consent_imports.ports import ImportBook, MatchedConsent
from assistant.outreach.known_talks import KnownTalk
from assistant.ports import Clock, EventLog, UnknownConversationError, VersionConflictError

_REST = timedelta(minutes=1)  # between two looks for contacts who have come


@dataclass(slots=True, kw_only=True)
class ConsentIntake:
    """Take in consents whose contact has a conversation.

    An event is appended only if none came since the log was read, so a STOP that was accepted first
    is heard first. A process that dies before the row is settled finds the consent in the log.
    """

    book: ImportBook
    events: EventLog
    clock: Clock
    _rests_until: datetime | None = field(default=None, init=False)

    async def round(self, *, limit: int) -> int:
        """Take a few in, at most once a minute once there are no more; return how many."""
        now = self.clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return 0
        done = await self.once(limit=limit)
        self._rests_until = None if done == limit else now + _REST
        return done

    def hurry(self) -> None:
        """Look again at once: there is more."""
        self._rests_until = None

    async def once(self, *, limit: int) -> int:
        """Take in as many consents as `limit`; return how many were settled."""
        return await self._settled(await self.book.matched(limit=limit), self._taken)

    async def take_back(self, file_id: str, *, limit: int) -> int:
        """Take as many consents of a file back as `limit`; return how many were settled."""
        return await self._settled(await self.book.taken(file_id, limit=limit), self._taken_back)

    async def _settled(
        self,
        found: Sequence[MatchedConsent],
        decide: Callable[
            [ImportedConsent, Sequence[ConversationId]], Coroutine[None, None, ImportState]
        ],
    ) -> int:
        settled = 0
        for imported, conversations in found:
            try:
                state = await decide(imported, conversations)
            except VersionConflictError:
                continue  # something was said: it is read again next time
            except UnknownConversationError:
                state = ImportState.STOPPED
            await self.book.settle(imported, state, next(iter(conversations), None))
            settled += 1
        return settled

    async def _taken(
        self, imported: ImportedConsent, conversations: Sequence[ConversationId]
    ) -> ImportState:
        """Take a consent into all conversations of its contact; a STOP in one ends it in all."""
        if not conversations:
            return ImportState.STOPPED
        new: list[tuple[KnownTalk, ConversationId, tuple[ConsentChanged, ...]]] = []
        for conversation_id in conversations:
            talk = KnownTalk.of(await self.events.read(conversation_id))
            changes = take_in(imported, talk.past, conversation_id, self.clock.now())
            if changes is None:
                return ImportState.STOPPED
            if talk.conversation.reach.consents.of(imported.purpose) is None:
                new.append((talk, conversation_id, changes))
        for talk, conversation_id, changes in new:
            await self._append(talk, conversation_id, changes)
        return ImportState.TAKEN

    async def _taken_back(
        self, imported: ImportedConsent, conversations: Sequence[ConversationId]
    ) -> ImportState:
        for conversation_id in conversations:
            talk = KnownTalk.of(await self.events.read(conversation_id))
            at = self.clock.now()
            if changes := take_back(imported.purpose, talk.past, conversation_id, at):
                await self._append(talk, conversation_id, changes)
        return ImportState.WITHDRAWN

    async def _append(
        self, talk: KnownTalk, conversation_id: ConversationId, changes: Sequence[ConsentChanged]
    ) -> None:
        await self.events.append(
            conversation_id,
            changes,
            expected_version=talk.version,
            expected_last=talk.sequence,
        )
