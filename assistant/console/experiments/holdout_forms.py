"""Start a long holdout on the page of experiments, and show it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.answers.verified.ports import VerifiedBook
from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import Console
from assistant.console.experiments.experiment_words import share_of
from assistant.console.improve.change_view import decides_on_kind
from assistant.console.improve.improve_pages import Reader
from assistant.console.shell.access import SignedIn, access_of
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.experiments.experiment_moves import ExperimentRefusedError
from assistant.improvement.experiments.experiment_steps import ExperimentSteps
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.kit.experiments.long_holdout import HOLDOUT, SHARES, ends_at

HOLDOUT_PAGE = "/console/experiments/holdout"
_EXPERIMENTS = "/console/experiments"


class HoldoutForm(Form):
    """Ask for a holdout of a share of the visitors, in per cent."""

    percent: Literal["1", "2", "5"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldoutView:
    """Hold the holdout that runs, and the shares that may be left out."""

    running: Experiment | None
    left_out: str  # the share, in words; "": none runs
    ends_at: datetime | None
    percents: Sequence[tuple[str, str]]  # value of the form, and words
    may_start: bool


@dataclass(frozen=True, slots=True)
class HoldoutForms:
    """Take the form that starts a holdout."""

    console: Console
    experiments: ExperimentSteps
    verified: VerifiedBook

    async def decide(self, request: Request, who: Reader) -> Response:
        """Start a holdout, from now on and for a quarter."""
        await access_of(request).admit(request, Permission.EDIT_SETTINGS)
        form = await read_form(request, HoldoutForm)
        kept = await self.verified.all()
        live = [one.in_force.answer.answer_id for one in kept if one.in_force and one.is_live]
        try:
            made = await self.experiments.hold_out(
                int(form.percent) / 100, answers=live, by=who.agent.agent_id
            )
        except ExperimentRefusedError:
            return RedirectResponse(_EXPERIMENTS, status_code=303)
        said = urlencode({"said": "held_out"})
        return RedirectResponse(f"{_EXPERIMENTS}/{made.experiment_id}?{said}", status_code=303)


def decides_on_experiment(experiment: Experiment) -> Permission:
    """Return the permission that deciding on an experiment takes; on a holdout, the settings."""
    if experiment.kind == HOLDOUT:
        return Permission.EDIT_SETTINGS
    return decides_on_kind(ChangeKind(experiment.kind), experiment.content)


async def holdout_view(
    every: Sequence[Experiment], who: SignedIn, language: Language
) -> HoldoutView:
    """Return the part of the page of experiments that is about holdouts."""
    running = next(
        (one for one in every if one.kind == HOLDOUT and one.state is ExperimentState.RUNNING),
        None,
    )
    return HoldoutView(
        running=running,
        left_out=share_of(1 - running.share, language) if running else "",
        ends_at=ends_at(running) if running else None,
        percents=[(f"{100 * one:g}", share_of(one, language)) for one in SHARES],
        may_start=running is None and who.may(Permission.EDIT_SETTINGS),
    )
