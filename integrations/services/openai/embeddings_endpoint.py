"""Encode texts with an OpenAI-compatible embeddings endpoint.

Not only OpenAI's: vLLM, text-embeddings-inference, Ollama and llama.cpp's server speak it, too.
"""

from http import HTTPStatus
from types import TracebackType
from typing import Self

import numpy as np
import openai

from retrieval.encoders.encoder_base import (
    MAX_CHARS,
    EncoderError,
    EncoderUnavailableError,
    clean,
    name_encoder,
)
from retrieval.types import Vector

_EMPTY = "-"  # in place of a text without anything visible, which endpoints refuse

_SHORTEST = 64  # characters, which fit every model: a refusal has another reason

_LATER = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)


class OpenAIEncoder:
    """Encode texts with a model behind an endpoint, as `retrieval.ports.Encoder`.

    Every text is sent to the endpoint's operator: choose one whose terms allow that for what
    customers write.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str,
        query_prefix: str = "",
        passage_prefix: str = "",
        dimensions: int | None = None,
        max_chars: int = MAX_CHARS,
        timeout_s: float = 10.0,
        max_retries: int = 2,
    ) -> None:
        """Remember the endpoint; nothing is sent yet.

        Args:
            base_url: up to and without `/embeddings`, usually ending in `/v1`.
            model: as the endpoint calls it.
            api_key: any string where the endpoint asks for none.
            query_prefix: put before every question; the e5 family wants "query: ".
            passage_prefix: put before every passage; the e5 family wants "passage: ".
            dimensions: ask for vectors of this length; None takes the model's own. Only some
                models can.
            max_chars: texts are cut here. Those that the endpoint calls too long for its model
                are halved until it takes them; a fitting bound spares the tries.
            timeout_s: for one try.
            max_retries: after a time-out, a broken connection, or status 408, 409, 429 or 5xx.
        """
        self._client = openai.OpenAI(
            base_url=base_url, api_key=api_key, timeout=timeout_s, max_retries=max_retries
        )
        self._model = model
        self._prefixes = (query_prefix, passage_prefix)
        self._max_chars = max_chars
        self._asked = openai.omit if dimensions is None else dimensions
        self._dimensions = dimensions
        self._name = name_encoder(
            "openai", model, base_url, query_prefix, passage_prefix, dimensions, max_chars
        )

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        """Return the length of every vector; requests one vector if the length is not known yet.

        Raises:
            EncoderError: as for `encode_query`.
        """
        if self._dimensions is None:
            self._dimensions = len(self.encode_query("dimensions"))
        return self._dimensions

    def encode_query(self, text: str) -> Vector:
        """Return the unit vector of a question.

        Raises:
            EncoderUnavailableError: no answer in time; the same call may work later.
            EncoderError: the endpoint refused, or answered with something that is no vector.
        """
        return self._encode(self._prefixes[0], text)

    def encode_passage(self, text: str) -> Vector:
        """Return the unit vector of a passage; raises as `encode_query`."""
        return self._encode(self._prefixes[1], text)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _encode(self, prefix: str, text: str) -> Vector:
        cleaned = clean(text, self._max_chars) or _EMPTY
        while True:
            try:
                return self._normalise(self._ask(prefix + cleaned))
            except _LATER as error:
                if not _is_too_long(error, cleaned):
                    raise EncoderUnavailableError(_explain(error)) from error
            except openai.OpenAIError as error:
                if not _is_too_long(error, cleaned):
                    raise EncoderError(_explain(error)) from error
            cleaned = cleaned[: len(cleaned) // 2].rstrip()

    def _ask(self, text: str) -> Vector:
        try:
            answer = self._client.embeddings.create(
                input=text, model=self._model, dimensions=self._asked, encoding_format="float"
            )
            return np.array(answer.data[0].embedding, np.float32)
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            message = "the embeddings endpoint answered without a vector"
            raise EncoderError(message) from error

    def _normalise(self, vector: Vector) -> Vector:
        length = np.linalg.norm(vector)
        if vector.ndim != 1 or not np.isfinite(length) or length == 0:
            message = "the embeddings endpoint answered with a vector that has no direction"
            raise EncoderError(message)
        if self._dimensions is not None and len(vector) != self._dimensions:
            message = (
                f"the embeddings endpoint answered with {len(vector)} dimensions "
                f"instead of {self._dimensions}: its model has changed"
            )
            raise EncoderError(message)
        return (vector / length).astype(np.float32)


def _is_too_long(error: openai.OpenAIError, text: str) -> bool:
    """Return whether the endpoint may take half of `text` where it refused all of it.

    There is no common status: OpenAI says 400, text-embeddings-inference 413, llama.cpp 500. The
    window is in tokens, of which a character may need several, so no bound in characters is safe.
    """
    if len(text) < _SHORTEST or not isinstance(error, openai.APIStatusError):
        return False
    words = error.message.lower()
    return error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or any(
        sign in words for sign in ("too large", "too long", "token", "context length")
    )


def _explain(error: openai.OpenAIError) -> str:
    """Describe an error without the endpoint's own words, which may repeat the customer's."""
    if isinstance(error, openai.APITimeoutError):
        return "the embeddings endpoint did not answer in time"
    if isinstance(error, openai.APIStatusError):
        return _explain_status(error.status_code)
    if isinstance(error, openai.APIConnectionError):
        return "the embeddings endpoint cannot be reached: check its address"
    return f"the embeddings endpoint's answer makes no sense ({type(error).__name__})"


def _explain_status(status: int) -> str:
    advice = {
        400: "check the model's name, and that max_chars fits its window",
        401: "check the API key",
        403: "the API key may not use this model",
        404: "check the address, which usually ends in /v1, and the model's name",
        413: "the text exceeds the model's window: lower max_chars",
        429: "too many requests, or no credit left",
    }.get(status, "see the endpoint's log")
    return f"the embeddings endpoint answered with status {status}: {advice}"
