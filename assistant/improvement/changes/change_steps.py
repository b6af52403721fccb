"""Move change sets as people ask, publish them and take them back: crashes leave nothing half done.

An approval is stored before its store is asked, and the store's version after: whoever finds a
change set approved or withdrawn goes on, and asks the store for the same once more.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.changes.ports import (
    ChangeBook,
    ChangeConflictError,
    ChangeStore,
    NotPublishedError,
    StillPublishingError,
)
from assistant.kit.fault_log import report
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.ports import Clock

_NOTHING: Mapping[str, str] = {}

TriedChanges = Callable[[], Awaitable[Collection[str]]]
"""Return the ids of the change sets that an experiment tries: they wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSteps:
    """Move change sets. `by` is an agent's id; every move is in the audit.

    Moves take the `version` that the person has seen; they raise `UnknownChangeError`,
    `ChangeConflictError`, `ChangeRefusedError` and `LogUnavailableError`, and return the change set
    as it is then.
    """

    book: ChangeBook
    stores: Mapping[ChangeKind, ChangeStore]  # no store: people do it themselves
    audit: Audit
    clock: Clock
    tried: TriedChanges | None = None  # None: no change is tried on visitors

    async def propose(self, change: ChangeSet) -> None:
        """Store a new proposal, with all of its steps in the audit."""
        await self.book.put(change, expected_version=None)
        for step in change.steps:
            await self._note(change, step.deed, by=step.by)

    async def edit(
        self, change_id: ChangeId, content: CandidateChange, *, by: str, version: int
    ) -> ChangeSet:
        """Give a proposal other content."""
        before = await self._read(change_id, version)
        current = await self.current(replace(before, change=content))
        edited = change_moves.edit(before, content, current, by=by, at=self.clock.now())
        if edited == before:
            return before
        return await self._put(edited, before, by=by)

    async def approve(
        self,
        change_id: ChangeId,
        *,
        by: str,
        version: int,
        note: str = "",
        noted: Mapping[str, str] = _NOTHING,
    ) -> ChangeSet:
        """Approve a proposal, and publish it if enough people have. `noted` is for the audit."""
        before = await self._read(change_id, version)
        current, now = await self.current(before), self.clock.now()
        approved = change_moves.approve(before, current, by=by, at=now, note=note)
        put = await self._put(approved, before, by=by, noted=noted)
        return await self.settle(put)

    async def reject(self, change_id: ChangeId, *, by: str, version: int, reason: str) -> ChangeSet:
        """Close a proposal for a reason, which goes for its like."""
        before = await self._read(change_id, version)
        rejected = change_moves.reject(before, by=by, at=self.clock.now(), reason=reason)
        return await self._put(rejected, before, by=by)

    async def take_back(
        self, change_id: ChangeId, *, by: str, version: int, reason: str = ""
    ) -> ChangeSet:
        """Take a published change back: the content before it is in force again."""
        before = await self._read(change_id, version)
        withdrawn = change_moves.withdraw(before, by=by, at=self.clock.now(), reason=reason)
        put = await self._put(withdrawn, before, by=by)
        return await self.settle(put)

    async def current(self, change: ChangeSet) -> str:
        """Return the content that a change takes the place of, or took."""
        store = self.stores.get(change.kind)
        if store is None or change.published:
            return change.before
        return await store.current(change)

    async def settle(self, change: ChangeSet) -> ChangeSet:
        """Complete a change set that is being published or taken back; any other stays."""
        if change.is_settled:
            return change
        try:
            settled = await self._settled(change)
        except StillPublishingError:
            return change
        except NotPublishedError as error:
            settled = change_moves.return_it(change, error.why, at=self.clock.now())
        try:
            return await self._put(settled, change, by=change.steps[-1].by)
        except ChangeConflictError:  # another process was as quick, and did the same
            return await self.book.get(change.change_id)

    async def _settled(self, change: ChangeSet) -> ChangeSet:
        store = self.stores.get(change.kind)
        by = change.steps[-1].by
        if change.state is ChangeState.WITHDRAWN:
            if store is not None:
                await store.take_back(change, by=by)
            return change_moves.take_back(change, at=self.clock.now())
        published = await store.publish(change, by=by) if store is not None else ""
        return change_moves.publish(change, published, at=self.clock.now())

    async def settle_all(self) -> int:
        """Complete every change set that a process left off; return how many there were."""
        if not await self.book.has_unsettled():
            return 0
        found = await self.book.all((ChangeState.APPROVED, ChangeState.WITHDRAWN))
        for one in found:
            try:
                await self.settle(one)
            except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
                report("changes.not_settled", error, change=one.change_id)
        return len(found)

    async def expire_old(self) -> int:
        """Let proposals expire that nobody decided on; return how many there were."""
        now, expired = self.clock.now(), 0
        tried = await self.tried() if self.tried else ()
        for one in await self.book.all((ChangeState.PROPOSED,)):
            if one.change_id not in tried and change_moves.is_overdue(one, at=now):
                try:
                    gone = change_moves.expire(one, at=now)
                    await self._put(gone, one, by="")
                    expired += 1
                except ChangeConflictError:
                    continue  # somebody has just decided
        return expired

    async def _read(self, change_id: ChangeId, version: int) -> ChangeSet:
        change = await self.book.get(change_id)
        if change.version != version:
            raise ChangeConflictError(change_id)
        return change

    async def _put(
        self,
        after: ChangeSet,
        before: ChangeSet,
        *,
        by: str,
        noted: Mapping[str, str] = _NOTHING,
    ) -> ChangeSet:
        await self.book.put(after, expected_version=before.version)
        await self._note(after, after.steps[-1].deed, by=by, noted=noted)
        return after

    async def _note(
        self,
        change: ChangeSet,
        deed: ChangeDeed,
        *,
        by: str,
        noted: Mapping[str, str] = _NOTHING,
    ) -> None:
        kind, stake = str(change.kind), str(change.stake)
        await self.audit.write(
            Deed(
                at=self.clock.now(),
                actor=by,
                action=Action.CHANGE_MOVED,
                subject=change.change_id,
                detail={"do": str(deed), "kind": kind, "stake": stake, **noted},
            )
        )
