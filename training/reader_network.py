"""Define the layers of the reader in PyTorch: the upper ones of the encoder, and a score.

The encoder's lower layers read a question and a statement each alone, so that their states can be
kept: a question's are made once for all statements, a statement's once for all questions. The
layers here read both together (PreTTR, MacAvaney et al. 2020, https://arxiv.org/abs/2004.14255).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from retrieval.encoders.conversion.four_bit_weights import Float32, Weights
from retrieval.encoders.conversion.onnx_graph import MIDDLE

INNER = 128  # width of the layer between what was read and the score
DROPOUT = 0.1


class Layer(nn.Module):
    """Hold one layer of BERT: attention and a feed-forward part, each added and normalised."""

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        self.at = f"l{number}."
        self.heads = weights.sizes.heads
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            matrix = weights.matrices[f"{self.at}{part}.w"].to_float32()
            dense = nn.Linear(matrix.shape[1], matrix.shape[0])
            dense.weight.data = torch.from_numpy(matrix.copy())
            dense.bias.data = torch.from_numpy(weights.plain[f"{self.at}{part}.b"].copy())
            self.add_module(part, dense)
        for part in ("aln", "oln"):
            normal = nn.LayerNorm(weights.sizes.hidden, eps=weights.sizes.epsilon)
            normal.weight.data = torch.from_numpy(weights.plain[f"{self.at}{part}.w"].copy())
            normal.bias.data = torch.from_numpy(weights.plain[f"{self.at}{part}.b"].copy())
            self.add_module(part, normal)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """Return the next state, shape (pairs, tokens, hidden); `mask` is True where a token is."""
        pairs, tokens, hidden = state.shape

        def split(one: Tensor) -> Tensor:
            return one.view(pairs, tokens, self.heads, -1).transpose(1, 2)

        attended = nn.functional.scaled_dot_product_attention(
            split(self.q(state)),
            split(self.k(state)),
            split(self.v(state)),
            attn_mask=mask[:, None, None, :],
        )
        attended = attended.transpose(1, 2).reshape(pairs, tokens, hidden)
        state = self.aln(state + self.drop(self.ao(attended)))
        return self.oln(state + self.drop(self.fo(nn.functional.gelu(self.fi(state)))))


class ReaderNetwork(nn.Module):
    """Read a question and a statement together, and score how likely the statement answers."""

    def __init__(
        self, weights: Weights, mean: NDArray[np.float32], deviation: NDArray[np.float32]
    ) -> None:
        super().__init__()
        hidden = weights.sizes.hidden
        self.layers = nn.ModuleList(Layer(weights, n) for n in range(MIDDLE, weights.sizes.layers))
        self.part = nn.Parameter(torch.zeros(2, hidden))  # added to a question's, a statement's
        self.hidden = nn.Linear(hidden + len(mean), INNER)
        self.score = nn.Linear(INNER, 1)
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))

    def forward(self, states: Tensor, mask: Tensor, part: Tensor, signals: Tensor) -> Tensor:
        """Return a score for each pair, shape (pairs,)."""
        state = states + self.part[part]
        for layer in self.layers:
            state = layer(state, mask)
        scaled = ((signals - self.mean) / self.deviation).clamp(-4, 4)
        read = torch.cat([state[:, 0].float(), scaled], dim=1)
        scores: Tensor = self.score(nn.functional.gelu(self.hidden(read)))[:, 0]
        return scores

    def tensors(self) -> dict[str, Float32]:
        """Return the trained tensors by the names that `retrieval.reading` gives them."""
        named = {
            "part": self.part,
            "hidden.w": self.hidden.weight,
            "hidden.b": self.hidden.bias,
            "score.w": self.score.weight,
            "score.b": self.score.bias,
            "signals.mean": self.mean,
            "signals.deviation": self.deviation,
        }
        for layer in self.layers:
            for part, module in layer.named_children():
                if part != "drop":
                    named[f"{layer.at}{part}.w"] = module.weight
                    named[f"{layer.at}{part}.b"] = module.bias
        return {name: one.detach().numpy().astype(np.float32) for name, one in named.items()}
