"""Tell whether a person's reply may well answer the question that it was given to.

The reader of statements weighs the reply as a page without title and headings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from assistant.answers.composing.pages.passage_statements import plain
from assistant.answers.composing.pages.statement_choice import Extract, extract
from assistant.answers.composing.pages.statement_reading import signals_of
from assistant.conversation.message import Language
from assistant.understanding.types import Constraints, Intent, Understanding
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.ports import Encoder
from retrieval.reading.reader_weights import packaged_weights
from retrieval.reading.statement_reader import StateReader
from retrieval.text.markdown_sections import sections_of
from retrieval.types import (
    Evidence,
    Passage,
    PassageId,
    PassageKind,
    PassageSentence,
    ReadStatement,
    Vector,
)

FLOOR = -3.9
"""Least log-odds of a reply that may well answer.

Chosen on the shops of `tests/evals/dev`: 6 % of 140 right answers are below, each alone, and 37 %
of 560 answers to something else. On shops that nobody tuned on, 5 % of 175 and 53 % of 700 are.
"""

_REMEMBERED = 4_096  # replies and their sentences, 1.5 kB each
_RELEVANCE = 0.5  # of the reply as a page: nothing was searched


class LogOddsReader(Protocol):
    """Read a question with statements, as `StateReader` does. Not thread-safe."""

    def read(self, question: str, statements: Sequence[ReadStatement]) -> Sequence[float]:
        """Return the log-odds that each statement answers the question."""
        ...


def fit_of(encoder: Encoder) -> "ReplyFit | None":
    """Return the fit of replies by the trained reader; None: it reads no other encoder's states."""
    if not isinstance(encoder, OnnxEncoder):
        return None
    return ReplyFit(encoder=encoder, reader=StateReader(encoder, packaged_weights()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFit:
    """Compare replies with their questions. Blocks, and is no more thread-safe than its parts."""

    encoder: Encoder
    reader: LogOddsReader
    vector_of: Callable[[str], Vector] = field(init=False)  # of a reply: many come again

    def __post_init__(self) -> None:
        remember = lru_cache(maxsize=_REMEMBERED)
        object.__setattr__(self, "vector_of", remember(self.encoder.encode_passage))

    def is_unsure(self, question: str, reply: str, language: Language) -> bool:
        """Tell whether a reply in a language more likely answers something else."""
        return self.log_odds(question, reply, language) < FLOOR

    def log_odds(self, question: str, reply: str, language: Language) -> float:
        """Return the log-odds that the best statement of a reply answers a question."""
        understanding = Understanding(
            text=question,
            language=language,
            intent=Intent.QUESTION,
            confidence=1.0,
            vector=self.encoder.encode_query(question),
            constraints=Constraints(),
            rest=question,
            follow_up=False,
        )
        found = extract(understanding, [self._evidence(understanding, reply)]).ranked
        said = [ReadStatement(text=_text(one), signals=signals_of(one)) for one in found]
        return max(self.reader.read(question, said), default=FLOOR)

    def _evidence(self, understanding: Understanding, reply: str) -> Evidence:
        language = understanding.language
        units = [unit for one in sections_of(reply, language) for unit in one.units]
        sentences = [reply[one.start : one.end] for one in units]
        passage = Passage(
            passage_id=PassageId("reply"),
            kind=PassageKind.DOCUMENT,
            source_id="reply",
            language=language,
            title="",
            headings=(),
            text=reply,
            url="",
            sentences=tuple(
                PassageSentence(text=one, vector=self.vector_of(one)) for one in sentences
            ),
        )
        cosine = float(self.vector_of(reply) @ understanding.vector)
        return Evidence(passage=passage, score=_RELEVANCE, dense=cosine, lexical=0.0)


def _text(one: Extract) -> str:
    units = one.reading.units[one.statement.first : one.statement.last + 1]
    return " ".join(plain(unit.text) for unit in units)
