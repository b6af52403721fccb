import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from integrations.services.openai.embeddings_endpoint import OpenAIEncoder
from retrieval.encoders.encoder_base import EncoderError, EncoderUnavailableError
from tests.contract.encoder import EncoderContract

Reply = tuple[int, object]


@dataclass
class Endpoint:
    """A server that speaks the embeddings protocol; tests set its next replies."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)  # then vectors drawn from the text
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        return self.replies.pop(0) if self.replies else (200, embed(draw(request["input"])))


def draw(text: str) -> list[float]:
    """Return a vector, not of unit length, that depends on `text` alone."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    vector: list[float] = np.random.default_rng(seed).normal(0, 3, 8).tolist()
    return vector


def embed(vector: object) -> dict[str, Any]:
    return {
        "object": "list",
        "model": "fake",
        "data": [{"object": "embedding", "index": 0, "embedding": vector}],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }


def make_handler(find: Callable[[], Endpoint]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = find().answer(json.loads(body))
            if status == 0:  # never answers
                find().released.wait(10)
                return
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    return Handler


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made: list[Endpoint] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(lambda: made[0]))
    made.append(Endpoint(url=f"http://127.0.0.1:{server.server_port}/v1"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made[0]
    made[0].released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def encoder(endpoint: Endpoint) -> Iterator[OpenAIEncoder]:
    with OpenAIEncoder(
        base_url=endpoint.url, model="fake", api_key="none", timeout_s=5, max_retries=0
    ) as encoder:
        yield encoder


class TestOpenAIEncoder(EncoderContract):
    def test_asks_for_the_dimensions_once(self, encoder: OpenAIEncoder, endpoint: Endpoint) -> None:
        assert (encoder.dimensions, encoder.dimensions) == (8, 8)
        assert len(endpoint.requests) == 1

    def test_sends_the_prefix_of_each_kind(self, endpoint: Endpoint) -> None:
        with OpenAIEncoder(
            base_url=endpoint.url,
            model="e5",
            api_key="none",
            query_prefix="query: ",
            passage_prefix="passage: ",
        ) as encoder:
            encoder.encode_query("Où ?")
            encoder.encode_passage("Ici.")

        sent = [(request["model"], request["input"]) for request in endpoint.requests]
        assert sent == [("e5", "query: Où ?"), ("e5", "passage: Ici.")]

    def test_sends_no_more_of_a_text_than_it_may(self, endpoint: Endpoint) -> None:
        with OpenAIEncoder(
            base_url=endpoint.url, model="m", api_key="none", max_chars=100
        ) as encoder:
            encoder.encode_passage("x" * 1000)

        assert endpoint.requests[0]["input"] == "x" * 100

    def test_asks_for_shorter_vectors_only_when_told(
        self, encoder: OpenAIEncoder, endpoint: Endpoint
    ) -> None:
        encoder.encode_query("x")
        with OpenAIEncoder(
            base_url=endpoint.url, model="m", api_key="none", dimensions=8
        ) as shorter:
            shorter.encode_query("x")

        assert [request.get("dimensions") for request in endpoint.requests] == [None, 8]

    def test_is_named_by_all_that_changes_its_vectors(self) -> None:
        options: list[dict[str, Any]] = [
            {},
            {"model": "n"},
            {"base_url": "http://b/v1"},
            {"query_prefix": "q"},
            {"passage_prefix": "q"},
            {"dimensions": 8},
            {"max_chars": 10},
        ]
        names = set()
        for option in options:
            settings = {"base_url": "http://a/v1", "model": "m", "api_key": "k"} | option
            with OpenAIEncoder(**settings) as encoder:
                names.add(encoder.name)

        assert len(names) == len(options)


class TestATextThatIsTooLong:
    @pytest.mark.parametrize(
        ("status", "message"),
        [
            (400, "This model's maximum context length is 8192 tokens"),
            (413, ""),
            (500, "input is too large to process. increase the physical batch size"),
        ],
    )
    def test_is_halved_until_the_endpoint_takes_it(
        self, encoder: OpenAIEncoder, endpoint: Endpoint, status: int, message: str
    ) -> None:
        endpoint.replies = [(status, {"error": {"message": message}})] * 2

        encoder.encode_query("x" * 1000)

        assert [len(request["input"]) for request in endpoint.requests] == [1000, 500, 250]

    def test_is_an_error_in_the_end(self, encoder: OpenAIEncoder, endpoint: Endpoint) -> None:
        endpoint.replies = [(413, {"error": {"message": "too long"}})] * 20

        with pytest.raises(EncoderError, match="status 413"):
            encoder.encode_query("x" * 1000)

        assert [len(request["input"]) for request in endpoint.requests] == [1000, 500, 250, 125, 62]


class TestAnError:
    @pytest.mark.parametrize(
        ("status", "advice"),
        [
            (400, "max_chars"),
            (401, "check the API key"),
            (403, "may not use"),
            (404, "/v1"),
            (413, "lower max_chars"),
            (418, "the endpoint's log"),
        ],
    )
    def test_says_what_to_mend(
        self, encoder: OpenAIEncoder, endpoint: Endpoint, status: int, advice: str
    ) -> None:
        endpoint.replies = [(status, {"error": {"message": "ma question secrète"}})]

        with pytest.raises(EncoderError, match=f"status {status}.*{advice}") as caught:
            encoder.encode_query("ma question secrète")

        assert not isinstance(caught.value, EncoderUnavailableError)
        assert "secrète" not in str(caught.value)

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_that_may_pass_says_so_by_its_type(
        self, encoder: OpenAIEncoder, endpoint: Endpoint, status: int
    ) -> None:
        endpoint.replies = [(status, {"error": {"message": "busy"}})]

        with pytest.raises(EncoderUnavailableError, match=f"status {status}"):
            encoder.encode_query("x")

    def test_comes_after_the_time_out(self, endpoint: Endpoint) -> None:
        endpoint.replies = [(0, None)]
        with (
            OpenAIEncoder(
                base_url=endpoint.url, model="m", api_key="k", timeout_s=0.1, max_retries=0
            ) as encoder,
            pytest.raises(EncoderUnavailableError, match="did not answer in time"),
        ):
            encoder.encode_query("x")

    def test_comes_where_nothing_listens(self) -> None:
        with (
            OpenAIEncoder(
                base_url="http://127.0.0.1:9/v1", model="m", api_key="k", max_retries=0
            ) as encoder,
            pytest.raises(EncoderUnavailableError, match="cannot be reached"),
        ):
            encoder.encode_query("x")

    @pytest.mark.parametrize(
        "answer",
        [
            b"<html>login</html>",
            b"{",
            {"data": []},
            {"data": None},
            {},
            [],
            embed(None),
            embed("abc"),
            embed([]),
            embed([0.0, 0.0]),
            embed([[1.0], [2.0]]),
            {"data": [{"embedding": {"x": 1}}]},
        ],
    )
    def test_comes_of_an_answer_without_a_vector(
        self, encoder: OpenAIEncoder, endpoint: Endpoint, answer: object
    ) -> None:
        endpoint.replies = [(200, answer)]

        with pytest.raises(EncoderError, match="embeddings endpoint"):
            encoder.encode_query("x")

    def test_comes_of_a_model_that_changed(
        self, encoder: OpenAIEncoder, endpoint: Endpoint
    ) -> None:
        assert encoder.dimensions == 8
        endpoint.replies = [(200, embed([1.0, 2.0]))]

        with pytest.raises(EncoderError, match="2 dimensions instead of 8"):
            encoder.encode_query("x")

    def test_is_not_raised_while_a_retry_helps(self, endpoint: Endpoint) -> None:
        endpoint.replies = [(503, {"error": {"message": "busy"}})]
        with OpenAIEncoder(base_url=endpoint.url, model="m", api_key="k", max_retries=1) as encoder:
            vector = encoder.encode_query("x")

        assert vector.shape == (8,)
        assert len(endpoint.requests) == 2
