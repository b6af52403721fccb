"""Train the reader of statements: read this file first.

Usage: python -m training.train_reader --candidates DIR --models DIR --out DIR [--epochs N]

A step learns from sixteen questions. Over the statements of a question and "none of these", whose
score is 0, the right one is to be likeliest (listwise); each statement's own log-odds are learnt
beside it, and in the end scaled so that they tell how often the best statement answers.
DIR/reader.pt of `--out` is written every `SAVED` steps and taken up again by the next call; in the
end DIR/reader.npz has the trained weights. The same seed gives the same questions.
"""

import argparse
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from training.reader_batches import KeptStates, score
from training.reader_examples import Example, FoundStatement, read_examples, split
from training.reader_network import ReaderNetwork
from training.reader_report import calibrate, of_reader, of_search, report

QUESTIONS = 16  # of a step
RATE = 1e-3  # of learning
DECAY = 0.02  # of weights
WARM = 50  # steps in which the rate grows
LEAST = 0.03  # of the rate, at the end
LONGEST = 1.0  # of a gradient
APART = 8  # shops that are measured on and never trained on
SEED = 7
SAVED = 100  # steps from one checkpoint to the next
MEASURED = (496, 1_008, 2_000, 4_000, 8_000, 16_000)  # questions seen: the learning curve
SAMPLE = 400  # questions of a point of the curve


def main() -> None:
    """Train, print the learning curve and the figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=2.0)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    train, apart = split(list(read_examples(given.candidates)), apart=APART, seed=SEED)
    states = KeptStates(load_default(ModelFolders((given.models,))), given.out / "states.pickle")
    states.prepare([*train, *apart])
    random.Random(SEED).shuffle(apart)  # noqa: S311  # no secret
    _say(report("as found", list(of_search(apart))))
    training = Training(train, states, given.out / "reader.pt", epochs=given.epochs)
    while training.step < training.steps:
        training.learn()
        if training.seen in MEASURED:
            outcomes = list(of_reader(training.network, apart[:SAMPLE], states))
            _say(report(f"after {training.seen} questions", outcomes))
    outcomes = list(of_reader(training.network, apart, states))
    _say(report("in the end", outcomes))
    training.network.rescale(*calibrate(outcomes))
    _say(report("as probabilities", list(of_reader(training.network, apart, states))))
    np.savez(given.out / "reader.npz", allow_pickle=False, **_halves(training.network.arrays()))


class Training:
    """Hold a network while it learns."""

    def __init__(
        self,
        examples: Sequence[Example],
        states: KeptStates,
        checkpoint: Path,
        *,
        epochs: float,
    ) -> None:
        """Begin, or go on where `checkpoint` stopped."""
        torch.manual_seed(SEED)
        signals = np.array([found.signals for one in examples for found in one.found], np.float32)
        hidden = states.question(examples[0].question).shape[1]
        self.network = ReaderNetwork(hidden, signals.mean(axis=0), signals.std(axis=0) + 1e-6)
        self._optimiser = torch.optim.AdamW(self.network.parameters(), RATE, weight_decay=DECAY)
        self._states, self._checkpoint = states, checkpoint
        self._questions = _order(examples, epochs)
        self.steps = len(self._questions) // QUESTIONS
        self.step = 0
        if checkpoint.exists():
            saved = torch.load(checkpoint)
            self.network.load_state_dict(saved["network"])
            self._optimiser.load_state_dict(saved["optimiser"])
            self.step = saved["step"]

    @property
    def seen(self) -> int:
        """Return how many questions were learnt from."""
        return self.step * QUESTIONS

    def learn(self) -> None:
        """Take one step."""
        grown = min(1.0, (self.step + 1) / WARM)
        rate = RATE * grown * (1 - (1 - LEAST) * self.step / self.steps)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        chance = random.Random(SEED + self.step)  # noqa: S311  # no secret
        examples = self._questions[self.seen : self.seen + QUESTIONS]
        chosen = [(one, one.chosen(chance)) for one in examples]
        loss = _loss(self.network, chosen, self._states)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST)
        self._optimiser.step()
        self._optimiser.zero_grad()
        self.step += 1
        if self.step % SAVED == 0:
            self._save()
            _say(f"{self.step} of {self.steps} steps, loss {loss.item():.3f}\n")

    def _save(self) -> None:
        saved = {
            "network": self.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
        }
        torch.save(saved, self._checkpoint)


def _order(examples: Sequence[Example], epochs: float) -> list[Example]:
    chance = random.Random(SEED)  # noqa: S311  # no secret
    ordered: list[Example] = []
    while len(ordered) < epochs * len(examples):
        ordered += chance.sample(list(examples), len(examples))
    return ordered[: int(epochs * len(examples))]


def _loss(
    network: ReaderNetwork,
    chosen: Sequence[tuple[Example, Sequence[FoundStatement]]],
    states: KeptStates,
) -> Tensor:
    """Return the loss of a step: of the choices, and of each statement by itself."""
    total = torch.zeros(())
    for example, read in chosen:
        scores = score(network, example, read, states)
        right = torch.tensor([one.right for one in read])
        odds = torch.log_softmax(torch.cat([scores, torch.zeros(1)]), dim=0)
        choice = torch.logsumexp(odds[:-1][right], 0) if right.any() else odds[-1]
        own = nn.functional.binary_cross_entropy_with_logits(scores, right.float())
        total = total - choice + own
    return total / len(chosen)


def _halves(arrays: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.floating[Any]]]:
    """Return the matrices in float16: half the file, and no score that differs."""
    return {n: one.astype(np.float16) if one.ndim > 1 else one for n, one in arrays.items()}


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
