"""Find postal addresses in a message: French, British and American, on any number of lines."""

import re
from dataclasses import replace

from babel import Locale

from assistant.understanding.message_words import fold
from assistant.understanding.types import AddressParts, Entity
from retrieval.text.resource_files import load_yaml

MAX_STREET = 120  # characters between the house number and the postcode

_STREET_TYPES = (
    r"(?:rue|avenue|av|ave|boulevard|bd|bld|bvd|blvd|place|pl|chemin|che|allees?|impasse|imp"
    r"|route|rte|quai|cours|square"
    r"|sq|passage|sentier|voie|faubourg|fbg|esplanade|promenade|residence|lotissement|hameau"
    r"|villa|cite|mail|ruelle|montee"
    r"|street|st|str|road|rd|lane|ln|drive|dr|court|ct|circle|cir|way|terrace|terr?|parkway|pkwy"
    r"|highway|hwy|trail|trl"
    r"|close|crescent|cres|gardens?|gdns|grove|mews|row|walk|hill|park|green|plaza|loop|alley"
    r"|broadway|rise|wharf|yard)"
)
_FRENCH_TYPES = (
    r"(?:rue|avenue|av|ave|boulevard|bd|bld|bvd|place|pl|chemin|allees?|impasse|imp|route|rte"
    r"|quai|cours|square|passage"
    r"|sentier|voie|faubourg|esplanade|promenade|lotissement|hameau|villa|cite|ruelle|montee)"
)
_NUMBER = r"\d{1,6}(?:\s?-\s?\d{1,6})?\s?(?:bis|ter|quater|[a-d])?(?!\w)"
_FRENCH_STREET = re.compile(rf"(?<![\w#-])(?:{_NUMBER},?\s+)?{_FRENCH_TYPES}\.?\s+(?=[^\W\d_])")
_ENGLISH_STREET = re.compile(
    rf"(?<![\w#-]){_NUMBER},?\s+(?:(?!(?:to|at|au|vers)\s|\d+\s)(?:[^\W_][\w'’.-]*)\s+){{1,5}}?{_STREET_TYPES}(?!\w)\.?"  # noqa: RUF001
    rf"|(?<![\w#-]){_NUMBER},?\s+(?:highway|broadway)(?!\w)(?:\s\d+)?"
)
_NAME = r"(?!(?:to|at|au|aux|a|vers|sur|chez|is|est|address|adresse)\s)[^\W\d_][^\W\d_'’.-]*"  # noqa: RUF001 (what keyboards type)
_NUMBER_BEHIND = re.compile(
    rf"(?<![\w#-])(?:{_NAME}\s+){{1,4}}\d{{1,4}}\s?[a-d]?,?\s+(?=(?:d-|a-|nl-)?\d{{4,5}}(?:\s[a-z]{{2}})?\s+[a-z])"
)
"""Streets of most of the continent: "Fischmarkt 8, 20459 Hamburg"."""

_BEFORE_GB_CODE = re.compile(
    rf"(?<![\w#-]){_NUMBER},?\s+(?:[^\W\d_][\w'’.-]*\s?){{1,4}},"  # noqa: RUF001 (what keyboards type)
    r"(?=[^\n]{0,60}(?<!\w)[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}(?!\w))"
)
"""A number and a name without "street" before a British postcode: "8 Deansgate, Leeds LS1 4AB"."""

