"""Split a model's stream into sentences, each as soon as it is whole. Pure.

The stream is JSON as it was asked for; or, of endpoints that keep to no format, plain text with [n]
behind a sentence that rests on passage n.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pydantic_core
import regex

from assistant.answers.guard.sentence_judge import Sentence

_MARKER = regex.compile(r"\s*[\[(【](\d{1,2})[\])】]")
_END = regex.compile(r"(?:[.!?…](?:\s*[\[(【]\d{1,2}[\])】])*[\"»”]?\s+|\n+\s*)(?=[^\s\[(【])")
_ENDED = regex.compile(r"[.!?…][\"»”]?(?:\s*[\[(【]\d{1,2}[\])】])*$")
_LEAD = regex.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_LEAD_ALONE = regex.compile(r"\s*\d{1,2}[.)]\s*$")
_PREAMBLE = 12  # characters in front of JSON that may be a code fence


@dataclass(slots=True)
class SentenceReader:
    """Read the sentences of one stream; holds the text so far."""

    _text: str = ""
    _given: int = 0  # sentences that were returned
    _plain_from: int = 0  # in plain text: where the next sentence begins
    _keys: frozenset[str] = field(default=frozenset({"source", "quote", "text"}))

    def feed(self, text: str) -> list[Sentence]:
        """Return the sentences that `text` completes."""
        self._text += text
        if self._is_json():
            # A sentence can only be complete once a string or an object ends.
            return self._read_json(whole=False) if regex.search(r'["}]', text) else []
        if len(self._text.strip()) <= _PREAMBLE:
            return []
        return list(self._read_plain())

    def finish(self, *, whole: bool = True) -> list[Sentence]:
        """Return the sentences left at the end; not `whole`: the text was cut off somewhere."""
        if self._is_json():
            return self._read_json(whole=True)
        rest = self._text[self._plain_from :].strip()
        self._plain_from = len(self._text)
        if not whole and not _ENDED.search(rest):
            return []
        return [_marked(rest)] if regex.search(r"\p{L}", rest) else []

    def _is_json(self) -> bool:
        return "{" in self._text[: _PREAMBLE + len(self._text) - len(self._text.lstrip())]

    def _read_json(self, *, whole: bool) -> list[Sentence]:
        body = self._text[self._text.index("{") :].strip().removesuffix("```")
        try:
            read = pydantic_core.from_json(body, allow_partial=True)
        except ValueError:
            return []
        items = read.get("sentences") if isinstance(read, dict) else None
        if not isinstance(items, list):
            return []
        found = []
        for at, item in enumerate(items[self._given :], start=self._given):
            if not isinstance(item, dict):
                item = {"text": item} if isinstance(item, str) else {}  # noqa: PLW2901  # as meant
            done = self._keys <= set(item) or whole or at < len(items) - 1
            if not done:
                break
            self._given += 1
            if sentence := _sentence(item):
                found.append(sentence)
        return found

    def _read_plain(self) -> Iterator[Sentence]:
        for end in _END.finditer(self._text, self._plain_from):
            piece = self._text[self._plain_from : end.end()]
            if _LEAD_ALONE.match(piece):  # "1. " ends no sentence
                continue
            self._plain_from = end.end()
            if regex.search(r"\p{L}", piece):
                yield _marked(piece.strip())


def _sentence(item: dict[str, object]) -> Sentence | None:
    text, quote, source = item.get("text"), item.get("quote"), item.get("source")
    if not isinstance(text, str) or not text.strip():
        return None
    return Sentence(
        text=tidy(text),
        source=source if isinstance(source, int) and source > 0 else 0,
        quote=quote if isinstance(quote, str) else "",
    )


def _marked(text: str) -> Sentence:
    """Return a sentence of plain text; the marker behind it names its ground."""
    found = _MARKER.search(text)
    return Sentence(text=tidy(_MARKER.sub("", text)), source=int(found[1]) if found else 0)


def tidy(text: str) -> str:
    """Return a sentence in one line, without markers, with a full stop if it has no end."""
    line = " ".join(_LEAD.sub("", _MARKER.sub("", text)).split())
    if line and line[-1] not in '.!?…»”"':
        line += "."
    return line
