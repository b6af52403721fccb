"""Follow the experiments that run, so that every process has their arms within a second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import orjson

from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.answers.verified.live_answers import LiveAnswers
from assistant.answers.verified.types import AnswerState
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.kit.experiments.long_holdout import HOLDOUT
from assistant.kit.experiments.ports import ExperimentBook
from assistant.kit.fault_log import report
from assistant.messages.steps.live_arm import LiveArm
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.messages.trials.tried_changes import (
    ADVICE,
    AUTONOMY,
    PAGE,
    SETTINGS,
    VERIFIED,
)
from assistant.messages.turn import Turn
from assistant.operations.autonomy.tried_levels import TriedLevels
from assistant.ports import LogUnavailableError
from retrieval.catalogue.types import Document
from retrieval.encoders.encoder_base import EncoderError
from retrieval.searching.live_pages import LivePage, complete_page, draft_page, texts_of
from retrieval.searching.search import Searcher

_LOOK_S = 0.4  # between two looks

TurnWith = Callable[[Mapping[str, str]], Awaitable[Turn]]
"""Returns the turn that other settings make, by name."""

ReadPage = Callable[[str], Document]
"""Returns the page of a change's content; raises `KeyError` or `ValueError` if there is none."""


@dataclass(slots=True, kw_only=True)
class LiveArms:
    """Hold the changed arms of the experiments that run, made before a customer waits for them."""

    book: ExperimentBook
    verified: LiveAnswers
    turn_with: TurnWith
    read_page: ReadPage
    arms: tuple[LiveArm, ...] = field(default=(), init=False)
    _edition: int = field(default=0, init=False)
    _beside: KnownAnswers = field(default=NO_ANSWERS, init=False)
    _together: dict[tuple[str, ...], KnownAnswers] = field(default_factory=dict, init=False)
    _paged: dict[tuple[str, ...], tuple[Searcher, Searcher]] = field(
        default_factory=dict, init=False
    )

    async def look(self) -> None:
        """Read the experiments again, if any of them, or the verified answers, changed.

        An arm that cannot be made is reported and left out: its visitors get all as it is.
        """
        edition, beside = await self.book.edition(), self.verified.known
        if edition == self._edition and beside is self._beside:
            return
        arms = []
        for one in await self.book.all((ExperimentState.RUNNING,)):
            try:
                arms.append(await self._arm(one, beside))
            except (KeyError, ValueError, EncoderError) as error:
                report("experiments.arm_not_made", error)
        self.arms, self._edition, self._beside = tuple(arms), edition, beside
        self._together, self._paged = {}, {}

    async def answers(self, changed: Sequence[LiveArm]) -> KnownAnswers:
        """Return the verified answers of a visitor who is in these changed arms.

        Those of several arms together are made with the first such visitor.
        """
        if len(changed) == 1 and changed[0].answers is not None:
            return changed[0].answers
        key = tuple(one.experiment.experiment_id for one in changed)
        if key not in self._together:
            together = self._beside
            for one in changed:
                if one.answer is not None:
                    together = await self.verified.trying(one.answer, among=together)
            self._together[key] = together
        return self._together[key]

    async def searcher(self, changed: Sequence[LiveArm], searcher: Searcher) -> Searcher:
        """Return a searcher of the same version with the pages of these arms in it."""
        key = tuple(one.experiment.experiment_id for one in changed)
        made = self._paged.get(key)
        if made is None or made[0] is not searcher:
            pages = [one.page for one in changed if one.page is not None]
            made = self._paged[key] = (searcher, await searcher.with_pages(pages))
        return made[1]

    async def run(self, stop: asyncio.Event) -> None:
        """Look for changes until `stop` is set; while none can be read, the last arms stay."""
        while not stop.is_set():
            with suppress(LogUnavailableError):
                await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_S)

    async def _arm(self, experiment: Experiment, beside: KnownAnswers) -> LiveArm:
        if experiment.kind == VERIFIED:
            answer = replace(decode_answer(experiment.content), state=AnswerState.LIVE)
            answers = await self.verified.trying(answer, among=beside)
            return LiveArm(experiment=experiment, answer=answer, answers=answers)
        if experiment.kind == SETTINGS:
            values = orjson.loads(experiment.content)
            of_advice = all(name.startswith(ADVICE) for name in values)
            turn = await self.turn_with(values)
            return LiveArm(experiment=experiment, turn=turn, of_advice=of_advice)
        if experiment.kind == PAGE:
            return LiveArm(experiment=experiment, page=await self._page(experiment.content))
        if experiment.kind == AUTONOMY:
            levels = TriedLevels.of(experiment.before, experiment.content)
            if levels is not None:
                return LiveArm(experiment=experiment, levels=levels)
        if experiment.kind == HOLDOUT:
            kept = await self.verified.only(orjson.loads(experiment.content))
            return LiveArm(experiment=experiment, left_out=kept)
        raise ValueError(experiment.kind)

    async def _page(self, content: str) -> LivePage:
        """Return the page of a change as search takes it."""
        page = self.read_page(content)
        drafts = draft_page(page)
        encode = self.verified.encode_passage
        vectors = {text: await encode(text) for text in texts_of(drafts)}
        return complete_page(page, drafts, vectors)
