"""Write the files of a sentence-transformers folder, so that this library can load our encoder."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoders.conversion.four_bit_weights import Float32, Sizes, Weights
from retrieval.encoders.encoder_base import MissingExtraError

_Json = dict[str, Any] | list[dict[str, Any]]


def write_configuration(folder: Path, sizes: Sizes) -> None:
    """Write the JSON files; without `prompts` the prefixes would silently be empty."""
    for name, content in describe(sizes).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def describe(sizes: Sizes) -> dict[str, _Json]:
    """Return the content of every JSON file by its path in the folder."""
    return {
        "config.json": _bert(sizes),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "mask_token": "<mask>",
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
            )
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _bert(sizes: Sizes) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "dtype": "float32",
        "transformers_version": "5.0.0",  # silences a false "incorrect regex" warning of 4.57
    }


def write_safetensors(path: Path, weights: Weights) -> None:
    """Write the dequantised weights under BERT's names, for PyTorch.

    264 MB with Latin pieces, 470 MB with all.

    Raises:
        MissingExtraError: the library safetensors is not installed.
    """
    try:
        safetensors = import_module("safetensors.numpy")
    except ImportError as error:
        message = "install comptoir[sentence-transformers] to write weights for PyTorch"
        raise MissingExtraError(message) from error
    tensors = {name: np.ascontiguousarray(t) for name, t in name_as_bert(weights).items()}
    safetensors.save_file(tensors, path, {"format": "pt"})


def name_as_bert(weights: Weights) -> dict[str, Float32]:
    """Return all weights in float32 under the names of transformers' `BertModel`."""
    matrices = {name: matrix.to_float32() for name, matrix in weights.matrices.items()}
    ours = matrices | weights.plain | {"emb.word": weights.embedding.to_float32()}
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(weights.sizes.layers):
        for part, theirs in parts.items():
            for kind in ("weight", "bias"):
                names[f"encoder.layer.{layer}.{theirs}.{kind}"] = f"l{layer}.{part}.{kind[0]}"
    return {theirs: ours[name] for theirs, name in names.items()}
