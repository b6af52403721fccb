"""Two texts side by side, for who finds that somebody else wrote, too. Pure."""

from difflib import SequenceMatcher


def compare(mine: str, theirs: str) -> list[tuple[str, bool]]:
    """Return the lines of `theirs`, and of each whether it is not in `mine`; empty ones go."""
    own, others = _lines(mine), _lines(theirs)
    told = []
    for what, _, _, start, end in SequenceMatcher(a=own, b=others, autojunk=False).get_opcodes():
        told += [(line, what != "equal") for line in others[start:end]]
    return told


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
