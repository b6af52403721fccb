"""One contestant's process: `python -m benchmarks.contest.contestants NAME JOB`.

Runs in Comptoir's environment for `comptoir` and `encoder`, in the peers' for the rest. All encode
questions with the same code, weights and session: `retrieval.encoders.onnx_encoder`. Those named
`-torch` take the same weights through the library that the peer itself would take.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contest.contest import TOP, AnswerAll, Job, take_part
from retrieval.encoders.onnx_encoder import OnnxEncoder

_SHARED = ("onnxruntime", "tokenizers", "numpy")
_QUERY, _PASSAGE = "query: ", "passage: "  # what the e5 family was trained with


def comptoir(job: Job) -> AnswerAll:
    """Answer whole: understand, search, compose, review."""
    engine = import_module(
        "assistant.app.compose.answer_engine"
    )  # not there in the peers' environment
    settings = import_module("assistant.kit.settings.settings")
    shop = settings.ShopSettings(file=Path(job.shop_file))
    chosen = settings.load(data_dir=Path(job.data_dir), shop=shop)
    runner, stack = asyncio.Runner(), AsyncExitStack()  # open until the process is killed
    opened = runner.run(stack.enter_async_context(engine.open_engine(chosen)))

    async def ask(texts: Sequence[str]) -> list[list[str]]:
        replies = [(await opened.ask(text)).reply for text in texts]
        return [[shown.url for shown in (*reply.sources, *reply.cards)] for reply in replies]

    def answer(texts: Sequence[str], _: object = stack) -> list[list[str]]:  # kept, hence open
        return runner.run(ask(texts))

    return answer


def encoder(job: Job) -> AnswerAll:
    """Encode the question and answer nothing: with these weights nobody can be faster."""
    encode = OnnxEncoder(Path(job.encoder)).encode_query

    def answer(texts: Sequence[str]) -> list[list[str]]:
        return [[] for _ in map(encode, texts)]

    return answer


def txtai(job: Job, *, content: bool = True) -> AnswerAll:
    """Embeddings of a transform function; texts kept in its own SQLite, as its guide does."""
    known = {text.whole: np.array(text.vector, np.float32) for text in job.texts}
    encode = OnnxEncoder(Path(job.encoder)).encode_query

    def transform(texts: Sequence[str]) -> Any:  # noqa: ANN401  # an array
        return np.stack(
            [v if (v := known.get(text)) is not None else encode(text) for text in texts]
        )

    embeddings = _module("txtai").Embeddings(
        method="external", transform=transform, content=content
    )
    embeddings.index([(text.url, text.whole, None) for text in job.texts])
    texts = {text.url: text.whole for text in job.texts}

    def search(question: str) -> list[tuple[str, str]]:
        found = embeddings.search(question, TOP)
        if content:
            return [(row["id"], row["text"]) for row in found]
        return [(url, texts[url]) for url, _ in found]

    return _each(search)


def txtai_ids(job: Job) -> AnswerAll:
    """Let txtai find identifiers only, and look the texts up in a dictionary: its fastest way."""
    return txtai(job, content=False)


def txtai_torch(job: Job) -> AnswerAll:
    """Let txtai load the model itself."""
    instructions = {"query": _QUERY, "data": _PASSAGE}
    embeddings = _module("txtai").Embeddings(
        path=job.encoder, method="transformers", content=True, instructions=instructions
    )
    embeddings.index([(text.url, text.whole, None) for text in job.texts])
    return _each(lambda question: [(r["id"], r["text"]) for r in embeddings.search(question, TOP)])


def haystack(job: Job) -> AnswerAll:
    """Run a pipeline: a text embedder of ours, then the retriever of the in-memory store."""
    encode = OnnxEncoder(Path(job.encoder)).encode_query
    core = _module("haystack")

    @core.component
    class Embedder:
        @core.component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]  # Haystack's
        def run(self, text: str) -> dict[str, list[float]]:
            return {"embedding": encode(text).tolist()}

    return _haystack(job, Embedder())


def haystack_torch(job: Job) -> AnswerAll:
    """Run a pipeline with Haystack's embedder for sentence-transformers."""
    embedders = _module("haystack_integrations.components.embedders.sentence_transformers")
    embedder = embedders.SentenceTransformersTextEmbedder(
        model=job.encoder, prefix=_QUERY, progress_bar=False, normalize_embeddings=True
    )
    embedder.warm_up()
    return _haystack(job, embedder)