_LINE2 = re.compile(
    r"(?<!\w)(?:suite|ste|apt|apartment|appt?|appart(?:ement)?|unit|flat|floor|fl|room|rm"
    r"|building|bldg|bat(?:iment)?"
    r"|escalier|esc|etage|residence|res|porte|hall|interphone|lot|po box|bp|cs|c/o|chez|bureau"
    r"|entree)\.?"
    r"\s*(?:n°|no\.?|#|:)?\s?[\w-]*|#\s?\d+\w?|(?<!\w)\d{1,2}(?:e|er|eme|st|nd|rd|th) (?:etage"
    r"|floor)"
)
_GB = re.compile(r"(?<![\w#-])((?:gir|[a-z]{1,2}\d[a-z\d]?))\s?(\d[a-z]{2}|0aa)(?![\w-])")
_CA = re.compile(r"(?<![\w#-])([a-ceghj-nprstvxy]\d[a-z])\s?(\d[a-z]\d)(?![\w-])")
_NL = re.compile(r"(?<![\w#-])([1-9]\d{3})\s?([a-z]{2})(?=\s+[a-z]|\s*,)")
_FIVE = re.compile(
    r"(?<![\w#.,€$£-])(?:f-|fr-|d-|de-)?(\d{5}(?:-\d{4})?)(?![\w@]|-\d|[.,]\d|\s?(?:€|\$|£|eur))"
)
_FOUR = re.compile(
    r"(?<![\w#.,€$£-])(?:b-|l-|ch-|be-|lu-|a-)?(\d{4})(?![\w@]|-\d|[.,]\d|\s?(?:€|\$|£|eur))"
)
_CUE = re.compile(
    r"(?:zip(?: ?code)?|post ?code|postal code|code postal|cp|postal)(?:\s|:|is|est|c'est|the|=)*$"
)
_WORDS = load_yaml("assistant.understanding", "entities.yml")
_STATES = frozenset(_WORDS["states"].split())
_STATE_NAMES = frozenset(name for row in _WORDS["state_names"] for name in row)
COUNTRIES: dict[str, str] = {
    fold(name): code
    for locale in (Locale("fr"), Locale("en"))
    for code, name in locale.territories.items()
    if len(code) == len("FR") and code.isalpha() and fold(name) not in _STATE_NAMES
} | {name: code for code, names in _WORDS["countries"].items() for name in names}
"""Names of countries, folded, and their ISO 3166-1 alpha-2 codes."""

