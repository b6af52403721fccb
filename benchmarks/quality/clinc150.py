"""How well the kind of intent model that ships knows 150 intents, and what is none of them.

Kernel ridge regression as in `assistant.understanding.intents.intent_training`, and the same with
what a linear model says added: with 100 sentences each for 150 intents, it knows something of its
own.

    python -m benchmarks.quality.clinc150 --data DIR [--data-dir DIR]

DIR holds `clinc150_oos`. The model is trained on the set's own training split, its threshold chosen
on the validation split; a query in scope that falls below the threshold counts as wrong.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve  # has no types
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.ports import Encoder

ACCURACY, RECALL = 0.95, 0.70  # goals
PLACE = "clinc150_oos/oos-eval/data/data_full.json"
DIMENSIONS, GAMMA, RIDGE = 384, 1.2, 0.05
"""Of the kernel; chosen on the validation split."""

LINEAR = 0.3  # what a probability of the linear model counts beside a score of the kernel
REJECTED = (0.01, 0.015, 0.02, 0.03, 0.05)
"""Shares of the validation queries in scope that a threshold may lose."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Queries as vectors, one a row, and what they are about."""

    vectors: Floats
    intents: NDArray[np.str_]


def read(rows: Sequence[tuple[str, str]], encoder: Encoder) -> Split:
    """Encode the queries of a split."""
    vectors = np.array([encoder.encode_query(text) for text, _ in rows], np.float64)
    return Split(vectors=vectors, intents=np.array([intent for _, intent in rows]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What each intent scores, shape (queries, intents)."""

    val: Floats
    test: Floats
    outside: Floats


def score(splits: Mapping[str, Split], labels: NDArray[np.intp]) -> tuple[Scores, Scores]:
    """Return the scores of the kernel alone, and with a linear model's."""
    train = splits["train"].vectors
    pca = PCA(DIMENSIONS, svd_solver="covariance_eigh").fit(train)
    scale = np.sqrt(np.square(pca.transform(train)).sum(axis=1).mean())
    points = {n: (pca.transform(s.vectors) / scale).astype(np.float32) for n, s in splits.items()}
    anchors, targets = points["train"], np.eye(labels.max() + 1, dtype=np.float32)[labels]
    kernel = rbf_kernel(anchors, gamma=GAMMA)
    kernel[np.diag_indices(len(kernel))] += RIDGE
    dual = cho_solve(cho_factor(kernel, overwrite_a=True), targets - targets.mean())
    linear = LogisticRegression(C=20, max_iter=100).fit(anchors, labels)
    names = ("val", "test", "oos_test")
    alone = [rbf_kernel(points[n], anchors, gamma=GAMMA) @ dual for n in names]
    added = [
        a + LINEAR * linear.predict_proba(points[n]) for a, n in zip(alone, names, strict=True)
    ]
    return (
        Scores(val=alone[0], test=alone[1], outside=alone[2]),
        Scores(val=added[0], test=added[1], outside=added[2]),
    )


def report(name: str, scores: Scores, right: NDArray[np.bool_]) -> None:
    """Print accuracy in scope and recall out of scope at several thresholds."""
    sure, unsure = scores.test.max(axis=1), scores.outside.max(axis=1)
    truth = np.r_[np.ones(len(sure)), np.zeros(len(unsure))]
    area = roc_auc_score(truth, np.r_[sure, unsure])
    print(f"{name}: accuracy in scope {right.mean():.4f}, AUROC of scope {area:.4f}")
    for lost in REJECTED:
        least = np.quantile(scores.val.max(axis=1), lost)
        accuracy, recall = (right & (sure >= least)).mean(), (unsure < least).mean()
        print(f"  threshold losing {lost:.1%}: accuracy {accuracy:.4f}, recall {recall:.4f}")


def main() -> None:
    """Train, measure, print."""
    parser = argparse.ArgumentParser(description="150 intents and queries out of scope")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the sets")
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="where the encoder is")
    arguments = parser.parse_args()
    encoder = load_default(ModelFolders((arguments.data_dir,)))
    rows = json.loads((arguments.data / PLACE).read_text(encoding="utf-8"))
    splits = {n: read(rows[n], encoder) for n in ("train", "val", "test", "oos_test")}
    names = np.unique(splits["train"].intents)
    labels = np.searchsorted(names, splits["train"].intents)
    with threadpool_limits(limits=1):
        both = score(splits, labels)
    for name, scores in zip(("kernel", "kernel and line"), both, strict=True):
        right = names[scores.test.argmax(axis=1)] == splits["test"].intents
        report(name, scores, right)
    print(f"goals: accuracy {ACCURACY}, recall {RECALL}")


if __name__ == "__main__":
    main()
