"""Encode the statements of the shop's pages when they are indexed, and not when they are asked for.

Products are no pages: the reader of statements is given none of theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answers.composing.pages.passage_statements import read
from assistant.answers.composing.pages.statement_reading import word
from assistant.app.compose.search.local_models import open_statement_reader
from assistant.kit.settings.settings import Settings
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.ports import Encoder
from retrieval.reading.statement_reader import StateReader
from retrieval.types import PackedTokens, Passage


@dataclass(frozen=True, slots=True)
class ReadPageStatements:
    """Implement `retrieval.ports.PageStatements` by the statements that answers are made of."""

    states: StateReader

    @property
    def reader(self) -> str:
        return self.states.name

    def texts_of(self, passage: Passage) -> Iterable[str]:
        """Return every statement with its title and headings."""
        reading = read(passage)
        return [word(reading, statement) for statement in reading.statements]

    def encode(self, text: str) -> PackedTokens:
        return self.states.encode(text)


def open_page_statements(settings: Settings, encoder: Encoder) -> ReadPageStatements | None:
    """Return the statements to keep; None: no reader is set, or it does not read this encoder."""
    if not settings.search.reader or not isinstance(encoder, OnnxEncoder):
        return None
    return ReadPageStatements(open_statement_reader(settings, encoder))
