"""Find postal addresses, with and without a street.

And streets that end in one of the post office's words, with the town: "743 Ann Burgs, Ayr".
"""

import re
from collections.abc import Iterator

from assistant.understanding.entities.postal_addresses import find_address
from assistant.understanding.entities.postcodes import find_postcodes
from assistant.understanding.entities.street_words import (
    MEASURED,
    begins_line,
    is_common,
    lives_before,
)
from assistant.understanding.message_words import fold
from assistant.understanding.personal_data.personal_spans import PersonalDataKind, Span

# Source: USPS Publication 28, appendix C1; Royal Mail and Australia Post use the same and more.
_ENDS = """
    alley annex arcade avenue bayou beach bend bluff bottom boulevard branch bridge brook burg
    bypass camp canyon cape causeway center centre circle cliff club common concourse corner
    course court cove creek crescent crest crossing crossroad curve dale dam divide drive estate
    expressway extension fall ferry field flat ford forest forge fork fort freeway garden
    gateway glen green grove harbor harbour haven height highway hill hollow inlet island isle
    junction key knoll lake land landing lane light loaf lock lodge loop mall manor meadow mews
    mill mission motorway mount mountain neck orchard oval overpass park parkway pass passage
    path pike pine place plain plaza point port prairie quadrant radial ramp ranch rapid reach
    rest ridge river road route row rue run shoal shore skyway spring spur square station
    stravenue stream street summit terrace throughway trace track trafficway trail trailer
    tunnel turnpike underpass union valley viaduct view village ville vista walk wall way well
    wharf allé allée close spurs rise yard quay parade
"""
_END = "|".join(
    sorted(
        {form for end in _ENDS.split() for form in (end.title(), f"{end.title()}s")},
        key=len,
        reverse=True,
    )
)
_CAP = r"[A-ZÀ-Ý][\w'’.-]*"  # noqa: RUF001 (what keyboards type)
_UNIT = r"(?:[\s,]+(?:Suite|Apt\.?|Apartment|Unit|Flat|Studio|Floor|Level|Room|#)\s?\w+)"
_CODE = r"(?:\d{4,5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})"
_TOWN = rf"(?:\s*[,\n]\s*{_CAP}(?:[ -]+{_CAP}){{0,4}})"
_TAIL = rf"(?:{_UNIT})?(?:{_TOWN}){{0,3}}(?:[\s,]+[A-Z]{{2,3}})?(?:[\s,]+{_CODE}(?!\w))?"
_NUMBERED = re.compile(
    rf"(?<![\w#-])(?:(?:Flat|Studio|Unit"
    rf"|Apt\.?)\s\w+,?\s+)?(?:\d{{1,5}}[A-Za-z]?,?\s+(?:{_CAP}\s+){{1,4}}?"
    rf"|(?<=\n)(?:{_CAP}\s+){{1,3}}?)"
    rf"(?:{_END})(?!\w)\.?{_TAIL}"
)
_TOWN_AND_CODE = re.compile(
    rf"(?<!\w){_CAP}(?:[ -]+{_CAP}){{0,3}},\s+(?:[A-Z]{{2}}|[A-Z]{{3}}),?\s+{_CODE}(?!\w)"
)


def find_streets(text: str) -> Iterator[Span]:
    """Yield streets as they are written in English-speaking countries, and towns with a code."""
    for pattern in (_NUMBERED, _TOWN_AND_CODE):
        for match in pattern.finditer(text):
            yield Span(PersonalDataKind.ADDRESS, match.start(), match.end())


_BOX = re.compile(r"(?<!\w)(?:p\.? ?o\.? box|bp|boite postale|cs)\s?\d{1,6}(?!\w)")
_MAY_BE_STREET = re.compile(
    r"(?<!\w)(?:rue|avenue|boulevard|impasse|allee|chemin|quai|place|route)\s+(?:d[eu]s?|de la"
    r"|de l'|du|[^\W\d_])"
)
_MILITARY = re.compile(
    r"(?<!\w)(?:unit|psc) \d{1,5},? box \d{1,5}|(?<!\w)(?:usns|usnv|uss|uscgc) [^\W\d_]+"
)
_ZIP = re.compile(
    r"(?<!\w)(?:zip(?: ?code)?|post ?code|postal code|code postal|cp)(?:\s|:|is|est|c'est|the"
    r"|my|mon|=)*(?P<id>[\w-]*\d[\w-]*(?: \d\w\w)?)"
    rf"(?![\w-])(?!\s?{MEASURED}(?!\w))"
)
_ABROAD = re.compile(
    r"(?<!\w)(?:[^\W\d_][\w'-]*\s){0,2}[^\W\d_][\w'-]*(?:stra(?:ss|ß)e|str\.|gasse|weg|allee"
    r"|platz|gata|gatan|gade|vej|veien|vagen"
    r"|straat|laan|plein|katu|ulice"
    r"|utca)\s\d{1,5}\s?[a-z]?(?!\w)(?:[\s,]+\d{3,6}(?:\s\d{2,3})?(?:\s[^\W\d_][\w-]+)?)?"
    r"|(?<!\w)(?P<kind>via|viale|vicolo|contrada|borgo|camino|callejon|plaza|ronda|alameda|travessa"
    r"|largo|aleja|aleea|bulevardul|strada|osiedle|plac|corso|piazza|calle|avenida|avda?\.|rua"
    r"|praca|paseo|carrer|ul\.|ulica|rruga|rue|utca|strada)"
    r"\s(?P<name>[^\W\d_])[\w'-]*[\s,]+(?:[^\W\d_][\w'-]*[\s,]+){0,3}\d{1,5}\s?[a-z]?(?!\w)"
    rf"(?!\s?{MEASURED}(?!\w))"
    r"(?:[\s,]+\d{3,6}(?:\s\d{2,3})?"
    r"(?:\s[^\W\d_][\w-]+)?)?"
)
"""Streets in other languages, folded: "Hauptstrasse 5, 10115 Berlin", "Calle Mayor 3"."""

