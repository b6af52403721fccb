"""Find e-mail addresses, order numbers and codes that a customer dictates to a telephone.

"grace dot nolan at example dot com", "B M un zéro quatre huit": read only where such a value was
asked for, because the same words are ordinary elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.entities.street_words import MEASURED
from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity
from assistant.understanding.word_lists import word_list
from retrieval.text.resource_files import load_yaml

LEAST_DIGITS, MOST_DIGITS = 5, 9
"""Digits of an order number without letters; ten and more are a telephone's."""

LEAST_BEHIND_LETTERS, MOST_BEHIND_LETTERS = 4, 12
CODE_DIGITS = 6

LEAST_WRITTEN = 4  # digits of a group that may be a number by itself
MOST_LETTERS = 600
"""Letters of a message that are looked at: who dictates a value says little besides."""

_ROWS = load_yaml("assistant.understanding", "entities.yml")["dictated"]
_UNITS = {
    word: value for row in _ROWS["numbers"].values() for value, word in enumerate(row.split())
} | dict.fromkeys(_ROWS["zero"].split(), 0)
_TENS = {
    word: 10 * tens for row in _ROWS["tens"].values() for tens, word in enumerate(row.split(), 2)
}
_REPEATS: dict[str, int] = _ROWS["repeats"]
_CUES = frozenset(_ROWS["cues"].split())

_DOT = rf"(?:\s(?:{_ROWS['dot']})\s|\.)"
_SIGNS = {"_": rf"\s(?:{_ROWS['underscore']})\s", "-": rf"\s(?:{_ROWS['hyphen']})\s", ".": _DOT}
_AT = rf"(?:\s?@\s?|\s?[(\[](?:at|arobase|@)[)\]]\s?|\s(?:{_ROWS['at']})\s)"
_PART = r"(?:[a-z0-9](?:\s[a-z0-9])+(?!\w)|[a-z0-9_+%-]+)"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(
    rf"(?<![\w.+@'-])(?P<local>{_PART}(?:(?:{'|'.join(_SIGNS.values())}){_PART}){{0,5}})"
    rf"(?P<at>{_AT})(?P<host>(?:{_LABEL}{_DOT}){{1,3}}(?:{_ROWS['ends']}))(?![\w@])"
)
_SPOKEN_AT = re.compile(r"\s(?:at)\s")
_SPELLED = re.compile(r"(?<=\b[a-z0-9])\s(?=[a-z0-9]\b)")

_WORD = re.compile(r"[a-z]+'[a-z]+|[a-z]+|\d+")
_GAP = re.compile(r"[ \t-]{0,3}|[.,][ \t]|(?<=[a-z])\.")
_LETTERS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,4}")
_NO_LETTERS = frozenset(("cmd", "cde", "nr", "xl", "xxl", "xs", "tx", "ft", "lb", "lbs"))
_RARE_LETTERS = frozenset("bfghkpqvwxz")  # that are no word by themselves
_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d")
_AT_END = re.compile(r"\W*$|\s*[,;]|[\s.]+(?:and|et|please|svp|stp|merci|thanks?)(?!\w)")
_MEASURE_BEHIND = re.compile(rf"\s?{MEASURED}(?!\w)")


def find_dictated_emails(text: str) -> tuple[Entity[str], ...]:
    """Return the e-mail addresses that `text` says in words, as they are written."""
    folded = _heard(text)
    found = []
    for match in _EMAIL.finditer(folded):
        local, host = match["local"], re.sub(_DOT, ".", match["host"])
        if _SPOKEN_AT.fullmatch(match["at"]) and not _is_cued(folded, match):
            continue
        for sign, said in _SIGNS.items():
            local = re.sub(said, sign, local)
        value = f"{_SPELLED.sub('', local)}@{host}"
        found.append(Entity(value=value, start=match.start(), end=match.end()))
    return tuple(found)


def _heard(text: str) -> str:
    return fold(text)[:MOST_LETTERS]


