"""Ask the saved questions of a change before it goes live, and hold the change until then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.messages.trials.ports import (
    CandidateChange,
    QuestionRun,
    QuestionRuns,
    RunState,
    SavedQuestions,
)
from assistant.messages.trials.question_run import RunCause, new_run
from assistant.messages.trials.saved_question import QuestionResult, turned_red
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck:
    """Hold changes until the saved questions were asked, and a person has seen the new reds."""

    questions: SavedQuestions
    runs: QuestionRuns
    clock: Clock

    async def hold(self, candidate: CandidateChange, form: Mapping[str, str], *, by: str) -> str:
        """Return the run that a change waits for; "": it may go live.

        `form` is the form that was sent: with the `run` that it comes from, and `anyway` where a
        person has seen which questions turn red and wants the change all the same.
        """
        if not await self.questions.all():
            return ""
        run = await self.runs.get(form.get("run", ""))
        if run is None or not _is_of(run, candidate):
            run = new_run(RunCause.CANDIDATE, by=by, at=self.clock.now(), candidate=candidate)
            await self.runs.put(run, expected_version=None)
            return run.run_id
        if run.is_going:
            return run.run_id
        if form.get(_ANYWAY) or (run.state is RunState.DONE and not await self.new_reds(run)):
            return ""
        return run.run_id

    async def latest_of(self, candidate: CandidateChange) -> QuestionRun | None:
        """Return the newest run of exactly this change; None: its questions were never asked."""
        history = await self.runs.history(limit=_LOOKED_AT)
        return next((one for one in history if _is_of(one, candidate)), None)

    async def new_reds(self, run: QuestionRun) -> Sequence[QuestionResult]:
        """Return the results of a run that are red and were not in the last run in force."""
        before = [
            one
            for one in await self.runs.history(limit=_LOOKED_AT)
            if one.candidate is None
            and one.state is RunState.DONE
            and one.asked_at < run.asked_at
            and one.run_id != run.run_id
        ]
        old = await self.runs.results(before[0].run_id) if before else ()
        return turned_red(old, await self.runs.results(run.run_id))


_LOOKED_AT = 200  # runs
_ANYWAY = "anyway"  # the field of a person's word
_OURS = frozenset({"csrf", "run", _ANYWAY})


def accepted(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return, for the audit, that a person let a change go live although questions turned red."""
    return {"reds": "accepted"} if form.get(_ANYWAY) else {}


def resent(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields of a form that are sent again once the change may go live."""
    return {name: text for name, text in form.items() if name not in _OURS}


def _is_of(run: QuestionRun, candidate: CandidateChange) -> bool:
    """Tell whether a run was of exactly this change."""
    tried = run.candidate
    return tried is not None and (tried.kind, tried.content) == (candidate.kind, candidate.content)