_OTHER_WORDS = frozenset(
    ("via", "largo", "plaza", "corso", "borgo", "strada", "camino", "ronda", "plac", "rue")
)
"""Types of street that are words of other languages: "via le site 3 articles"."""

_UNITS = ("suite", "apt", "flat", "apartment")

_CUED = re.compile(
    r"(?<!\w)(?:address(?: is|:)|adresse(?: est|:| de livraison(?: est| :|:)?| :)|i live at"
    r"|we live at|live (?:in|on)(?= \d)|located at|j'habite(?: au)?|habitons(?: au)?"
    r"|domicilie\w* (?:au|a)|deliver(?:ed)? (?:it )?to|ship(?:ped)? (?:it )?to"
    r"|livre[rz]?(?: moi)? (?:au|a)|moved to|come to|send it to|envoye[rz](?:-le)? (?:au|a)"
    r")(?:\s+|(?<=:))(?P<id>(?=[^.!?\n]{0,60}\d)[^!?\n]{4,120}?)(?=[!?]|\.\s|\.$|$|\s(?:please|svp|merci"
    r"|thanks|because|car|and i|et je)\s)"
)
"""Words of where the writer lives or wants a parcel, with a number behind them."""

_HOUSE = re.compile(
    rf"(?P<words>(?:[^\W\d_][^\W\d_'.-]*[\s,:]+){{0,5}})(?![a-z]{{1,4}}-?\d{{5}})"
    rf"(?P<number>(?=\w*\d)[\w-]+)(?!\s?{MEASURED}(?!\w))(?=[\s,.]|$)"
)
"""A house's number behind five words at most; an amount, a time and an order's number are none."""

_MOST = 8  # addresses in one text


def find_places(text: str) -> Iterator[Span]:
    """Yield postal addresses, postcodes and boxes."""
    folded = fold(text)
    if not any(sign.isdigit() for sign in text) and not _MAY_BE_STREET.search(folded):
        return
    yield from _whole(text)
    yield from find_streets(text)
    for postcode in find_postcodes(text):
        yield Span(PersonalDataKind.ADDRESS, postcode.start, postcode.end)
    for pattern in (_BOX, _MILITARY):
        for match in pattern.finditer(folded):
            yield Span(PersonalDataKind.ADDRESS, match.start(), match.end())
    for match in _ABROAD.finditer(folded):
        if match["kind"] in _OTHER_WORDS and not _is_named(text, folded, match):
            continue
        yield Span(PersonalDataKind.ADDRESS, match.start(), match.end())
    for match in _ZIP.finditer(folded):
        yield Span(PersonalDataKind.ADDRESS, match.start("id"), match.end("id"))
    for match in _CUED.finditer(folded):
        if _has_house(folded, match.start("id")):
            yield Span(PersonalDataKind.ADDRESS, match.start("id"), match.end("id"))


def _is_named(text: str, folded: str, match: re.Match[str]) -> bool:
    """Tell whether capitals or the words around it make a street of such another word."""
    if lives_before(folded, match.start()):
        return True
    line = text[len(text[: match.end()].rstrip()) :].partition("\n")[0].split()
    if line and line[0].islower() and not is_common(line[0]) and not line[0].startswith(_UNITS):
        return False  # "via PayPal 3 articles"
    named = text[match.start("name") : match.end()]
    return any(map(str.isupper, named)) or begins_line(folded, match.start())


def _has_house(folded: str, at: int) -> bool:
    """Tell whether a house's number stands at `at`, and no number in a sentence."""
    found = _HOUSE.match(folded, at)
    return found is not None and not any(map(is_common, found["words"].split()[1:]))


def _whole(text: str) -> Iterator[Span]:
    """Yield addresses with a street, one after the other."""
    at = 0
    for _ in range(_MOST):
        found = find_address(text[at:])
        if found is None or found.end <= 0:
            break
        yield Span(PersonalDataKind.ADDRESS, at + found.start, at + found.end)
        at += found.end