def _is_cued(folded: str, match: re.Match[str]) -> bool:
    """Tell whether "at" stands in an address: "shoes at example dot com" is where they were seen.

    A name of several parts is an address, and so is a word behind "it's" or at the beginning.
    """
    if re.search(r"[\s.\d_]", match["local"]):
        return True
    before = re.findall(r"[\w'-]+", folded[: match.start()])
    return match["local"] not in word_list("grammar") and (not before or before[-1] in _CUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Hold digits that are said one after the other, and the letters before them."""

    letters: str
    digits: str
    first: int  # word
    end: int  # word behind
    is_cued: bool  # all of the message, or behind a word such as "number"


def find_dictated_orders(text: str) -> tuple[Entity[str], ...]:
    """Return the order numbers that `text` says in words, letters or groups of digits."""
    words = list(_WORD.finditer(_heard(text)))
    return tuple(
        Entity(
            value=f"{run.letters}{run.digits}".upper(),
            start=words[run.first].start(),
            end=words[run.end - 1].end(),
        )
        for run in _runs(words)
        if _is_order(run)
    )


def find_dictated_code(text: str) -> Entity[str] | None:
    """Return the six digits that `text` says in words or groups; None: it says none."""
    words = list(_WORD.finditer(_heard(text)))
    for run in _runs(words):
        if not run.letters and run.is_cued and len(run.digits) == CODE_DIGITS:
            start, end = words[run.first].start(), words[run.end - 1].end()
            return Entity(value=run.digits, start=start, end=end)
    return None


def _is_order(run: _Run) -> bool:
    if run.letters:
        return LEAST_BEHIND_LETTERS <= len(run.digits) <= MOST_BEHIND_LETTERS
    return run.is_cued and LEAST_DIGITS <= len(run.digits) <= MOST_DIGITS


def _runs(words: Sequence[re.Match[str]]) -> list[_Run]:
    """Return the runs of at least two words that say digits, none of them a measure or a date."""
    runs, at = [], 0
    while at < len(words):
        first = at
        letters, at = _letters(words, at)
        digits, end = _digits(words, at)
        text = words[first].string[words[first].start() : words[end - 1].end()]
        if not digits or len(text.split()) < 2:  # noqa: PLR2004 (else it is written: "BM-20991")
            at = first + 1
            continue
        at = end
        behind = words[end - 1].string[words[end - 1].end() :]
        if _MEASURE_BEHIND.match(behind) or _DATE.fullmatch(digits):
            continue
        cued = words[first - 1][0] in _CUES if first else bool(_AT_END.match(behind))
        runs.append(_Run(letters=letters, digits=digits, first=first, end=end, is_cued=cued))
    return runs


def _letters(words: Sequence[re.Match[str]], at: int) -> tuple[str, int]:
    """Return the letters of an order number at a word, and the word behind: "bm", "b m"."""
    if _LETTERS.fullmatch(words[at][0]) and words[at][0] not in _NO_LETTERS:
        return words[at][0], at + 1
    end = at
    while end < min(at + 4, len(words)) and _is_letter(words, end, at):
        end += 1
    letters = "".join(word[0] for word in words[at:end])
    return (letters, end) if len(letters) > 1 or letters in _RARE_LETTERS else ("", at)


def _is_letter(words: Sequence[re.Match[str]], at: int, first: int) -> bool:
    said = words[at][0]
    return len(said) == 1 and said.isalpha() and (at == first or _are_near(words, at))


def _digits(words: Sequence[re.Match[str]], at: int) -> tuple[str, int]:
    said, first = "", at
    while at < len(words) and (at == first or _are_near(words, at)):
        number, end = _number(words, at)
        if not number or (_ends_one(words, at) and min(len(said), len(number)) >= LEAST_WRITTEN):
            break
        said, at = said + number, end
    return said, at


def _ends_one(words: Sequence[re.Match[str]], at: int) -> bool:
    """Tell whether a comma stands in front of a word: "1048, 2049" are two numbers."""
    return at > 0 and "," in words[at].string[words[at - 1].end() : words[at].start()]


def _are_near(words: Sequence[re.Match[str]], at: int) -> bool:
    """Tell whether nothing but a blank or a mark stands between a word and the one before."""
    return _GAP.fullmatch(words[at].string, words[at - 1].end(), words[at].start()) is not None


def _number(words: Sequence[re.Match[str]], at: int) -> tuple[str, int]:
    """Return the digits of a number at a word, and the word behind; "": there is none."""
    said = words[at][0] if at < len(words) else ""
    if said.isdigit():
        return said, at + 1
    if said in _REPEATS:
        digit, end = _number(words, at + 1)
        return (digit * _REPEATS[said], end) if len(digit) == 1 else ("", at)
    tens, end = _tens(words, at)
    if not tens:
        value, end = _below_twenty(words, at)
        return (str(value), end) if end > at else ("", at)
    more, last = _below_twenty(words, _behind_and(words, end))
    most = 19 if tens in {60, 80} else 9  # "soixante-dix"
    return (str(tens + more), last) if 0 < more <= most else (str(tens), end)


def _tens(words: Sequence[re.Match[str]], at: int) -> tuple[int, int]:
    pair = [word[0] for word in words[at : at + 2]]
    if pair in (["quatre", "vingt"], ["quatre", "vingts"]):
        return 80, at + 2
    return _TENS.get(pair[0], 0) if pair else 0, at + 1


def _below_twenty(words: Sequence[re.Match[str]], at: int) -> tuple[int, int]:
    """Return a number below twenty, and the word behind, `at` if there is none."""
    said = [word[0] for word in words[at : at + 2]]
    if not said or said[0] not in _UNITS:
        return 0, at
    if said[0] == "dix" and said[-1] in {"sept", "huit", "neuf"}:
        return 10 + _UNITS[said[-1]], at + 2
    return _UNITS[said[0]], at + 1


def _behind_and(words: Sequence[re.Match[str]], at: int) -> int:
    """Return the word behind the "et" of "vingt et un"."""
    return at + 1 if at < len(words) and words[at][0] == "et" else at
