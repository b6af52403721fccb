"""Keep the SDK's own log lines out of ours: some of them quote what was sent."""

import logging
from pathlib import Path

import mcp

_FOLDER = str(Path(mcp.__file__).parent)


def silence() -> None:
    """Drop what the SDK logs; errors of ours are logged where they happen."""
    logger = logging.getLogger("mcp")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    root = logging.getLogger()
    if _is_not_the_sdks not in root.filters:
        root.addFilter(_is_not_the_sdks)  # parts of it log at the root


def _is_not_the_sdks(record: logging.LogRecord) -> bool:
    return not record.pathname.startswith(_FOLDER)
