"""Split a model's text into sentences, each with the numbers of the facts that it names. Pure."""

from dataclasses import dataclass, field

import regex

_MARKS = r"(?:\s*[\[【]\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*[\]】])"
_MARKER = regex.compile(_MARKS)
_NUMBER = regex.compile(r"\d{1,3}")
_SHORT = (
    r"(?<!\b(?:M|Mme|Mr|Mrs|Ms|Dr|St|No|no|art|env|min|max|p|e\.g|i\.e|etc|ex|tél|tel|approx"
    r"|janv|févr|avr|juil|sept|oct|nov|déc|jan|feb|apr|aug|dec|Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec))"
)
_NO_MARK = r"(?=\s)(?!\s*[\[【])"
_END = regex.compile(
    rf"(?:{_SHORT}[.!?…]+[\"»”]?{_MARKS}*+[.!?…]*{_NO_MARK}"
    rf"|(?<=[\]】])[.!?…]*{_NO_MARK}(?=\s+\p{{Lu}})|(?=\n))\s*"
)
_LEAD = regex.compile(r"^\s*(?:[*+•]|\d{1,2}[.)](?=\s))\s*")
_EMPHASIS = regex.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """Hold a sentence of a reply, and the facts that the model says it rests on."""

    text: str
    facts: tuple[int, ...] = ()  # numbers, from 1; 0: none answers
    breaks: bool = False  # a new line begins before it

    @property
    def asks(self) -> bool:
        """Return whether it is a question."""
        return self.text.rstrip('"»” ').endswith("?")


@dataclass(slots=True)
class SentenceStream:
    """Split one text while it comes."""

    _text: str = ""
    _from: int = 0
    _given: int = 0
    _last_break: bool = field(default=False)

    def feed(self, text: str) -> list[CitedSentence]:
        """Return the sentences that `text` completes."""
        self._text += text
        found: list[CitedSentence] = []
        for end in _END.finditer(self._text, self._from):
            if end.end() == len(self._text) or end.end() <= self._from:
                break  # numbers of facts may follow
            found += self._take(end.end())
        return found

    def finish(self) -> list[CitedSentence]:
        """Return what is left at the end."""
        return self._take(len(self._text))

    def _take(self, end: int) -> list[CitedSentence]:
        piece, self._from = self._text[self._from : end], end
        breaks, self._last_break = self._last_break, "\n" in piece[len(piece.rstrip()) :]
        breaks = breaks or "\n" in piece[: len(piece) - len(piece.lstrip())]
        if not regex.search(r"\p{L}|\p{N}", _MARKER.sub("", piece)):
            self._last_break = self._last_break or breaks
            return []
        one = read_sentence(piece, breaks=breaks and bool(self._given))
        self._given += 1
        return [one]


def split(text: str) -> list[CitedSentence]:
    """Return the sentences of a whole text."""
    stream = SentenceStream()
    return [*stream.feed(text), *stream.finish()]


def read_sentence(piece: str, *, breaks: bool = False) -> CitedSentence:
    """Return one sentence without its marks, in one line."""
    numbers = [int(one) for found in _MARKER.findall(piece) for one in _NUMBER.findall(found)]
    bare = _EMPHASIS.sub("", _MARKER.sub("", piece))
    bare = _LEAD.sub("", bare) if breaks or not bare.lstrip()[:1].isdigit() else bare
    text = " ".join(bare.split())
    return CitedSentence(text=text, facts=tuple(dict.fromkeys(numbers)), breaks=breaks)


def joined(sentences: list[CitedSentence]) -> str:
    """Return sentences as one text."""
    parts = (("\n" if one.breaks else " ") + one.text for one in sentences)
    return "".join(parts).strip()
