"""Find verified answers to something else than a message asks: read `heed_matter`. Pure.

The reader learned on questions to shops, and a way of asking is all that it knows of a verified
answer. So it takes "how old are you?" for a question about an age. What a message is about is told
by the reader, the search, the words, and how likely the message is outside of the shop's scope;
none of them tells it alone.
"""

import math
from dataclasses import dataclass

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.verified.answer_passages import id_of
from assistant.answers.verified.way_agreement import asked_words, compare
from assistant.conversation.message import Language
from assistant.understanding.types import Intent, Understanding
from retrieval.types import PassageId

# Weights of `MatterSigns` and the constant, fitted on one half of the pairs of
# docs/decisions/0059-verified-answers-are-read.md; `LEAST` keeps
# nine in ten right answers of the odd matters of tests/evals/off_topic, which look outside, too.
WEIGHTS = (0.35, 0.19, -0.29, 2.27)
BIAS = -3.33
LEAST = 0.047
WORDS_OF_ANOTHER_LANGUAGE = 0.4  # in place of `words`: its mean where the answer is right
_BOUND = 0.001  # of a probability of which log-odds are taken


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSigns:
    """Hold the measures of whether a message and a way of asking are one question, as `WEIGHTS`."""

    read: float  # log-odds of the reader; unbounded
    found: float  # log-odds of the search that the passage is relevant
    outside: float  # log-odds that the message is outside of the shop's scope
    words: float  # share of the words of both that have a counterpart in the other, in [0, 1]

    @property
    def likelihood(self) -> float:
        """Return the probability in (0, 1) that both ask the same."""
        read, found, outside, words = WEIGHTS
        logit = (
            BIAS
            + read * self.read
            + found * self.found
            + outside * self.outside
            + words * self.words
        )
        return 1 / (1 + math.exp(-logit))


def find_unasked(extracts: Extracts, understanding: Understanding) -> frozenset[PassageId]:
    """Return the passages of verified answers to something else than the message asks.

    Passages that no reader read are none of them.
    """
    likelihoods = {
        one.evidence.passage.passage_id: signs_of(one, understanding).likelihood
        for one in reversed(extracts.ranked)  # the surest statement of a passage counts
        if one.sureness is not None and id_of(one.evidence.passage) is not None
    }
    return frozenset(passage for passage, one in likelihoods.items() if one < LEAST)


def signs_of(one: Extract, understanding: Understanding) -> MatterSigns:
    """Return the measures of a message and the way of asking of a statement that was read."""
    return MatterSigns(
        read=_log_odds(one.confidence),
        found=_log_odds(one.evidence.score),
        outside=_log_odds(dict(understanding.ranked).get(Intent.CHITCHAT, 0.0)),
        words=_words(one, understanding),
    )


def _words(one: Extract, understanding: Understanding) -> float:
    passage = one.evidence.passage
    if passage.language != understanding.language:
        return WORDS_OF_ANOTHER_LANGUAGE
    language: Language = understanding.language
    message, way = (asked_words(text, language) for text in (understanding.text, passage.title))
    signs = compare(message, way, 0.0)
    return (signs.mine + signs.theirs) / 2


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, _BOUND), 1 - _BOUND)
    return math.log(bounded / (1 - bounded))
