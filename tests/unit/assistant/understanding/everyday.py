"""Read the everyday sentences, which no rule may take for a wish, a size or mere talk."""

from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("everyday_sentences.yml")
EVERYDAY: tuple[str, ...] = tuple(
    text for texts in yaml.safe_load(_FILE.read_text("utf-8")).values() for text in texts
)
"""All of them, in both languages."""
