"""Find e-mail addresses, links and IP addresses."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from assistant.understanding.personal_data.personal_spans import PersonalDataKind, Span

# As people write them, beside RFC 5321: "lea (at) example dot com", "lea @ example.com".
_LOCAL = r"[^\W_][\w.+%'’-]{0,63}"  # noqa: RUF001 (what keyboards type)
_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|a|arobase|@)\s?[)\]}>]\s?|\s(?P<word>at|arobase|chez)\s)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|point|\.)\s?[)\]}]\s?|\s(?:dot|point)\s)"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(
    rf"(?<![\w.+%-]){_LOCAL}(?:\s(?:dot"
    rf"|point)\s\w+)?{_AT}(?:{_LABEL}{_DOT})+(?P<end>[^\W\d_]{{2,24}})(?!\w)",
    re.IGNORECASE,
)
_BARE_AT = re.compile(r"(?<![\w.+%-])[\w.+%'-]{1,64}@[\w.-]{2,253}\w")
"""An "@" inside one word is an address even where its domain is no real one."""

_URL = re.compile(
    r"(?:https?|ftp)://[^\s<>()\[\]\"»]*[^\s<>()\[\]\"».,;:!?]"
    r"|(?<![\w.@])www\.[^\s<>()\[\]\"»]*[^\s<>()\[\]\"».,;:!?]",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@\w{3,30}(?![\w@])")

# Ends of names that are in use; others are words: "livre.merci" is two sentences.
_ENDS = (
    r"com|org|net|edu|gov|info|biz|shop|store|online|site|app|dev|io|co|me|tv|ai|xyz|name|pro"
    r"|mobi|club|blog|tech"
    r"|eu|fr|be|ch|lu|de|es|it|pt|nl|at|uk|ie|us|ca|au|nz|pl|cz|dk|se|no|fi|gr|hu|ro|bg|hr|si"
    r"|sk|ru|jp|cn|in|br|mx|za"
)
_END = re.compile(_ENDS, re.IGNORECASE)
_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_ENDS})(?![\w-]"
    rf"|\.\w)(?:/[^\s<>()\[\]\"»]*)?",
    re.IGNORECASE,
)

_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_V6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)


def find_online(text: str) -> Iterator[Span]:
    """Yield the spans of e-mail addresses, links, host names, account names and IP addresses."""
    lowered = text.lower()
    if "@" in text or any(word in lowered for word in ("at", "arobase", "chez")):
        yield from (
            Span(PersonalDataKind.EMAIL, match.start(), match.end())
            for match in _EMAIL.finditer(text)
            if not match["word"] or _END.fullmatch(match["end"])  # "at what point do you ..."
        )
    if "@" in text:
        yield from _spans(_BARE_AT, text, PersonalDataKind.EMAIL)
        yield from _spans(_HANDLE, text, PersonalDataKind.LINK)
    if "." in text:
        yield from _spans(_URL, text, PersonalDataKind.LINK)
        yield from _spans(_DOMAIN, text, PersonalDataKind.LINK)
    for pattern, mark in ((_V4, "."), (_V6, ":")):
        if mark in text:
            yield from (
                one for one in _spans(pattern, text, PersonalDataKind.IP) if _is_machine(text, one)
            )


def _spans(pattern: re.Pattern[str], text: str, kind: PersonalDataKind) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield Span(kind, match.start(), match.end())


def _is_machine(text: str, span: Span) -> bool:
    said = text[span.start : span.end]
    try:
        ip_address(said)
    except ValueError:
        return False
    return any(sign.isalnum() for sign in said)
