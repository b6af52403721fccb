"""Rewrite accordions, definition lists and FAQ markup of HTML as headings with the text below.

Markdown has no form for them, so a question would stand in its page as one more sentence.
"""

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

END = "\ue000"
"""The text of a heading that only ends the section of the one above it."""

_FOLD = re.compile(
    r"<(?P<level>h[1-6])\b|<summary\b[^<>]*>(?P<summary>.{0,2000}?)</summary\s*>"
    r"|<(?P<end>/?)details\b[^<>]*>|<dl\b[^<>]*>(?P<list>.*?)(?:</dl\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_OPEN_HEADING = re.compile(
    r"<(h[1-6])\b[^<>]*>[^<]*(?=<(?:details|p|div|ul|ol|dl|table|section|h[1-6])\b)", re.IGNORECASE
)
_CLOSED = re.compile(r"</details\b|schema\.org/Question|typeof=", re.IGNORECASE)
_PART = re.compile(r"<(dt|dd)\b[^<>]*>(.*?)(?=</?(?:dt|dd)\b|\Z)", re.IGNORECASE | re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|em|i|strong|su[bp]|u)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>|\s+")
_SPACED_COLON = re.compile(r"\w(?:[ \u00a0\u202f]|&nbsp;):[\s<]")
_LONG_DEFINITION = 200  # characters from which a definition is a text of its own
_MAX_QUESTION = 200  # characters