def _haystack(job: Job, embedder: object) -> AnswerAll:
    stores = _module("haystack.document_stores.in_memory")
    retrievers = _module("haystack.components.retrievers.in_memory")
    core = _module("haystack")
    store = stores.InMemoryDocumentStore()
    store.write_documents(
        [core.Document(id=t.url, content=t.whole, embedding=t.vector) for t in job.texts]
    )
    pipeline = core.Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("retriever", retrievers.InMemoryEmbeddingRetriever(store, top_k=TOP))
    pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def search(question: str) -> list[tuple[str, str]]:
        found = pipeline.run({"embedder": {"text": question}})["retriever"]["documents"]
        return [(document.id, document.content) for document in found]

    return _each(search)


def llamaindex(job: Job) -> AnswerAll:
    """Retrieve from the in-memory vector index with an embedding class of ours."""
    encode = OnnxEncoder(Path(job.encoder)).encode_query
    base: Any = _module("llama_index.core.embeddings").BaseEmbedding

    def embed(_: object, text: str) -> list[float]:
        return encode(text).tolist()  # type: ignore[no-any-return]  # floats

    async def embed_later(_: object, text: str) -> list[float]:
        return embed(_, text)

    # Made by `type`, because a class statement cannot be checked without its base.
    names = {"_get_query_embedding": embed, "_get_text_embedding": embed}
    ours = type("Embedding", (base,), {**names, "_aget_query_embedding": embed_later})
    return _llamaindex(job, ours())


def llamaindex_torch(job: Job) -> AnswerAll:
    """Retrieve from the in-memory vector index with LlamaIndex's Hugging Face embedding."""
    embeddings = _module("llama_index.embeddings.huggingface")
    return _llamaindex(
        job,
        embeddings.HuggingFaceEmbedding(
            model_name=job.encoder, query_instruction=_QUERY, text_instruction=_PASSAGE
        ),
    )


def _llamaindex(job: Job, embedding: object) -> AnswerAll:
    core = _module("llama_index.core")
    nodes = [
        _module("llama_index.core.schema").TextNode(id_=t.url, text=t.whole, embedding=t.vector)
        for t in job.texts
    ]
    index = core.VectorStoreIndex(nodes, embed_model=embedding)
    retriever = index.as_retriever(similarity_top_k=TOP)
    return _each(
        lambda question: [(found.node_id, found.text) for found in retriever.retrieve(question)]
    )


def _each(search: Callable[[str], list[tuple[str, str]]]) -> AnswerAll:
    """Answer one by one, as questions come; an answer is an address with its text."""

    def answer(texts: Sequence[str]) -> list[list[str]]:
        answers = [search(text) for text in texts]
        if not all(text for found in answers for _, text in found):
            msg = "a passage came without its text"
            raise RuntimeError(msg)
        return [[url for url, _ in found] for found in answers]

    return answer


def _module(name: str) -> Any:  # noqa: ANN401  # installed in the peers' environment only
    return import_module(name)


CONTESTANTS: dict[str, Callable[[Job], AnswerAll]] = {
    "comptoir": comptoir,
    "encoder": encoder,
    "txtai": txtai,
    "txtai-ids": txtai_ids,
    "haystack": haystack,
    "llamaindex": llamaindex,
    "txtai-torch": txtai_torch,
    "haystack-torch": haystack_torch,
    "llamaindex-torch": llamaindex_torch,
}


def main() -> None:
    """Load, say so, answer."""
    name, file = sys.argv[1:]
    pipe = os.dup(1)  # libraries may print; the pipe is for answers
    os.dup2(2, 1)
    sys.stdout = os.fdopen(pipe, "w")
    answer_all = CONTESTANTS[name](Job.read(Path(file)))
    take_part(answer_all, {package: version(package) for package in _SHARED})


if __name__ == "__main__":
    main()
