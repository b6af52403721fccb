"""How often the search finds the right page first, on public question sets.

    python -m benchmarks.quality.search_quality --data DIR [--index DIR]

DIR holds `cnil_faq_fr` (French) and `stackfaq` (English), see its README. Their pages are indexed
and their questions searched by the code that ships. Weights were chosen on the half called
"chosen"; "held out" is the other half, split by the page that is asked for.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import fmean

from retrieval.catalogue.types import Document
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.evaluation.ranking_measures import hit, ndcg, reciprocal_rank
from retrieval.index.index_build import build
from retrieval.searching.search import LiveIndex, Searcher

DEPTH = 20  # pages looked at for the reciprocal rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and the page that answers it."""

    text: str
    page: str

    @property
    def half(self) -> str:
        return "chosen" if sha256(f"s{self.page}".encode()).digest()[0] % 2 == 0 else "held out"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Pages, and questions about them."""

    name: str
    language: str
    goal: str  # Hit@1/Hit@5/MRR over all questions
    pages: tuple[Document, ...]
    questions: tuple[Question, ...]


def read_cnil(data: Path) -> QuestionSet:
    """Read the French data protection authority's FAQ."""
    base = data / "cnil_faq_fr/piaf-ml/clients/cnil/knowledge_base"
    pages = json.loads((base / "squad.json").read_text("utf-8"))["data"]
    asked = json.loads((base / "raw_and_preparation/epitca_perf_V2.json").read_text("utf-8"))
    known = {page["id"] for page in pages}
    return QuestionSet(
        name="CNIL",
        language="fr",
        goal=".640/.870/.740",
        pages=tuple(
            _page(p["id"], "fr", p["title"], "\n\n".join(x["context"] for x in p["paragraphs"]))
            for p in pages
        ),
        questions=tuple(
            Question(text=question["question"], page=str(group["expected"]))
            for group in asked
            if str(group["expected"]) in known
            for question in group["epitca"]
        ),
    )


def read_stackfaq(data: Path) -> QuestionSet:
    """Read Stack Exchange's FAQ with paraphrases of their questions."""
    text = (data / "stackfaq/stackExchange-FAQ.json").read_text("utf-8")
    pairs = json.loads(text)["root"]["qapair"]
    return QuestionSet(
        name="StackFAQ",
        language="en",
        goal=".900/.990/.940",
        pages=tuple(
            _page(str(n), "en", pair["question"], "\n\n".join(pair["answer"]))
            for n, pair in enumerate(pairs)
        ),
        questions=tuple(
            Question(text=text, page=str(n))
            for n, pair in enumerate(pairs)
            for text in pair["rephr"]
            if text and text != "*"
        ),
    )


def _page(number: str, language: str, title: str, text: str) -> Document:
    return Document(document_id=number, language=language, title=title, text=text, url=number)


async def search(
    questions: Sequence[Question], language: str, searcher: Searcher, encoder: OnnxEncoder
) -> list[list[str]]:
    """Return the pages found for each question, best first."""
    found = []
    for question in questions:
        vector = encoder.encode_query(question.text)
        evidence = await searcher.search(question.text, vector, language=language, limit=DEPTH)
        found.append([piece.passage.source_id for piece in evidence])
    return found


def score(questions: Sequence[Question], found: Sequence[Sequence[str]]) -> str:
    """Return Hit@1/Hit@5/MRR and nDCG@10, averages over questions."""
    pairs = list(zip(questions, found, strict=True))
    first = fmean(hit(pages, {q.page}, k=1) for q, pages in pairs)
    five = fmean(hit(pages, {q.page}, k=5) for q, pages in pairs)
    rank = fmean(reciprocal_rank(pages, {q.page}) for q, pages in pairs)
    gain = fmean(ndcg(pages, {q.page: 1.0}, k=10) for q, pages in pairs)
    return f"{first:.3f}/{five:.3f}/{rank:.3f}  nDCG@10 {gain:.3f}  ({len(pairs)} questions)"


async def report(questions: QuestionSet, index: Path, encoder: OnnxEncoder) -> None:
    """Index one set, search it, print what was found."""
    built = build(questions.pages, encoder=encoder, root=index / questions.name)
    live = LiveIndex(index / questions.name, encoder.name)
    started = time.perf_counter()
    found = await search(questions.questions, questions.language, live.current(), encoder)
    each_ms = 1e3 * (time.perf_counter() - started) / len(found)
    await live.close()
    print(
        f"{questions.name}: {built.documents} pages, {built.passages} passages, "
        f"{built.merged} merged, indexed in {built.seconds:.0f} s, {each_ms:.1f} ms a question"
    )
    for name, chosen in _halves(questions.questions):
        kept = [n for n, question in enumerate(questions.questions) if chosen in question.half]
        figures = score([questions.questions[n] for n in kept], [found[n] for n in kept])
        print(f"  {name:<9} Hit@1/Hit@5/MRR {figures}")
    print(f"  goal      Hit@1/Hit@5/MRR {questions.goal}")


def _halves(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    yield from ((half, half) for half in sorted({question.half for question in questions}))
    yield "all", ""


def main() -> None:
    """Measure both sets."""
    parser = argparse.ArgumentParser(description="search quality on public question sets")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the sets")
    parser.add_argument("--index", type=Path, help="keep indexes here, to index only once")
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="where the encoder is")
    options = parser.parse_args()
    encoder = load_default(ModelFolders((options.data_dir,)))
    with tempfile.TemporaryDirectory() as temporary:
        for read in (read_cnil, read_stackfaq):
            index = options.index or Path(temporary)
            asyncio.run(report(read(options.data), index, encoder))


if __name__ == "__main__":
    main()
