"""Play the scenarios of a change before it goes live, and hold the change until then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
from assistant.improvement.runs.ports import RunConflictError, TrialRuns
from assistant.improvement.runs.run_tally import tally_verdicts, turned_red
from assistant.improvement.runs.trial_run import RunCause, RunState, TrialRun, new_run
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.ports import Clock
from assistant.understanding.personal_data.removal import remove_personal_data


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck:
    """Hold changes until the scenarios were played, and a person has seen the new reds."""

    book: ScenarioBook
    runs: TrialRuns
    clock: Clock

    async def has_tests(self) -> bool:
        """Tell whether there is anything to play before a change goes live."""
        return bool(await self.book.all())

    async def hold(
        self,
        candidate: CandidateChange,
        form: Mapping[str, str],
        *,
        by: str,
        may_allow: bool = False,
    ) -> str:
        """Return the run that a change waits for; "": it may go live.

        `form` is the form that was sent: with the `run` that it comes from, and `anyway` where a
        person has seen what turns red and wants the change all the same, for the reason
        in `anyway_why`. Only a run counts that played all scenarios on what is in force now, or
        that broke off: nobody is to be kept from a change because no worker can play. A change
        that does harm, here or in a replay, needs the word of a person who `may_allow` it: the
        sender's, or one that was given on the page of the run. Without a scenario and without such
        a replay, nothing waits.
        """
        if not (await self.has_tests() or await self.harmful_replay(candidate)):
            return ""
        run = await self.runs.get(form.get("run", ""))
        anyway = bool(form.get(_ANYWAY) and form.get(_WHY, "").strip())
        untried = anyway and (may_allow or (run is not None and run.state is RunState.FAILED))
        is_ours = run is not None and run.span is None and run.is_of(candidate)
        if run is None or not is_ours or await self._is_void(run, anyway=untried):
            run = new_run(RunCause.CANDIDATE, by=by, at=self.clock.now(), candidate=candidate)
            await self.runs.put(run, expected_version=None)
            return run.run_id
        if run.is_going:
            return run.run_id
        turned = await self.new_reds(run)
        if run.allowed_by or (anyway and may_allow):
            return ""
        held = await self.does_harm(run, turned) or (turned and not anyway)
        return run.run_id if held else ""

    async def lets_pass(self, candidate: CandidateChange) -> bool:
        """Tell whether the newest run of a change lets it go live without a person's word."""
        run = await self.latest_of(candidate)
        if run is None or run.is_going or await self._is_void(run, anyway=False):
            return False
        if run.allowed_by:
            return True
        turned = await self.new_reds(run)
        return not turned and not await self.does_harm(run, turned)

    async def latest_of(
        self, candidate: CandidateChange, *, replays: bool = False
    ) -> TrialRun | None:
        """Return the newest run, or replay, of exactly this change; None: there was none."""
        history = await self.runs.history(limit=_LOOKED_AT, replays=replays)
        return next((one for one in history if one.is_of(candidate)), None)

    async def harmful_replay(self, candidate: CandidateChange) -> str:
        """Return the id of a replay by which a change does harm; "": there is none.

        A replay that found harm counts until a newer one took no fewer turns and found none.
        """
        most = 0
        for one in await self.runs.history(limit=_LOOKED_AT, replays=True):
            if one.state is not RunState.DONE or not one.is_of(candidate):
                continue
            if one.tally.does_harm and one.tally.turns > most:
                return one.run_id
            most = max(most, one.tally.turns)
        return ""

    async def does_harm(self, run: TrialRun, turned: Sequence[TalkVerdict]) -> bool:
        """Tell whether a change does harm, by the verdicts that it turned red and by its replays.

        It does if something is answered that has to stay silent, if a protected scenario breaks, if
        more than one talk in a hundred may be lost, or if a replay of it found harm.
        """
        if run.candidate and await self.harmful_replay(run.candidate):
            return True
        if not turned:
            return False
        scenarios, talks = await self.book.all(), await self.book.talks(run.run_id)
        return tally_verdicts(scenarios, talks, {one.scenario_id for one in turned}).does_harm

    async def allow(self, run: TrialRun, *, by: str) -> bool:
        """Keep that a person lets a change go live; False: the run is another by now."""
        allowed = replace(run, allowed_by=by, version=run.version + 1)
        try:
            await self.runs.put(allowed, expected_version=run.version)
        except RunConflictError:
            return False
        return True

    async def _is_void(self, run: TrialRun, *, anyway: bool) -> bool:
        """Tell whether a run says nothing: it broke off, or something else is in force since."""
        if run.is_going:
            return False
        last = await self.runs.latest()
        moved = last and last.asked_at > run.asked_at and last.seen != run.seen
        return (run.state is not RunState.DONE and not anyway) or bool(moved)

    async def new_reds(self, run: TrialRun) -> Sequence[TalkVerdict]:
        """Return the verdicts of a run that fail and did not in the last run in force."""
        before = [
            one
            for one in await self.runs.history(limit=_LOOKED_AT, replays=False)
            if one.candidate is None
            and one.state is RunState.DONE
            and one.asked_at < run.asked_at
            and one.run_id != run.run_id
        ]
        old = await self.book.talks(before[0].run_id) if before else ()
        return turned_red(old, await self.book.talks(run.run_id))

    async def ask_again(self, cause: RunCause, *, by: str) -> None:
        """Put a run of the scenarios as all is in force now, if there are any."""
        if await self.has_tests():
            run = new_run(cause, by=by, at=self.clock.now())
            await self.runs.put(run, expected_version=None)

    async def afterwards(self, since: datetime, cause: RunCause) -> "Afterwards | None":
        """Return the new reds after something was taken away; None: there are no scenarios.

        The first run of that cause since then tells which of them turned red by it.
        """
        saved = {one.scenario_id: one for one in await self.book.all()}
        if not saved:
            return None
        runs = await self.runs.history(limit=_LOOKED_AT, replays=False)
        of_it = [one for one in runs if one.cause == cause and one.asked_at >= since]
        if not of_it:
            return Afterwards(run=None)
        reds = await self.new_reds(of_it[-1])
        known = [(saved[one.scenario_id], one) for one in reds if one.scenario_id in saved]
        return Afterwards(run=of_it[-1], reds=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """Hold the scenarios as they were played after something was taken away."""

    run: TrialRun | None  # None: no worker began it yet
    reds: Sequence[tuple[SavedScenario, TalkVerdict]] = ()


_LOOKED_AT = 200  # runs
_ANYWAY = "anyway"  # the field of a person's word
_WHY = "anyway_why"
_OURS = frozenset({"csrf", "run", _ANYWAY, _WHY})
_LONGEST = 500  # characters of a reason


def accepted(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return, for the audit, why a person let a change go live although scenarios turned red."""
    if not form.get(_ANYWAY):
        return {}
    why = remove_personal_data(form.get(_WHY, "").strip()[:_LONGEST]).text
    return {"reds": "accepted", "why": why}


def resent(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields of a form that are sent again once the change may go live."""
    return {name: text for name, text in form.items() if name not in _OURS}