_MARKED = re.compile(
    r"schema\.org/Question|typeof=|aria-expanded"
    r"|class=(?:\"[^\"<>]*|'[^'<>]*|[^\s\"'<>]{0,80})(?:faq|accordion|collapse|collapsible|question)",
    re.IGNORECASE,
)
_QUESTION_CLASS = re.compile(
    r"(?:^|\s)(?:[\w-]{0,80}(?:faq|accordion|collapse|collapsible)[\w-]{0,80}[-_](?:question|title|header|heading|"
    r"trigger|toggle|button|label|q)|question)(?:\s|$)",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_LINKED_DATA = re.compile(
    r"<script\b[^>]*application/ld\+json[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL
)
_SHINGLE = 3  # words
_SAID_ALREADY = 0.6  # of an answer's shingles


def with_headings(text: str) -> str:
    """Return HTML whose accordions and FAQ entries are headings, each with its text below.

    Definition lists become headings where they ask or explain, and else list items that say the
    term and its definition.
    """
    is_closed = _CLOSED.search(text) is not None
    if _MARKED.search(text):
        text = _with_folds(text)
    if not _FOLD.search(text):
        return text
    text = _OPEN_HEADING.sub(r"\g<0></\1>", text)
    colon = " : " if _SPACED_COLON.search(text) else ": "
    return _FOLD.sub(_Unfolding(is_closed=is_closed, colon=colon).replace, text)


def linked_questions(page: str) -> Iterator[tuple[str, str]]:
    """Yield the questions of a page's JSON-LD, each with its answer as HTML."""
    for script in _LINKED_DATA.findall(page):
        try:
            data = json.loads(script.strip().rstrip(";"), strict=False)
        except ValueError:
            continue
        yield from _questions(data)


def unsaid(page: str, words: str) -> str:
    """Return the questions of a page's JSON-LD that `words` do not answer, as HTML."""
    said = _shingles(words)
    entries = []
    for question, answer in linked_questions(page):
        shingles = _shingles(_TAG.sub(" ", answer))
        if len(shingles & said) < max(1.0, _SAID_ALREADY * len(shingles)):
            entries.append(f"<details><summary>{question}</summary>{answer}</details>")
    return f"<h2>{END}</h2>{''.join(dict.fromkeys(entries))}" if entries else ""


@dataclass(slots=True)
class _Unfolding:
    """Remember, from tag to tag, which heading an accordion is below."""

    is_closed: bool  # the page ends its accordions; else each ends where the next begins
    colon: str
    level: int = 1  # of the last heading outside
    depth: int = 0
    opened: list[int] = field(default_factory=list)

    def replace(self, found: re.Match[str]) -> str:
        """Return the HTML in place of one tag."""
        if found["level"]:
            self.level = self.level if self.depth else int(found["level"][1])
            return found[0]
        if found["list"] is not None:
            return self._definitions(found["list"])
        below = min(6, self.level + max(1, self.depth))
        if found["summary"] is not None:
            return f"<h{below}>{_words(found['summary'])}</h{below}>"
        if found["end"]:
            self.depth = max(0, self.depth - 1)
            return f"<h{below}>{END}</h{below}>"
        self.depth = self.depth + 1 if self.is_closed else 1
        return ""

    def _definitions(self, inner: str) -> str:
        entries = list(_entries(inner))
        if any(q.endswith("?") or len(a) > _LONG_DEFINITION for q, a in entries):
            below = min(6, self.level + self.depth + 1)
            body = "".join(f"<h{below}>{q}</h{below}><div>{a}</div>" for q, a in entries)
            return f"{body}<h{below}>{END}</h{below}>"
        items = (q.rstrip(" :") + self.colon + a if a and q else q + a for q, a in entries)
        return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _entries(inner: str) -> Iterator[tuple[str, str]]:
    """Yield the terms of a definition list, each with its definitions."""
    terms: list[str] = []
    definitions: list[str] = []
    for tag, content in _PART.findall(inner):
        if tag.lower() == "dd":
            definitions.append(content.strip())
            continue
        if definitions:
            yield ", ".join(terms), "<br>".join(definitions)
            terms, definitions = [], []
        terms.append(_words(content))
    if terms or definitions:
        yield ", ".join(terms), "<br>".join(definitions)


def _words(inner: str) -> str:
    """Return the words of a question, without the sign that unfolds it."""
    return " ".join(_TAG.sub(" ", _INLINE.sub("", inner)).split()).rstrip(" +\u00d7▼▾▸")


def _with_folds(text: str) -> str:
    """Return HTML in which marked questions are summaries of accordions."""
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return text
    for element in list(root.iter("*")):
        name = _name(element)
        if name in {"name", "text"} and element.tag == "meta" and _in_question(element):
            element.tag, element.text = "p", element.get("content")
        is_question = (name == "name" and _in_question(element)) or _is_toggle(element)
        if is_question and _can_be_summary(element):
            element.tag = "summary"
            element.attrib.clear()
        elif _is_question(element):
            element.tag = "details"
    return str(html.tostring(root, encoding="unicode"))


def _name(element: html.HtmlElement) -> str:
    return (element.get("itemprop") or element.get("property") or "").rpartition(":")[2]


def _is_question(element: html.HtmlElement) -> bool:
    kind = element.get("itemtype") or element.get("typeof") or ""
    return kind.rstrip("/").rpartition("/")[2].rpartition(":")[2] == "Question"


def _in_question(element: html.HtmlElement) -> bool:
    """Return whether the nearest thing that markup speaks of is a question, or its answer."""
    for outer in element.iterancestors():
        if outer.get("itemscope") is not None or outer.get("typeof") or outer.tag == "details":
            kind = outer.get("itemtype") or outer.get("typeof") or ""
            return "Question" in kind or "Answer" in kind
    return False


def _is_toggle(element: html.HtmlElement) -> bool:
    if element.tag == "button":
        return element.get("aria-expanded") is not None
    return _QUESTION_CLASS.search(element.get("class") or "") is not None


def _can_be_summary(element: html.HtmlElement) -> bool:
    words = " ".join("".join(element.itertext()).split())
    inside = {outer.tag for outer in element.iterancestors()}
    holds = any(inner is not element and inner.tag in _HEADINGS for inner in element.iter("*"))
    return bool(words) and len(words) <= _MAX_QUESTION and not holds and not inside & _HEADINGS


def _questions(data: object) -> Iterator[tuple[str, str]]:
    if isinstance(data, list):
        for one in data:
            yield from _questions(one)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if "Question" in (kinds if isinstance(kinds, list) else [kinds]):
            question, answer = _text(data.get("name")), _answer(data)
            if question and answer:
                yield question, answer
        else:
            yield from _questions(list(data.values()))


def _answer(question: dict[str, object]) -> str:
    found = question.get("acceptedAnswer") or question.get("suggestedAnswer")
    answers = found if isinstance(found, list) else [found]
    texts = (_text(one.get("text") if isinstance(one, dict) else one) for one in answers)
    return "".join(f"<p>{text}</p>" for text in texts if text)


def _text(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return entities.unescape(text) if "&lt;" in text else text.replace("\n", "<br>")


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", entities.unescape(text).lower())
    size = min(_SHINGLE, len(words)) or 1
    return frozenset(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
