"""Find what breaks the rules of names and sizes (docs/decisions/0035-eleven-rooms.md).

Usage: python -m tests.docs.offences > FILE   writes the list anew, with the reasons it had; FILE
takes the place of tests/docs/known_offences.txt afterwards.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("assistant", "retrieval", "integrations")
KNOWN = ROOT / "tests/docs/known_offences.txt"
FUNCTION_LINES = 60
FOLDER_ENTRIES = 20
NOUNS_IN_ING = {"folding", "holding", "ranking", "reading", "routing", "spending"}
NOUNS_IN_ING |= {"standing", "training", "wording"}


def modules() -> list[Path]:
    """Return every module of the product, without Rasa's process and the revisions of tables."""
    return [
        file
        for package in PRODUCT
        for file in sorted((ROOT / package).rglob("*.py"))
        if not {"node_modules", "bot", "versions"} & set(file.parts)
    ]


def named_by_a_verb() -> Iterator[str]:
    """Yield modules that are called after doing something, such as `asking`."""
    for file in modules():
        last = file.stem.rsplit("_", 1)[-1]
        if last.endswith("ing") and last not in NOUNS_IN_ING:
            yield f"verb: {path(file)}"


def same_class_names() -> Iterator[str]:
    """Yield classes that share a name."""
    found = defaultdict(list)
    for file in modules():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(file)
    for name, files in sorted(found.items()):
        if len(files) > 1:
            yield f"class name: {name}: {', '.join(path(one) for one in files)}"


def large_folders() -> Iterator[str]:
    """Yield folders that want to be grouped."""
    folders = {file.parent for file in modules()}
    for folder in sorted(folders):
        entries = [
            one
            for one in folder.iterdir()
            if one.name not in {"__init__.py", "__main__.py", "__pycache__", "node_modules"}
        ]
        if len(entries) > FOLDER_ENTRIES:
            yield f"folder: {path(folder)}"


def long_functions() -> Iterator[str]:
    """Yield functions that do not fit a window."""
    for file in modules():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield f"function: {path(file)}::{node.name}"


def path(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def offences() -> list[str]:
    """Return every offence there is, in the order of the rules."""
    return [
        offence
        for rule in (
            named_by_a_verb,
            same_class_names,
            large_folders,
            long_functions,
        )
        for offence in rule()
    ]


def known() -> dict[str, str]:
    """Return the offences that are known, with the reason that is given for each."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    rows = [line.split("  # ", 1) for line in lines if line and not line.startswith("#")]
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


if __name__ == "__main__":
    said = known() if KNOWN.exists() else {}
    for one in offences():
        print(f"{one}  # {said[one]}" if said.get(one) else one)  # noqa: T201
