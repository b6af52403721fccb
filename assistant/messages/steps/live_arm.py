"""Hold the changed arm of a running experiment, and tell which messages it could matter to."""

from dataclasses import dataclass

from assistant.answers.composing.evidence_finder import PER_PAGE
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import VerifiedAnswer
from assistant.kit.experiments.experiment import Experiment
from assistant.messages.ports import Knowledge
from assistant.messages.turn import Turn
from assistant.operations.autonomy.tried_levels import TriedLevels
from assistant.understanding.types import Intent, Understanding
from retrieval.searching.live_pages import LivePage
from retrieval.searching.search import Searcher
from retrieval.types import PassageKind

NEAR = 0.6
"""Cosine to a way of asking from which a verified answer may matter to a message.

As its answer, as a passage that search finds, or as the correction of a page. Freely chosen: too
low a number only counts visitors to whom it did not matter, in both arms.
"""


_OF_PRODUCTS = frozenset({Intent.PRODUCT_SEARCH, Intent.PRODUCT_QUESTION, Intent.COMPARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveArm:
    """Hold the changed arm: another verified answer, page or level of autonomy, or another turn."""

    experiment: Experiment
    answer: VerifiedAnswer | None = None
    answers: KnownAnswers | None = None  # those in force, with `answer` among them
    page: LivePage | None = None
    levels: TriedLevels | None = None
    turn: Turn | None = None
    of_advice: bool = False  # the turn differs where products are asked for, and nowhere else
    left_out: KnownAnswers | None = None  # of a holdout: the answers of who is left out

    async def could_matter(
        self, understanding: Understanding, knowledge: Knowledge, tried: Searcher, *, limit: int
    ) -> bool:
        """Tell whether a message could be answered in another way in the changed arm.

        `knowledge` is what is in force, `tried` searches it with the arm's page in it, and `limit`
        is the number of pages that a turn looks at.
        """
        if self.page is not None:
            return await self._finds(understanding, knowledge.searcher, limit) or (
                await self._finds(understanding, tried, limit)
            )
        if self.answer is None or self.answers is None:
            if self.levels is not None:  # the rows tell that the turn asked for
                return False
            return not self.of_advice or understanding.intent in _OF_PRODUCTS
        ways = (self.answers.vectors[one.text] for one in self.answer.ways)
        if any(float(way @ understanding.vector) >= NEAR for way in ways):
            return True
        vocabulary = knowledge.searcher.vocabulary
        usual = knowledge.verified.find(understanding, vocabulary)
        other = self.answers.find(understanding, vocabulary)
        return (other and other.answer) != (usual and usual.answer)

    async def _finds(self, understanding: Understanding, searcher: Searcher, limit: int) -> bool:
        """Tell whether a search finds a passage of the page, as it is there."""
        found = await searcher.search(
            understanding.text,
            understanding.vector,
            language=understanding.language,
            limit=limit,
            per_source=PER_PAGE,
            only=PassageKind.DOCUMENT,
        )
        return self.page is not None and any(
            one.passage.source_id == self.page.document_id
            and one.passage.language == self.page.language
            for one in found
        )
