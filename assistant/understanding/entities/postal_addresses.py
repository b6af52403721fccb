"""Find postal addresses of Europe and America in a message, on any number of lines.

The town may stand before its postcode or after it, and both before the street or after it.
"""

import re
from dataclasses import replace

from assistant.understanding.entities.address_lines import (
    OF_LINES,
    is_counted,
    lines_before,
    place_before,
)
from assistant.understanding.entities.postcodes import (
    CA,
    COUNTRIES,
    FIVE_DIGITS,
    FOUR_DIGITS,
    GB,
    IE,
    NL,
    STATE_NAMES,
    STATES,
    country_of,
    find_postcodes,
    is_english,
)
from assistant.understanding.entities.street_words import is_english_street, is_french_street
from assistant.understanding.message_words import fold
from assistant.understanding.types import AddressParts, Entity

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
_NAME = r"(?!(?:to|at|au|aux|a|vers|sur|chez|is|est|address|adresse)\s)[^\W\d_](?:[^\W_]|['’.-])*"  # noqa: RUF001 (what keyboards type)
_NUMBER_BEHIND = re.compile(
    rf"(?<![\w#-])(?:{_NAME},?\s+){{1,4}}\d{{1,4}}\s?[a-d]?,?\s+(?=(?:d-|a-|nl-)?\d{{4,5}}(?:\s[a-z]{{2}})?\s+[a-z]"
    rf"|(?:(?:\d\.\s?)?{OF_LINES}(?!\w)[^,\n]{{0,20}},\s*){{1,2}}(?:d-|a-|nl-)?\d{{4,5}}\s+[a-z])"
)
"""Streets of most of the continent: "Fischmarkt 8, 20459 Hamburg"."""

