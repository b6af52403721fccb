"""Fit how relevance depends on what search measures.

Print it for `retrieval/searching/relevance.py`:

    python -m benchmarks.quality.relevance

Learns from tests/evals/relevance/questions.yml on the demo shop: a passage is relevant if its
source answers the question. Figures are cross-validated by question; the weights printed are
fitted on all of them.
"""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.index.index_build import build
from retrieval.searching.search import LiveIndex, Searcher
from retrieval.types import Filter

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "integrations/shops/demo/content"
QUESTIONS = ROOT / "tests/evals/relevance/questions.yml"
SOURCES = 3  # of each question that are learnt from


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Passages found for questions; parallel arrays."""

    features: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    questions: NDArray[np.int64]  # which was asked
    first: NDArray[np.bool_]  # the best of its question
    answerable: NDArray[np.bool_]  # its question is


async def collect(searcher: Searcher, encoder: OnnxEncoder, *, own: bool) -> Examples:
    """Search every question and note what was measured of its best passages.

    `own` False searches what is not in the question's language, as if nothing else was there.
    """
    rows = []
    for number, asked in enumerate(yaml.safe_load(QUESTIONS.read_text("utf-8"))):
        answers = {*asked.get("pages", ()), *asked.get("products", ())}
        other = {"fr": "en", "en": "fr"}[asked["language"]]
        found = await searcher.examine(
            asked["text"],
            encoder.encode_query(asked["text"]),
            language=asked["language"],
            where=Filter() if own else Filter(languages=(other,)),
            limit=SOURCES,
        )
        for place, (passage, (*measured, same)) in enumerate(found):
            if same == own:
                relevant = passage.source_id in answers
                rows.append((measured, relevant, number, place == 0, bool(answers)))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Examples(
        features=columns[0],
        relevant=columns[1],
        questions=columns[2],
        first=columns[3],
        answerable=columns[4],
    )


def check(examples: Examples) -> None:
    """Print how well relevance tells good passages, on questions it was not fitted on."""
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    shuffled = np.random.default_rng(0).permutation(examples.questions.max() + 1)
    said = cross_val_predict(
        model,
        examples.features,
        examples.relevant,
        groups=shuffled[examples.questions],
        cv=GroupKFold(5),
        method="predict_proba",
    )[:, 1]
    first = examples.first
    print(f"area under the curve: all {roc_auc_score(examples.relevant, said):.3f}, ", end="")
    print(f"first {roc_auc_score(examples.relevant[first], said[first]):.3f}")
    print("floor  answered: share of answerable, right  abstained: share of unanswerable")
    right, can = examples.relevant[first], examples.answerable[first]
    for floor in np.arange(0.1, 0.6, 0.05):
        spoken = said[first] >= floor
        print(
            f"{floor:5.2f}  {(spoken & can).sum() / can.sum():.2f} "
            f"{(spoken & right).sum() / max(spoken.sum(), 1):.2f}  "
            f"{(~spoken & ~can).sum() / (~can).sum():.2f}"
        )


def fit(examples: Examples) -> list[float]:
    """Return the intercept and the weights of features as they are."""
    scaler = StandardScaler().fit(examples.features)
    model = LogisticRegression(max_iter=1000)
    model.fit(scaler.transform(examples.features), examples.relevant)
    weights = model.coef_[0] / scaler.scale_
    return [float(model.intercept_[0] - weights @ scaler.mean_), *weights.tolist()]


async def run(index: Path, encoder: OnnxEncoder) -> None:
    """Index the demo shop, learn from it, print."""
    build(read_paths([SHOP / "products", SHOP / "pages"]), encoder=encoder, root=index)
    live = LiveIndex(index, encoder.name)
    for name, own in (("OWN_LANGUAGE", True), ("OTHER_LANGUAGE", False)):
        examples = await collect(live.current(), encoder, own=own)
        check(examples)
        print(f"{name} = ({', '.join(f'{weight:.2f}' for weight in fit(examples))})")
    await live.close()


def main() -> None:
    """Fit on the demo shop."""
    parser = argparse.ArgumentParser(description="fit the relevance of evidence")
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="where the encoder is")
    encoder = load_default(ModelFolders((parser.parse_args().data_dir,)))
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(run(Path(temporary), encoder))


if __name__ == "__main__":
    main()
