"""Define the reader's network in PyTorch, as `retrieval/reading/reader_network.py` computes it."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from retrieval.reading.reader_network import BOUND

WIDTH = 128  # of a compared token
DROPOUT = 0.15
SHARPNESS = 10.0  # at first
MEASURES = 4  # of how well the tokens meet


class TextPart(nn.Module):
    """Hold the layers that read one side: questions, or statements."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.tokens = nn.Linear(hidden, WIDTH)
        self.importance = nn.Linear(hidden, 1)
        self.compared = nn.Sequential(
            nn.Linear(3 * WIDTH + 1, WIDTH),
            nn.GELU(approximate="tanh"),
            nn.Dropout(DROPOUT),
            nn.Linear(WIDTH, WIDTH),
            nn.GELU(approximate="tanh"),
        )
        self.normal = nn.LayerNorm(hidden, elementwise_affine=False)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return the tokens, shape (..., tokens, width), and how important each is."""
        normal = self.normal(states)
        return self.tokens(self.drop(normal)), self.importance(normal)[..., 0]

    def compare(self, own: Tensor, other: Tensor, nearest: Tensor) -> Tensor:
        """Return how each token compares with its counterpart."""
        compared: Tensor = self.compared(
            torch.cat([own, other, own * other, nearest[..., None]], dim=-1)
        )
        return compared


class ReaderNetwork(nn.Module):
    """Score how likely each of several statements answers one question."""

    def __init__(
        self, hidden: int, mean: NDArray[np.float32], deviation: NDArray[np.float32]
    ) -> None:
        super().__init__()
        self.question, self.statement = TextPart(hidden), TextPart(hidden)
        self.sharpness = nn.Parameter(torch.tensor(SHARPNESS))
        self.score = nn.Sequential(
            nn.Linear(4 * WIDTH + MEASURES + len(mean), WIDTH),
            nn.GELU(approximate="tanh"),
            nn.Dropout(DROPOUT),
            nn.Linear(WIDTH, 1),
        )
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))

    def forward(
        self, question: Tensor, statements: Tensor, mask: Tensor, signals: Tensor
    ) -> Tensor:
        """Return scores, shape (statements,).

        `question` has shape (tokens, hidden), `statements` (statements, tokens, hidden), `mask`
        is True where a statement has a token.
        """
        asked, of_asked = self.question(question)
        said, of_said = self.statement(statements)
        units = nn.functional.normalize
        likeness = torch.einsum("ad,nbd->nab", units(asked, dim=-1), units(said, dim=-1))
        shown = likeness.masked_fill(~mask[:, None], -1e4)
        answers = torch.softmax(self.sharpness * shown, dim=2) @ said
        asks = torch.softmax(self.sharpness * likeness, dim=1).transpose(1, 2) @ asked
        met, meets = shown.max(dim=2).values, likeness.max(dim=1).values
        answered = self.question.compare(asked.expand(len(said), -1, -1), answers, met)
        answering = self.statement.compare(said, asks, meets)
        weight = torch.softmax(of_asked, dim=0)
        weights = torch.softmax(of_said.masked_fill(~mask, -1e4), dim=1)
        measures = (
            met @ weight,
            met.min(dim=1).values,
            (weights * meets).sum(dim=1),
            (weight * (1 - met)).max(dim=1).values,
        )
        inputs = torch.cat(
            [
                (answered * weight[:, None]).sum(dim=1),
                answered.max(dim=1).values,
                (answering * weights[..., None]).sum(dim=1),
                answering.masked_fill(~mask[..., None], -1e4).max(dim=1).values,
                torch.stack(measures, dim=1),
                ((signals - self.mean) / self.deviation).clamp(-BOUND, BOUND),
            ],
            dim=1,
        )
        scores: Tensor = self.score(inputs)[:, 0]
        return scores

    def rescale(self, scale: float, offset: float) -> None:
        """Multiply every score by `scale`, and add `offset`."""
        last = self.score[-1]
        with torch.no_grad():
            last.weight *= scale
            last.bias.mul_(scale).add_(offset)

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights by the names that `retrieval.reading` gives them."""
        named = {
            f"{side}.{layer}.{part}": value
            for side in ("question", "statement")
            for layer, module in _dense(getattr(self, side))
            for part, value in module.named_parameters()
        }
        for number, module in enumerate(_linear(self.score)):
            named |= {f"score.{number}.{part}": v for part, v in module.named_parameters()}
        named |= {"sharpness": self.sharpness}
        named |= {"signals.mean": self.mean, "signals.deviation": self.deviation}
        return {name: one.detach().numpy().astype(np.float32) for name, one in named.items()}


def _dense(part: TextPart) -> list[tuple[str, nn.Module]]:
    first, second = _linear(part.compared)
    return [
        ("tokens", part.tokens),
        ("importance", part.importance),
        ("compared.0", first),
        ("compared.1", second),
    ]


def _linear(layers: nn.Sequential) -> Sequence[nn.Module]:
    return [layer for layer in layers if isinstance(layer, nn.Linear)]