_LABELS = {
    "line1": r"address(?: ?line)? ?1?|adresse(?: ?1)?|street|rue",
    "line2": r"address(?: ?line)? ?2|adresse ?2|complement",
    "city": r"city|town|ville",
    "postcode": r"zip(?: ?code)?|post ?code|postal code|code postal|cp",
    "region": r"state|region|province",
    "country": r"country|pays",
}
_LABELLED = {
    part: re.compile(rf"(?<![\w])['\"]?(?:{names})['\"]?\s*[:=]\s*['\"]?([^'\",;\n{{}}]+)")
    for part, names in _LABELS.items()
}
_SPLIT = re.compile(r"\s*[,;\n]\s*")
_SENTENCE_END = re.compile(
    r"[!?](?:\s|$)|\.(?:\s+(?=[A-Z])|\s*$)|\s(?:please|svp|stp|s'il (?:vous|te)|thanks?|merci"
    r"|instead|et\s|and\s|as\s|because"
    r"|car\s|parce|for\s|pour\s|au lieu|a la place|rather|if\s|si\s|my\s|mon\s|ma\s|is\s|est\s"
    r"|i\s|je\s|the\s|that\s)",
)
_CITY = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[\s'’.-]+[^\W\d_]+)*")  # noqa: RUF001 (what keyboards type)


_STREETS = (_FRENCH_STREET, _ENGLISH_STREET, _NUMBER_BEHIND, _BEFORE_GB_CODE)


def find_postcodes(text: str, *, wanted: bool = False) -> tuple[Entity[str], ...]:
    """Return the postcodes in `text`, upper case, spaced as their country does.

    Five digits are a postcode where a word announces them, a state stands before or a town behind
    them, or where `wanted`: a postcode was asked for. Four digits only where announced or wanted.
    """
    folded = fold(text)
    found = [
        Entity(value=f"{match[1]} {match[2]}".upper(), start=match.start(), end=match.end())
        for pattern in (_GB, _CA, *((_NL,) if wanted else ()))
        for match in pattern.finditer(folded)
    ]
    for pattern in (_FIVE, _FOUR):
        for match in pattern.finditer(folded):
            cued = wanted or bool(_CUE.search(folded[: match.start()]))
            if cued or (pattern is _FIVE and _has_town(text, match.start(), match.end())):
                found.append(Entity(value=match[1], start=match.start(1), end=match.end(1)))
    return _apart(found)


def _has_town(text: str, start: int, end: int) -> bool:
    before = fold(text[:start]).rstrip(" ,")
    last = before.rsplit(maxsplit=1)[-1].strip(",") if before else ""
    if last in _STATES and text[:start].rstrip(" ,")[-len(last) :].isupper():
        return True
    return bool(re.match(r",?\s+[A-ZÀ-Ý][^\W\d_]+", text[end:]))


def _apart(found: list[Entity[str]]) -> tuple[Entity[str], ...]:
    kept: list[Entity[str]] = []
    for one in sorted(found, key=lambda e: (e.start, -e.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def find_address(text: str, *, wanted: bool = False) -> Entity[AddressParts] | None:
    """Return the postal address in `text`, with the parts that are said; None: no street is said.

    `wanted`: an address was asked for, so that a postcode and a town alone are one too.
    """
    labelled = _labelled(text)
    if labelled is not None:
        return labelled
    folded = fold(text)
    streets = [m for p in _STREETS for m in p.finditer(folded)]
    street = min(streets, key=lambda m: (m.start(), -m.end()), default=None)
    if street is None:
        return _town_only(text) if wanted else None
    start = _flat_before(folded, street.start())
    postcode = _postcode_after(folded, street)
    if postcode is None:
        end = _end(text, folded, street.end())
        parts = _before(text[start:end], AddressParts(), town=True)
        return Entity(value=parts, start=start, end=end)
    value = re.sub(r"^(?:f|fr|d|de|b|be|l|lu|ch|a)-(?=\d)", "", fold(postcode[0])).upper()
    if len(postcode.groups()) == 2:  # noqa: PLR2004 (outward and inward part)
        value = f"{postcode[1]} {postcode[2]}".upper()
    return _whole(text, (start, postcode.start(), postcode.end()), value)


def _labelled(text: str) -> Entity[AddressParts] | None:
    """Return an address that is written as in a form: "street: 12 Oak Street, city: Cork, ..."."""
    folded = fold(text)
    found = {part: match for part, p in _LABELLED.items() if (match := p.search(folded))}
    if not {"line1", "city", "postcode"} <= found.keys():
        return None
    said = {part: text[m.start(1) : m.end(1)].strip(" .") for part, m in found.items()}
    country = COUNTRIES.get(fold(said.get("country", "")), "")
    parts = AddressParts(**(said | {"country": country or _country_of(said["postcode"])}))
    spans = [match.span() for match in found.values()]
    return Entity(value=parts, start=min(s for s, _ in spans), end=max(e for _, e in spans))


def _flat_before(folded: str, start: int) -> int:
    """Return the start of an address that begins with its flat: "Flat 3, 22 Baker Street"."""
    found = re.search(rf"(?:{_LINE2.pattern})\s*,\s*$", folded[:start])
    return found.start() if found else start


def _whole(text: str, spans: tuple[int, int, int], postcode: str) -> Entity[AddressParts]:
    start, code_start, code_end = spans
    parts = AddressParts(postcode=postcode, country=_country_of(postcode))
    town_end = _end(text, fold(text), code_end)
    after = text[code_end:town_end].strip(" ,;\n")
    pieces = [piece for piece in _SPLIT.split(after) if piece.strip()]
    parts, pieces = _peeled(parts, pieces)
    has_town = bool(pieces) and bool(_CITY.match(pieces[0].strip()))
    before = text[start:code_start].strip(" ,;\n")
    if has_town and not _is_english(postcode):
        parts = replace(parts, city=pieces[0].strip(" ."))
    else:
        town_end = code_end if not after or (has_town and _is_english(postcode)) else town_end
    parts = _before(before, parts, town=not parts.city)
    end = max(code_end, start + len(text[start:town_end].rstrip(" ,;.\n")))
    return Entity(value=parts, start=start, end=end)


def _postcode_after(folded: str, street: re.Match[str]) -> re.Match[str] | None:
    """Return the last likely postcode within reach of a street."""
    limit = street.end() + MAX_STREET
    for pattern in (_GB, _CA, _FIVE, _NL, _FOUR):
        found = [
            m
            for m in pattern.finditer(folded, max(street.start() + 1, street.end() - 1))
            if m.end() <= limit
        ]
        if found:
            return found[0]
    return None


def _end(text: str, folded: str, at: int) -> int:
    stop = _SENTENCE_END.search(folded, at)
    return min(stop.start() if stop else len(text), at + MAX_STREET)


def _before(text: str, parts: AddressParts, *, town: bool) -> AddressParts:
    """Split the text before the postcode into street, second line and, where `town`, the town."""
    pieces = [piece.strip() for piece in _SPLIT.split(text) if piece.strip()]
    if pieces and re.fullmatch(_NUMBER, fold(pieces[0])) and len(pieces) > 1:
        pieces[:2] = [f"{pieces[0]}, {pieces[1]}"]  # "12, rue des Lilas"
    parts, pieces = _peeled(parts, pieces)
    if not pieces:
        return parts
    if len(pieces) > 1 and _LINE2.fullmatch(fold(pieces[0])):
        pieces[:2] = [pieces[1], pieces[0]]  # "Flat 3, 22 Baker Street"
    line1, second = _second_line(pieces[0])
    rest = []
    for piece in pieces[1:]:
        if _LINE2.match(fold(piece)) and not second:
            second, tail = _cut_second(piece)
            rest += [tail] if tail else []
        else:
            rest.append(piece)
    if town and rest:
        parts = replace(parts, city=rest.pop())
    elif town and parts.postcode:
        line1, city = _town_after_street(line1)
        second, city = (second, city) if city else _town_after_second(second)
        parts = replace(parts, city=city)
    second = ", ".join(filter(None, [second, *rest]))
    return replace(parts, line1=line1, line2=second)


def _peeled(parts: AddressParts, pieces: list[str]) -> tuple[AddressParts, list[str]]:
    """Take countries and states off the end."""
    pieces = list(pieces)
    while pieces:
        last = fold(pieces[-1]).strip(" .()")
        country = COUNTRIES.get(last)
        if country and last != "":
            parts = replace(parts, country=country)
            pieces.pop()
        elif not parts.region and (last in _STATES or last in _STATE_NAMES) and len(pieces) > 1:
            parts = replace(parts, region=pieces.pop(), country=parts.country or "US")
        else:
            words = pieces[-1].rsplit(maxsplit=1)
            if len(words) > 1 and (named := COUNTRIES.get(fold(words[1]).strip("."))):
                pieces[-1], parts = words[0], replace(parts, country=named)
                continue
            tail = re.fullmatch(r"(.+?)\s+([A-Z]{2})", pieces[-1])
            if not tail or tail[2].lower() not in _STATES or parts.region:
                break
            parts = replace(parts, region=tail[2], country=parts.country or "US")
            pieces[-1] = tail[1]
    return parts, pieces


def _second_line(piece: str) -> tuple[str, str]:
    """Cut "Suite 12" off a street that has it on the same line."""
    match = _LINE2.search(fold(piece), 1)
    if match is None or not re.search(r"[^\W\d_]{2}.*\s$", piece[: match.start()]):
        return piece, ""
    return piece[: match.start()].strip(), piece[match.start() :].strip()


def _cut_second(piece: str) -> tuple[str, str]:
    match = _LINE2.match(fold(piece))
    if match is None:
        return piece, ""
    tail = piece[match.end() :].strip()
    return (
        (piece[: match.end()].strip(), tail)
        if tail[:1].isupper() and _CITY.fullmatch(tail)
        else (piece, "")
    )


def _town_after_second(second: str) -> tuple[str, str]:
    return _cut_second(second)


def _town_after_street(line: str) -> tuple[str, str]:
    """Cut the town off "10 Downing Street London"."""
    match = _ENGLISH_STREET.match(fold(line))
    if match is None:
        return line, ""
    return line[: match.end()].strip(), line[match.end() :].strip()


def _town_only(text: str) -> Entity[AddressParts] | None:
    codes = find_postcodes(text, wanted=True)
    if not codes:
        return None
    code = codes[0]
    after = _CITY.match(text, len(text) - len(text[code.end :].lstrip(" ,")))
    city = after[0] if after and fold(after[0]) not in COUNTRIES else ""
    parts = AddressParts(postcode=code.value, city=city, country=_country_of(code.value))
    return Entity(value=parts, start=code.start, end=after.end() if after and city else code.end)


def _is_english(postcode: str) -> bool:
    return not postcode[0].isdigit() or "-" in postcode


def _country_of(postcode: str) -> str:
    if _GB.fullmatch(postcode.lower()):
        return "GB"
    return "CA" if _CA.fullmatch(postcode.lower()) else ""
