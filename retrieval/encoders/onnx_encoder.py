"""Run the default encoder: int8 ONNX on one thread."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.encoders.encoder_base import EncoderError, NamedEncoder, clean
from retrieval.types import Span, Vector

MODEL_FILE = "onnx/model_qint8.onnx"
TOKENIZER_FILE = "tokenizer.json"
MAX_TOKENS = 512  # the model's learned positions
KEPT_QUESTIONS = 4  # of which the states are kept: those of one message

States = NDArray[np.float32]
"""Shape (tokens, 2 x dimensions): of half of the layers, and of all."""

_Output = Literal["sentence_embedding", "last_hidden_state", "middle_state"]

_Piece = tuple[int | None, list[int]]
"""The span that the tokens belong to, None between spans, and the tokens."""


class OnnxEncoder(NamedEncoder):
    """Run a sentence encoder in one folder; implements `retrieval.ports.Encoder`, thread-safe.

    One text per call: the int8 model scales its activations over the whole call, so a text in a
    batch would have a vector that depends on its neighbours.
    """

    def __init__(self, folder: Path) -> None:
        """Load a folder that `conversion.make` wrote; its name becomes the encoder's.

        Raises:
            EncoderError: a file is missing or damaged.
        """
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._session = start_session(folder / MODEL_FILE)
        except Exception as error:
            message = f"the encoder in {folder} is damaged: delete that folder and start again"
            raise EncoderError(message) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._name = folder.name
        self._dimensions = cast("int", self._session.get_outputs()[0].shape[-1])
        self._start, *self._prefix, self._end = self._tokenizer.encode("passage:").ids
        self._questions: OrderedDict[str, States] = OrderedDict()

    def encode_query(self, text: str) -> Vector:
        return self._encode_question("query: " + clean(text))

    def encode_passage(self, text: str) -> Vector:
        (vector,) = self._run(("sentence_embedding",), self._tokens("passage: " + clean(text)))
        return vector

    def question_states(self, text: str) -> States:
        """Return the middle and last states of a question's tokens, shape (tokens, 2 x dimensions).

        A question that was encoded just before is not encoded again.
        """
        question = "query: " + clean(text)
        if question not in self._questions:
            self._encode_question(question)
        return self._questions[question]

    def statement_states(self, text: str) -> States:
        """Return the middle and last states of its tokens, shape (tokens, 2 x dimensions)."""
        ids = self._tokens("passage: " + clean(text))
        return np.concatenate(self._run(("middle_state", "last_hidden_state"), ids), axis=1)

    def encode_sentences(self, text: str, spans: Sequence[Span]) -> list[Vector]:
        """Return one unit vector per span of `text`, each read in the context of the whole.

        The text goes through the model once per 512 tokens, not once per span: tokens see their
        neighbours, then each span's are averaged. What lies between spans is context. A span
        longer than 512 tokens is cut there; one with nothing visible gets the zero vector.

        Give one section at a time: on 32 questions about four pages, the sentence that answers
        came first 13 times (as when each is encoded alone), and 8 times with the page as a whole.

        Raises:
            ValueError: a span lies outside the text, or starts before its predecessor's end.
        """
        vectors: list[Vector] = [np.zeros(self._dimensions, np.float32) for _ in spans]
        room = MAX_TOKENS - len(self._prefix) - 2
        for window in pack(self._tokenize(text, spans), room):
            tokens = [token for _, tokens in window for token in tokens]
            ids = [self._start, *self._prefix, *tokens, self._end]
            (states,) = self._run(("last_hidden_state",), ids)
            at = 1 + len(self._prefix)
            for span, tokens in window:
                if span is not None:
                    vectors[span] = _unit(states[at : at + len(tokens)].mean(axis=0))
                at += len(tokens)
        return vectors

    def _encode_question(self, question: str) -> Vector:
        """Return the vector of a question, and keep its states: a reader asks for them."""
        outputs: tuple[_Output, ...] = ("sentence_embedding", "middle_state", "last_hidden_state")
        vector, *states = self._run(outputs, self._tokens(question))
        self._questions[question] = np.concatenate(states, axis=1)
        if len(self._questions) > KEPT_QUESTIONS:
            self._questions.popitem(last=False)
        return vector

    def _tokens(self, text: str) -> list[int]:
        return self._tokenizer.encode(text).ids

    def _run(self, outputs: Sequence[_Output], tokens: list[int]) -> list[NDArray[np.float32]]:
        ids = np.array([tokens], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return [made[0] for made in self._session.run(list(outputs), inputs)]

    def _tokenize(self, text: str, spans: Sequence[Span]) -> Iterator[_Piece]:
        """Yield the tokens of every span and of the text between spans, in order, none empty.

        Pieces are cleaned and tokenised one by one, so that no offset is lost in cleaning. Tokens
        never reach across whitespace, so together they are the whole text's.
        """
        for span, start, end in cut(len(text), spans):
            piece = clean(text[start:end])
            if piece:
                yield span, self._tokenizer.encode(piece, add_special_tokens=False).ids


def cut(length: int, spans: Sequence[Span]) -> list[tuple[int | None, int, int]]:
    """Return every span with its number, and the text between with None, as (start, end).

    Raises:
        ValueError: a span lies outside [0, length], or starts before its predecessor's end.
    """
    pieces: list[tuple[int | None, int, int]] = []
    at = 0
    for number, (start, end) in enumerate(spans):
        if not at <= start <= end <= length:
            message = f"span {number} ({start}, {end}) does not follow {at} within {length}"
            raise ValueError(message)
        pieces += [(None, at, start), (number, start, end)]
        at = end
    return [*pieces, (None, at, length)]


def pack(pieces: Iterator[_Piece], room: int) -> Iterator[list[_Piece]]:
    """Yield windows of whole pieces, at most `room` tokens each; longer pieces are cut."""
    window: list[_Piece] = []
    used = 0
    for span, tokens in pieces:
        kept = tokens[:room]
        if used + len(kept) > room:
            yield window
            window, used = [], 0
        window.append((span, kept))
        used += len(kept)
    if window:
        yield window


def start_session(model: Path) -> onnxruntime.InferenceSession:
    """Open a model that runs on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3  # errors; a warning per call is no news
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _unit(vector: NDArray[np.float32]) -> Vector:
    return (vector / np.linalg.norm(vector)).astype(np.float32)
