"""Measure a reader on shops that it was not trained on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from training.reader_batches import KeptStates, score
from training.reader_examples import Example
from training.reader_network import ReaderNetwork

READ = 16  # statements of a question, as the product reads
FLOORS = (0.3, 0.4, 0.5, 0.6, 0.7)  # of the probability that the best statement answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold the best statement of a question."""

    answered: bool  # by the shop's pages
    right: bool  # the best statement answers
    sure: float  # in [0, 1]


def of_reader(
    network: ReaderNetwork, examples: Sequence[Example], states: KeptStates
) -> Iterator[Outcome]:
    """Yield the outcome of each example, as the reader scores."""
    network.eval()
    with torch.no_grad():
        for one in examples:
            read = one.found[:READ]
            scores = score(network, one, read, states)
            best = int(scores.argmax())
            sure = float(torch.sigmoid(scores[best]))
            yield Outcome(answered=one.answered, right=read[best].right, sure=sure)
    network.train()


def of_search(examples: Sequence[Example]) -> Iterator[Outcome]:
    """Yield the outcome of each example, as it was found."""
    for one in examples:
        first = one.found[0]
        yield Outcome(answered=one.answered, right=first.right, sure=first.sure)


def calibrate(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Return the scale and offset that make log-odds those of the best statement being right."""
    sure = np.array([one.sure for one in outcomes]).clip(1e-6, 1 - 1e-6)
    right = [one.answered and one.right for one in outcomes]
    fitted = LogisticRegression(C=1e4).fit(np.log(sure / (1 - sure))[:, None], right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def report(title: str, outcomes: Sequence[Outcome]) -> str:
    """Return the figures as lines of text."""
    answered = np.array([one.answered for one in outcomes])
    right = np.array([one.answered and one.right for one in outcomes])
    sure = np.array([one.sure for one in outcomes])
    told = right | ~answered
    first = right[answered].mean()
    answers, rightly = roc_auc_score(answered, sure), roc_auc_score(right[told], sure[told])
    curve = f"area under the curve of answered {answers:.3f}, of rightly answered {rightly:.3f}"
    lines = [f"{title}: right first {first:.3f}, {curve}"]
    for floor in FLOORS:
        said = sure >= floor
        lines.append(
            f"  from {floor:.1f}: right {(right & said)[answered].mean():.3f}, "
            f"wrong {(~right & said)[answered].mean():.3f}, "
            f"rightly silent {(~said)[~answered].mean():.3f}"
        )
    return "\n".join(lines) + "\n"
