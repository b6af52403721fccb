"""Train the reader of statements: read this file first.

Usage: python -m training.train_reader --candidates DIR --models DIR --out DIR [--epochs N]

A step learns from eight questions. Over the statements of a question and "none of these", whose
score is 0, the right one is to be likeliest (listwise); each statement's own log-odds are learnt
beside it. DIR/reader.pt of `--out` is written every `SAVED` steps and taken up again by the next
call; in the end DIR/reader.npz has the trained weights. The same seed gives the same questions.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.encoders.conversion.conversion_request import EncoderVariant
from retrieval.encoders.conversion.conversion_steps import read_variant
from retrieval.encoders.conversion.four_bit_weights import Weights
from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.reading.reader_weights import pack
from training.reader_batches import KeptStates, score
from training.reader_examples import Example, FoundStatement, read_examples, split
from training.reader_network import ReaderNetwork
from training.reader_report import of_reader, of_search, report

QUESTIONS = 8  # of a step
RATE = 1e-4  # of learning, in the layers; five times as much in the score
WARM = 60  # steps in which the rate grows
LEAST = 0.05  # of the rate, at the end
LONGEST = 1.0  # of a gradient
APART = 8  # shops that are measured on and never trained on
SEED = 7
SAVED = 50  # steps from one checkpoint to the next
MEASURED = (500, 1_000, 2_000, 4_000, 6_000, 8_000)  # questions seen: the learning curve
SAMPLE = 400  # questions of a point of the curve


def main() -> None:
    """Train, print the learning curve and the figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=1.0)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    train, apart = split(list(read_examples(given.candidates)), apart=APART, seed=SEED)
    states = KeptStates(load_default(ModelFolders((given.models,))), given.out / "states.pickle")
    states.prepare([*train, *apart])
    random.Random(SEED).shuffle(apart)  # noqa: S311  # no secret
    _say(report("as found", list(of_search(apart))))
    encoder = read_variant(read_checked(find_weights()), EncoderVariant())
    training = Training(encoder, train, states, given.out / "reader.pt", epochs=given.epochs)
    while training.step < training.steps:
        training.learn()
        if training.seen in MEASURED:
            outcomes = list(of_reader(training.network, apart[:SAMPLE], states))
            _say(report(f"after {training.seen} questions", outcomes))
    _say(report("in the end", list(of_reader(training.network, apart, states))))
    (given.out / "reader.npz").write_bytes(pack(training.network.tensors(), encoder))


class Training:
    """Hold a network while it learns."""

    def __init__(
        self,
        encoder: Weights,
        examples: Sequence[Example],
        states: KeptStates,
        checkpoint: Path,
        *,
        epochs: float,
    ) -> None:
        """Begin, or go on where `checkpoint` stopped."""
        torch.manual_seed(SEED)
        signals = np.array([found.signals for one in examples for found in one.found], np.float32)
        self.network = ReaderNetwork(encoder, signals.mean(axis=0), signals.std(axis=0) + 1e-6)
        layers = list(self.network.layers.parameters())
        ids = {id(one) for one in layers}
        head = [one for one in self.network.parameters() if id(one) not in ids]
        self._optimiser = torch.optim.AdamW([{"params": layers}, {"params": head}])
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
        for group, times in zip(self._optimiser.param_groups, (1, 5), strict=True):
            group["lr"] = rate * times
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
    pairs = [(example, one) for example, found in chosen for one in found]
    scores = score(network, pairs, states)
    right = torch.tensor([one.right for _, one in pairs])
    choices = torch.zeros(())
    at = 0
    for _, found in chosen:
        end = at + len(found)
        odds = torch.log_softmax(torch.cat([scores[at:end], torch.zeros(1)]), dim=0)
        answering = odds[:-1][right[at:end]]
        choices = choices - (torch.logsumexp(answering, 0) if len(answering) else odds[-1])
        at = end
    own = nn.functional.binary_cross_entropy_with_logits(scores, right.float())
    return choices / len(chosen) + own


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
