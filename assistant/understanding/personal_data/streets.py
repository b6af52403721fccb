"""Streets that end in one of the post office's words, and the town: "743 Ann Burgs, Ayr"."""

import re
from collections.abc import Iterator

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
