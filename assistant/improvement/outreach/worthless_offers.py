"""Suggest to turn off the occasions of offers that harm, or do nothing after their sample."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import orjson

from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
    ChangeStake,
)
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.improvement.outreach.offer_ledger import OfferLedger, offer_ledger
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.operations.goodwill.offers.ports import OfferBook
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthlessOffers:
    """Suggest the end of each such occasion, as a change of its setting."""

    book: OfferBook
    changes: ChangeBook
    settings: SettingsChanges
    clock: Clock

    async def propose(self) -> int:
        """Keep the proposals that are new, and return how many there are."""
        version = await self.settings.current()
        stored = version.values if version else {}
        on = [one for one in OfferOccasion if stored.get(setting_of(one)) == "true"]
        if not on:
            return 0
        sides, known, new = await self.book.sides(), await self.changes.all(), 0
        versions = {one.change_id: one.version for one in known}
        for occasion in on:
            ledger = offer_ledger(occasion, sides)
            made = _proposed(ledger, known, self.clock) if ledger.is_to_end else None
            if made is None:
                continue
            before = versions.get(made.change_id)
            with suppress(ChangeConflictError):  # somebody decided meanwhile
                await self.changes.put(made, expected_version=before)
                new += before is None
        return new


def setting_of(occasion: OfferOccasion) -> str:
    """Return the name of the setting that turns an occasion on."""
    return f"offers.{occasion}"


def _proposed(ledger: OfferLedger, known: Sequence[ChangeSet], clock: Clock) -> ChangeSet | None:
    """Return the proposal; one that people decided on comes again only with new customers."""
    now, name = clock.now(), setting_of(ledger.occasion)
    newest = ChangeSignal(conversation_id="", message_id=name, at=ledger.newest or now)
    raised = RaisedTask(
        cause=ChangeCause.NO_EFFECT,
        subject=name,
        about=name,
        signals=(newest,),
        customers=ledger.given + ledger.held_out,
        change=CandidateChange(kind=ChangeKind.SETTINGS, content=_written(name, "false")),
        before=_written(name, "true"),
    )
    made = propose_task(raised, known, now=now)
    return made and replace(made, stake=ChangeStake.PLAIN)  # it only ends what is given


def _written(name: str, value: str) -> str:
    return orjson.dumps({name: value}).decode()
