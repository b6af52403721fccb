"""Judge the first sentence of every docstring of the product: a verb first, plain words, no riddle.

Usage: python -m tests.docs.prose [PATH ...]   lists each offence as `file:line name: reason`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("assistant", "retrieval", "integrations")
GLOSSARY = ROOT / "docs/glossary.md"

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_RIDDLES = re.compile(
    r"\b(?:what|whatever|whoever|whom)\b"  # a clause in place of a noun
    r"|(?:^|\b(?:return|say|tell|of|to|by|for|with|from|and|or|as|is|are|than|like)\s+|[:;,(]\s*)who\b"
    r"|^(?:it|one|this|that|these|those|there|which|nothing|everything)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Docstring:
    """A docstring, and where it stands."""

    file: Path
    line: int
    name: str
    text: str

    @property
    def first_sentence(self) -> str:
        """Return the docstring up to its first full stop, in one line, without code."""
        paragraph = " ".join(self.text.strip().split("\n\n")[0].split())
        sentence = re.split(r"(?<=[.!?])\s", paragraph, maxsplit=1)[0]
        return re.sub(r"`[^`]*`", "CODE", sentence)


def docstrings(paths: list[Path]) -> Iterator[Docstring]:
    """Yield every docstring of the Python files below `paths`."""
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if {"node_modules", "bot", "versions"} & set(file.parts):
                continue
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(
                    node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
                ) and (text := ast.get_docstring(node)):
                    name = getattr(node, "name", "(module)")
                    yield Docstring(file=file, line=node.body[0].lineno, name=name, text=text)


def words_of(heading: str) -> set[str]:
    """Return the words of the glossary below `heading`, in lower case."""
    section = GLOSSARY.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    _, _, words = section.strip().partition("\n\n")  # the first paragraph says what they are
    return {word.lower() for word in _WORD.findall(words)}


def known_nouns() -> set[str]:
    """Return the nouns of the glossary's tables, and its plain nouns, in lower case."""
    rows = re.findall(r"^\| ([^|]+) \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    table = {word.lower() for row in rows for word in _WORD.findall(row.split("(")[0])}
    return (table | words_of("Plain nouns")) - {"of", "a", "the", "word", "in", "out"}


def reasons(docstring: Docstring, verbs: set[str], nouns: set[str]) -> Iterator[str]:
    """Yield each rule that the first sentence breaks."""
    sentence = docstring.first_sentence
    words = [word.lower() for word in _WORD.findall(sentence)]
    if not words or words[0] not in verbs:
        yield f"begins with {words[0] if words else sentence!r}, which is no verb of the glossary"
    if found := _RIDDLES.search(sentence):
        yield f"has a clause in place of a noun: {found[0].strip()!r}"
    singular = {
        word for one in words for word in (one, one.removesuffix("s"), one.removesuffix("es"))
    }
    singular |= {word.removesuffix("ies") + "y" for word in words if word.endswith("ies")}
    if not singular & nouns and "code" not in singular:
        yield "names no noun of the glossary"


def offences(paths: list[Path]) -> Iterator[str]:
    """Yield every docstring that breaks a rule, with the reason."""
    verbs, nouns = words_of("Verbs"), known_nouns()
    for docstring in docstrings(paths):
        for reason in reasons(docstring, verbs, nouns):
            where = docstring.file.resolve().relative_to(ROOT)
            yield f"{where}:{docstring.line} {docstring.name}: {reason}"


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]] or [ROOT / one for one in PRODUCT]
    found = list(offences(given))
    print("\n".join(found))  # noqa: T201
    print(f"{len(found)} offences")  # noqa: T201