_SOUTHERN_STREET = re.compile(
    r"(?<![\w#-])(?:calle|c/|c\.|avenida|avda|av|avinguda|carrer|plaza|placa|paseo|passeig|ronda"
    rf"|via|viale|piazza|corso|largo|strada|vicolo)\.?\s+(?:{_NAME},?\s+){{1,5}}\d{{1,4}}\s?[a-d]?"
    r"(?!\w)(?=[\s\S]{0,60}(?<!\d)\d{5}\s)"
)
"""Streets of Spain and Italy, whose number stands behind: "Calle de Alcalá, 20"."""

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
_FLOOR = re.compile(r"\d{1,2}(?:e|er|eme|st|nd|rd|th) (?:etage|floor|fl)(?!\w)")
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
    r"[!?](?:\s|$)|(?<=[a-z]{4})\.\s|\.\s*$|\s(?:please|svp|stp|s'il (?:vous|te)|thanks?|merci"
    r"|instead|et\s|and\s|as\s|because"
    r"|car\s|parce|for\s|pour\s|au lieu|a la place|rather|if\s|si\s|my\s|mon\s|ma\s|is\s|est\s"
    r"|c'est\s|i\s|je\s|the\s|that\s)",
)
_CITY = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[\s'’.-]+[^\W\d_]+)*")  # noqa: RUF001 (what keyboards type)


_STREETS = (_FRENCH_STREET, _ENGLISH_STREET, _NUMBER_BEHIND, _SOUTHERN_STREET, _BEFORE_GB_CODE)
_TOWNS_OF_ONE = frozenset({"LU", "MC", "SG"})
"""Countries whose town has their name."""

_TOWN = r"[^\W\d_](?:[^\W\d_]|['’. -])*"  # noqa: RUF001 (what keyboards type)
_CODE = (
    r"(?:(?:f|fr|d|de|b|be|l|lu|ch|a)-)?\d{4,5}(?:-\d{4})?|[1-9]\d{3}\s?[a-z]{2}"
    r"|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|[a-z]\d[\dw]\s?[\da-z]{4}|[a-z]\d[a-z]\s?\d[a-z]\d"
)
_TOWN_FIRST = re.compile(
    rf"(?<![\w#-])(?:(?P<code>{_CODE})\s+(?P<town>{_TOWN})"
    rf"|(?P<town2>{_TOWN})(?:,\s*(?P<state>[a-z]{{2}}))?,?\s+(?P<code2>{_CODE}))\s*[,\n]\s*"
    rf"(?P<street>{_NUMBER},?\s+[^\W\d_][^,\n]*|[^\W\d_][^,\n\d]*\s\d{{1,4}}\s?[a-d]?(?=\s*(?:[,\n.]|$)))"
    rf"(?:[,\n]\s*(?P<country>{_TOWN}))?"
)
"""The town and its postcode before the street: "75011 Paris, 12 rue des Lilas"."""


def find_address(text: str, *, wanted: bool = False) -> Entity[AddressParts] | None:
    """Return the postal address in `text`, with the parts that are said; None: no street is said.

    `wanted`: an address was asked for, so that a postcode and a town alone are one too.
    """
    found = _find(text, wanted=wanted)
    if found is None or not found.value.line1:
        return found
    start, lines = lines_before(text, found.start)
    second = ", ".join(one for one in (lines, found.value.line2) if one)
    return replace(found, start=start, value=replace(found.value, line2=second))


def _find(text: str, *, wanted: bool) -> Entity[AddressParts] | None:
    labelled = _labelled(text)
    if labelled is not None:
        return labelled
    if (town_first := _town_first(text)) is not None:
        return town_first
    folded = fold(text)
    streets = [
        match
        for pattern in _STREETS
        for match in pattern.finditer(folded)
        if wanted or _is_street(text, match)
    ]
    streets = [one for one in streets if not is_counted(folded, one.start())] or streets
    street = min(streets, key=lambda m: (_begin(m), -m.end()), default=None)
    if street is None:
        return _town_only(text) if wanted else None
    start = _flat_before(folded, _begin(street))
    postcode = _postcode_after(folded, street)
    if postcode is None:
        end = _end(text, folded, street.end())
        parts = _before(text[start:end], AddressParts(), town=True)
        return Entity(value=parts, start=start, end=end)
    value = re.sub(r"^(?:f|fr|d|de|b|be|l|lu|ch|a)-(?=\d)", "", fold(postcode[0])).upper()
    if len(postcode.groups()) == 2:  # noqa: PLR2004 (outward and inward part)
        value = f"{postcode[1]} {postcode[2]}".upper()
    whole = _whole(text, (start, postcode.start(), postcode.end()), value)
    if whole.value.region and _SOUTHERN_STREET.match(folded, start):  # a province, and no state
        return replace(whole, value=replace(whole.value, region="", country=""))
    return whole


def _begin(street: re.Match[str]) -> int:
    """Return where a street begins whose pattern also takes the lines in front of it."""
    if street.re is not _NUMBER_BEHIND:
        return street.start()
    pieces = list(re.finditer(r"[^,\n]+", street[0]))
    named = [one for one in pieces if re.search(r"[^\W\d_]{2}", one[0])]
    last = next((p for p in named[::-1] if not re.match(OF_LINES, p[0].strip())), named[0])
    return street.start() + last.end() - len(last[0].lstrip())


def _is_street(text: str, match: re.Match[str]) -> bool:
    if match.re is _FRENCH_STREET:
        return is_french_street(text, match)
    return match.re is not _ENGLISH_STREET or is_english_street(text, match)


def _town_first(text: str) -> Entity[AddressParts] | None:
    """Return an address that begins with its town; None: it does not."""
    folded = fold(text)
    for found in _TOWN_FIRST.finditer(folded):
        if any(street.match(folded, found.start()) for street in _STREETS):
            continue  # "1200 Market St, Apt 4B": the number is a house's
        said = {name: text[slice(*found.span(name))].strip(" .") for name in found.groupdict()}
        code = re.sub(
            r"^(?:f|fr|d|de|b|be|l|lu|ch|a)-(?=\d)", "", fold(said["code"] or said["code2"])
        )
        spaced = next((p.fullmatch(code) for p in (GB, CA, IE, NL) if p.fullmatch(code)), None)
        value = " ".join(spaced.groups()).upper() if spaced else code.upper()
        town = re.split(
            r"\s(?:to|at|a|au|vers|is|est|c'est)\s|[:;]", said["town"] or said["town2"]
        )[-1]
        behind = re.split(r"[.!?]", said["country"])[0].strip()
        country = COUNTRIES.get(fold(behind), "")
        if said["state"]:
            if said["state"].lower() not in STATES:
                continue
            country = country or "US"
        street = text[found.start("street") : found.end("street")]
        if not behind and (stop := _SENTENCE_END.search(fold(street))):
            street = street[: stop.start()]
        parts = _before(street, AddressParts(), town=False)
        parts = replace(
            parts,
            postcode=value,
            city=town.strip(),
            line2=parts.line2 or (behind if _LINE2.match(fold(behind)) else ""),
            region=said["state"],
            country=country or parts.country or country_of(value),
        )
        if parts.line1 and parts.city:
            return Entity(value=parts, start=found.start(), end=found.end())
    return None


def _labelled(text: str) -> Entity[AddressParts] | None:
    """Return an address that is written as in a form: "street: 12 Oak Street, city: Cork, ..."."""
    folded = fold(text)
    found = {part: match for part, p in _LABELLED.items() if (match := p.search(folded))}
    if not {"line1", "city", "postcode"} <= found.keys():
        return None
    said = {part: text[m.start(1) : m.end(1)].strip(" .") for part, m in found.items()}
    country = COUNTRIES.get(fold(said.get("country", "")), "")
    parts = AddressParts(**(said | {"country": country or country_of(said["postcode"])}))
    spans = [match.span() for match in found.values()]
    return Entity(value=parts, start=min(s for s, _ in spans), end=max(e for _, e in spans))


def _flat_before(folded: str, start: int) -> int:
    """Return the start of an address that begins with its flat: "Flat 3, 22 Baker Street"."""
    nth = r"(?:\d{1,2}(?:st|nd|rd|th|er?|eme)\s)?"
    found = re.search(rf"{nth}(?:{_LINE2.pattern})\s*,\s*$", folded[:start])
    return found.start() if found else start


def _whole(text: str, spans: tuple[int, int, int], postcode: str) -> Entity[AddressParts]:
    start, code_start, code_end = spans
    parts = AddressParts(postcode=postcode, country=country_of(postcode))
    town_end = _end(text, fold(text), code_end)
    after = text[code_end:town_end].strip(" ,;\n")
    pieces = [piece for piece in _SPLIT.split(after) if piece.strip()]
    parts, pieces = _peeled(parts, pieces)
    has_town = bool(pieces) and bool(_CITY.match(pieces[0].strip()))
    before = text[start:code_start].strip(" ,;\n")
    if not pieces and after and parts.country in _TOWNS_OF_ONE:
        has_town, pieces = True, [_SPLIT.split(after)[0]]
    if has_town and not is_english(postcode):
        parts = replace(parts, city=pieces[0].strip(" ."))
    elif has_town and (town := _before(before, parts, town=True)).city:
        town_end = code_end
        parts = replace(parts, city=town.city)
    elif has_town:  # "NW1 6XE London"
        parts = replace(parts, city=pieces[0].strip(" ."))
        return Entity(value=_before(before, parts, town=False), start=start, end=town_end)
    else:
        town_end = code_end if not after else town_end
    parts = _before(before, parts, town=not parts.city or town_end == code_end)
    end = max(code_end, start + len(text[start:town_end].rstrip(" ,;.\n")))
    return Entity(value=parts, start=start, end=end)


def _postcode_after(folded: str, street: re.Match[str]) -> re.Match[str] | None:
    """Return the last likely postcode within reach of a street."""
    limit = street.end() + MAX_STREET
    for pattern in (GB, CA, IE, FIVE_DIGITS, NL, FOUR_DIGITS):
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
    elif len(pieces) > 1 and re.fullmatch(_NUMBER, fold(pieces[1])) and pieces[0][-1].isalpha():
        pieces[:2] = [f"{pieces[0]}, {pieces[1]}"]  # "Calle de Alcalá, 20"
    parts, pieces = _peeled(parts, pieces)
    if not pieces:
        return parts
    if len(pieces) > 1 and (_LINE2.fullmatch(fold(pieces[0])) or _FLOOR.match(fold(pieces[0]))):
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
        elif not parts.region and (last in STATES or last in STATE_NAMES) and len(pieces) > 1:
            parts = replace(parts, region=pieces.pop(), country=parts.country or "US")
        else:
            words = pieces[-1].rsplit(maxsplit=1)
            if len(words) > 1 and (named := COUNTRIES.get(fold(words[1]).strip("."))):
                pieces[-1], parts = words[0], replace(parts, country=named)
                continue
            tail = re.fullmatch(r"(.+?)\s+([A-Z]{2})", pieces[-1])
            if not tail or tail[2].lower() not in STATES or parts.region:
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
    parts = AddressParts(postcode=code.value, city=city, country=country_of(code.value))
    lines = place_before(text[: code.start])
    if len(lines) > 2 and re.match(r"(?:co\.?|county)\s", fold(lines[-1])):  # noqa: PLR2004
        lines, parts = lines[:-1], replace(parts, region=lines[-1])
    if not city and len(lines) > 1 and parts.country in {"GB", "IE"}:
        lines, parts = lines[:-1], replace(parts, city=lines[-1])
    if lines and parts.city:
        parts = replace(parts, line1=lines[0], line2=", ".join(lines[1:]))
    return Entity(value=parts, start=code.start, end=after.end() if after and city else code.end)
