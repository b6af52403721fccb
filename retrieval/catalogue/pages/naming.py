"""What a file's name and folder say of the document in it: which one, in which language."""

import re
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath


def identify(
    path: PurePosixPath, languages: Sequence[str], *, root: str = ""
) -> tuple[str, str | None]:
    """Return the document's id and its language, None when the name does not tell.

    The id is the path without suffix and language, so that translations share it:
    "help/fr/returns.md", "help/en/returns.md" and "help/returns.fr.md" are all "help/returns".
    `root` is the folder that was given; its own name may be the language.
    """
    folders = [(part, _language(part, languages)) for part in path.parts[:-1]]
    stem, spoken = _split(path.stem, languages)
    found = [language for _, language in folders if language]
    language = spoken or (found[-1] if found else _language(PurePath(root).name, languages))
    parts = [part for part, is_language in folders if not is_language]
    if stem.lower() != "index" or not parts:
        parts.append(stem)
    return "/".join(parts), language


def title_from(document_id: str) -> str:
    """Return a file's id as a title: "help/gift-cards" is "Gift cards"."""
    words = re.sub(r"[-_]+", " ", document_id.rsplit("/", 1)[-1]).strip()
    return words[:1].upper() + words[1:]


def _split(stem: str, languages: Sequence[str]) -> tuple[str, str | None]:
    """Return a file's stem without the language at its end, and that language."""
    found = re.fullmatch(r"(.+)[._-]([A-Za-z]{2}(?:[-_][A-Za-z]{2})?)", stem)
    language = _language(found[2], languages) if found else None
    return (found[1], language) if found and language else (stem, _language(stem, languages))


def _language(name: str, languages: Sequence[str]) -> str | None:
    """Return the language a folder is named by: "fr", "fr-FR", "fr_CA"."""
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2})?", name.lower())
    return found[1] if found and found[1] in languages else None
