"""Find the verified answer to a message, among those that are live: read `find` first. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assistant.answers.verified.answer_passages import id_of
from assistant.answers.verified.types import (
    CorrectedStatement,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.answers.verified.way_agreement import (
    AskedWords,
    WaySigns,
    asked_words,
    compare,
    differ,
)
from assistant.understanding.constraints.lexicon import find_product_mentions
from assistant.understanding.intents.placed_orders import speaks_of_order
from assistant.understanding.types import Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.searching.live_passages import LivePassage, LivePassages, QuestionText
from retrieval.types import Passage, Vector

NEAREST = 8  # ways of asking whose words are compared
LEAST_SHARE = 0.6  # of the words of each that have a counterpart in the other
# Least cosine, the lower the more of the words agree; chosen on the questions of tests/evals/unseen
# and tests/evals/talks, measured on others (docs/decisions/0048-verified-answers.md).
OF_ALL_WORDS = 0.9
OF_ONE_WORD = 0.935  # the same, where they share one word only
OF_MOST_WORDS = 0.94
WITH_A_STRANGER = 0.96  # the same, where one of them has a weighty word that the other has not
IN_THE_SAME_WORDS = WaySigns(
    cosine=1.0, mine=1.0, theirs=1.0, same=1, one_kind=False, strange=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAnswer:
    """Hold the verified answer to a message, and the way of asking that is most like it."""

    answer: VerifiedAnswer
    way: WayOfAsking
    signs: WaySigns


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownWay:
    """Hold a way of asking with its answer and its words."""

    answer: VerifiedAnswer
    way: WayOfAsking
    asked: AskedWords

    def found(self, signs: WaySigns) -> FoundAnswer:
        return FoundAnswer(answer=self.answer, way=self.way, signs=signs)


@dataclass(frozen=True, eq=False)
class KnownAnswers:
    """Hold the verified answers that are live, with the vectors of their ways of asking."""

    answers: tuple[VerifiedAnswer, ...]
    vectors: Mapping[str, Vector]  # of each way's text, as a question
    read: Mapping[QuestionText, LivePassage] = field(default_factory=dict)  # passages by their text

    def prepare(self) -> None:
        """Make all that finding needs, so that no customer waits for it."""
        if self.answers:
            self._by_key, self._matrix, self._by_id  # noqa: B018  # made with their first use
        self.passages.prepare()

    def of(self, passage: Passage) -> VerifiedAnswer | None:
        """Return the answer that a passage is made of; None: it is one of a page."""
        answer_id = id_of(passage)
        return self._by_id.get(answer_id) if answer_id else None

    @cached_property
    def passages(self) -> LivePassages:
        """Return the answers as passages, for messages that no way of asking agrees with."""
        return LivePassages(tuple(self.read.values()))

    @cached_property
    def corrections(self) -> Sequence[tuple[VerifiedAnswer, CorrectedStatement]]:
        """Return the statements of pages that are wrong, each with the answer that corrects it."""
        return [(one, wrong) for one in self.answers for wrong in one.corrects]

    @cached_property
    def _by_id(self) -> Mapping[VerifiedId, VerifiedAnswer]:
        return {one.answer_id: one for one in self.answers}

    @cached_property
    def _ways(self) -> Sequence[_KnownWay]:
        return [
            _KnownWay(answer=answer, way=way, asked=asked_words(way.text, way.language))
            for answer in self.answers
            for way in answer.ways
        ]

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[_KnownWay]]:
        places: dict[str, list[_KnownWay]] = {}
        for one in self._ways:
            places.setdefault(one.asked.key, []).append(one)
        return places

    @cached_property
    def _matrix(self) -> NDArray[np.float32]:
        return np.stack([self.vectors[one.way.text] for one in self._ways])

    def find(self, understanding: Understanding, vocabulary: Vocabulary) -> FoundAnswer | None:
        """Return the verified answer to a message; None: none of the ways asks the same.

        A message that is about a certain product, or about an order of the customer's, is answered
        only if the way of asking is, too.
        """
        if not self.answers:
            return None
        said = asked_words(understanding.own_words, understanding.language)
        near = () if understanding.follow_up else self._near(understanding, said)
        return next(
            (
                found
                for found in chain(self._same(said), near)
                if _is_as_special(understanding, found.way, vocabulary)
            ),
            None,
        )

    def _same(self, said: AskedWords) -> Iterator[FoundAnswer]:
        """Yield the answers to a message in the very words of a way of asking."""
        yield from (one.found(IN_THE_SAME_WORDS) for one in self._by_key.get(said.key, ()))

    def _near(self, understanding: Understanding, said: AskedWords) -> Iterator[FoundAnswer]:
        cosines = self._matrix @ understanding.vector
        for at in np.argsort(-cosines)[:NEAREST]:
            one = self._ways[at]
            if cosines[at] < OF_ALL_WORDS or differ(said, one.asked):
                continue
            signs = compare(said, one.asked, float(cosines[at]))
            if _agree(signs):
                yield one.found(signs)


def _agree(signs: WaySigns) -> bool:
    least = min(signs.mine, signs.theirs)
    if signs.one_kind or not signs.same:
        return False
    if least == 1:
        return signs.cosine >= (OF_ALL_WORDS if signs.same > 1 else OF_ONE_WORD)
    needed = WITH_A_STRANGER if signs.strange else OF_MOST_WORDS
    return least >= LEAST_SHARE and signs.same > 1 and signs.cosine >= needed


def _is_as_special(understanding: Understanding, way: WayOfAsking, vocabulary: Vocabulary) -> bool:
    """Tell whether a way names the product, and speaks of the order, that a message is about."""
    named = {one.product_id for one in find_product_mentions(way.text, vocabulary)}
    if not named.issuperset(understanding.products):
        return False
    of_order = bool(understanding.entities.orders) or speaks_of_order(understanding.own_words)
    return not of_order or speaks_of_order(way.text)


NO_ANSWERS = KnownAnswers((), {})
