"""Move experiments: sign, start, widen, stop, end. Pure; raises where a move is not possible."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.experiments.last_stage import may_be_for_all
from assistant.improvement.experiments.roll_out import next_share
from assistant.kit.experiments.experiment import (
    SLOTS,
    Experiment,
    ExperimentDeed,
    ExperimentMove,
    ExperimentState,
    KeptLook,
)
from assistant.kit.experiments.long_holdout import HOLDOUT
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer

MOST_LOOKS = 90
"""Days whose figures are kept, so that a page of an experiment of a year is as quick as any."""


class ExperimentRefusal(StrEnum):
    """Name the reasons why a move on an experiment is refused."""

    MOVED = "moved"  # it is in another state
    SAME_PERSON = "same_person"  # another person has to sign
    NO_SLOTS = "no_slots"  # other experiments have all visitors
    CANNOT_BE_TRIED = "cannot_be_tried"  # the change holds for all conversations or none
    TRIED = "tried"  # it is tried already
    HOLDS_OUT = "holds_out"  # a holdout runs already
    NOT_READY = "not_ready"  # nothing shows yet that everybody may get the change
    SHARED = "shared"  # another experiment has a part of the visitors


class ExperimentRefusedError(Exception):
    """Say that a move on an experiment is refused, and why."""

    def __init__(self, why: ExperimentRefusal) -> None:
        super().__init__(why)
        self.why = why


def sign(experiment: Experiment, *, by: str, at: datetime) -> Experiment:
    """Return an experiment that a person wants to run: it does, once enough people do.

    Raises:
        ExperimentRefusedError: it does not wait, or the same person signed it before.
    """
    _expect(experiment, ExperimentState.WAITING)
    if by in experiment.signers:
        raise ExperimentRefusedError(ExperimentRefusal.SAME_PERSON)
    signed = experiment.with_move(ExperimentMove(deed=ExperimentDeed.SIGNED, at=at, by=by))
    if len(signed.signers) < experiment.needed:
        return signed
    started = ExperimentMove(
        deed=ExperimentDeed.STARTED, at=at, by=by, note=f"{experiment.share:g}"
    )
    return replace(signed.with_move(started), state=ExperimentState.RUNNING)


def confirm(
    experiment: Experiment, *, held_back: float, days: int, by: str, at: datetime
) -> Experiment:
    """Return an experiment whose change a person wants everybody to get, but those held back.

    Once enough people do, the last stage begins: all visitors but the share `held_back`, in
    [0, .5), get the change for so many days. The first of them says both numbers.

    Raises:
        ExperimentRefusedError: it does not run, nothing shows yet that everybody may get it, it is
            in its last stage, or the same person confirmed it before.
    """
    _expect(experiment, ExperimentState.RUNNING)
    if experiment.last_stage_since is not None:
        raise ExperimentRefusedError(ExperimentRefusal.MOVED)
    if by in experiment.confirmers:
        raise ExperimentRefusedError(ExperimentRefusal.SAME_PERSON)
    if not may_be_for_all(experiment):
        raise ExperimentRefusedError(ExperimentRefusal.NOT_READY)
    first = not experiment.confirmers
    move = ExperimentMove(deed=ExperimentDeed.CONFIRMED, at=at, by=by)
    confirmed = replace(
        experiment.with_move(move),
        held_back=held_back if first else experiment.held_back,
        held_days=days if first else experiment.held_days,
    )
    if len(confirmed.confirmers) < confirmed.needed:
        return confirmed
    held = confirmed.held_back
    extended = ExperimentMove(deed=ExperimentDeed.EXTENDED, at=at, by=by, note=f"{1 - held:g}")
    if not held:  # nobody is compared: it is published at once
        return replace(confirmed.with_move(extended), held_days=0)
    share = float(extended.note)
    return replace(confirmed.with_move(extended), share=share, first_slot=0, slots=SLOTS)


def stop(experiment: Experiment, *, by: str, at: datetime, note: str = "") -> Experiment:
    """Return an experiment of which no visitor gets the change any more; `by` "": by itself.

    Raises:
        ExperimentRefusedError: it is stopped or decided already.
    """
    if not experiment.is_open:
        raise ExperimentRefusedError(ExperimentRefusal.MOVED)
    move = ExperimentMove(deed=ExperimentDeed.STOPPED, at=at, by=by, note=note.strip())
    return replace(experiment.with_move(move), state=ExperimentState.STOPPED)


def forget(experiment: Experiment, *, at: datetime) -> Experiment:
    """Return an experiment without its change, whose change set was erased with its customers.

    Raises:
        ExperimentRefusedError: it is stopped or decided already.
    """
    gone = stop(experiment, by="", at=at, note="gone")
    return replace(gone, content="", before="", title="")


def overtake(experiment: Experiment, newest: str, *, at: datetime) -> Experiment:
    """Return an experiment whose change set has another content by now, `newest`.

    Ways of asking that the change set has no more may be of a customer who was erased: they go.

    Raises:
        ExperimentRefusedError: it is stopped or decided already.
    """
    stopped = stop(experiment, by="", at=at, note="edited")
    if experiment.kind != ChangeKind.VERIFIED:
        return stopped
    answer, known = decode_answer(experiment.content), decode_answer(newest).ways
    ways = tuple(one for one in answer.ways if one in known) or known
    kept = replace(answer, ways=ways)
    return replace(stopped, content=encode_answer(kept), title=ways[0].text)


def end(experiment: Experiment, *, by: str, at: datetime) -> Experiment:
    """Return an experiment whose change set was published: everybody gets the change.

    Raises:
        ExperimentRefusedError: it is stopped or decided already.
    """
    if not experiment.is_open:
        raise ExperimentRefusedError(ExperimentRefusal.MOVED)
    verdict = experiment.look.verdict if experiment.look else ""
    move = ExperimentMove(deed=ExperimentDeed.ENDED, at=at, by=by, note=verdict)
    return replace(experiment.with_move(move), state=ExperimentState.ENDED)


def keep_look(experiment: Experiment, look: KeptLook) -> Experiment:
    """Return a running experiment after a look: stopped by harm, or with more visitors.

    One look a day is kept, the last. A holdout is only looked at.

    Raises:
        ExperimentRefusedError: it does not run.
    """
    _expect(experiment, ExperimentState.RUNNING)
    earlier = [one for one in experiment.looks if one.at.date() != look.at.date()][-MOST_LOOKS:]
    looked = replace(experiment, version=experiment.version + 1, looks=(*earlier, look))
    if experiment.kind == HOLDOUT:  # everybody but the share that is left out has all of it
        return looked
    if ExperimentVerdict(look.verdict).stops:
        return stop(looked, by="", at=look.at, note=look.verdict)
    if experiment.last_stage_since is not None:
        return looked
    since = experiment.stage_since or look.at
    before = [(one.changed, one.control) for one in earlier if one.at <= since]
    changed, control = before[-1] if before else (0, 0)
    share = next_share(
        experiment.share,
        days=(look.at - since) // timedelta(days=1),
        changed=look.changed - changed,
        control=look.control - control,
    )
    if share == experiment.share:
        return looked
    move = ExperimentMove(deed=ExperimentDeed.WIDENED, at=look.at, note=f"{share:g}")
    return replace(looked.with_move(move), share=share)


def _expect(experiment: Experiment, state: ExperimentState) -> None:
    if experiment.state is not state:
        raise ExperimentRefusedError(ExperimentRefusal.MOVED)
