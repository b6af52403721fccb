"""Name an encoder by what its vectors depend on."""

import hashlib
import re


def name_encoder(kind: str, model: str, *others: object) -> str:
    """Return a name that is safe as a file's, and differs where any argument does.

    `others` is whatever else changes the vectors: prefixes, address, dimensions.
    """
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", model).strip("-.")[:60]
    digest = hashlib.sha256(repr((kind, model, others)).encode()).hexdigest()[:8]
    return f"{kind}-{readable}-{digest}"
