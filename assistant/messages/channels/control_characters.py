"""Clean the texts that customers send. Pure."""

import unicodedata


def without_controls(text: str) -> str:
    """Return a text with plain line ends, without control characters and halves of characters.

    Nobody types them, and no database keeps them all.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
