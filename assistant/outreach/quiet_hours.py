"""Decide whether it is quiet where a customer is, and when it ends. Pure.

A customer may be in any of several time zones; nobody is written to unless the hour is fit in each.

Sources: 8 to 22 in France: the operators' charter (AF2M). 8 to 21 elsewhere: 47 CFR
64.1200(c)(1), and Klaviyo's quiet hours (help 4408737146651).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from babel.core import get_global
from phonenumbers import timezone as number_zones

_STEP = timedelta(minutes=15)  # every zone's offset is a multiple of it
_HORIZON = timedelta(days=2)
_FIRST = time(8)
_LAST = time(21)
_LAST_FRENCH = time(22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Hold the country of a customer, and every time zone that they may be in."""

    country: str  # ISO 3166-1 alpha-2
    zones: tuple[ZoneInfo, ...]  # at least one


def whereabouts(number: str, country: str, *, default: Whereabouts) -> Whereabouts:
    """Return where a customer is: by the telephone number, else by the country of their address.

    `number` is in E.164, with or without its "+"; "": none is known.
    """
    return _of_number(number) or _of_country(country) or default


@lru_cache(maxsize=4096)
def _of_number(number: str) -> Whereabouts | None:
    digits = number.lstrip("+")
    try:
        parsed = phonenumbers.parse(f"+{digits}") if digits else None
    except phonenumbers.NumberParseException:
        return None
    if parsed is None or parsed.country_code is None:
        return None
    region = phonenumbers.region_code_for_number(parsed)
    country = region or phonenumbers.region_code_for_country_code(parsed.country_code)
    zones = _zones(number_zones.time_zones_for_number(parsed))
    return Whereabouts(country=country, zones=zones) if zones else _of_country(country)


@lru_cache(maxsize=512)
def _of_country(country: str) -> Whereabouts | None:
    code = country.strip().upper()
    zones = _zones(get_global("territory_zones").get(code, ()))
    return Whereabouts(country=code, zones=zones) if zones else None


def _zones(names: tuple[str, ...] | list[str]) -> tuple[ZoneInfo, ...]:
    found = list[ZoneInfo]()
    for name in names:
        try:
            found.append(ZoneInfo(name))
        except ZoneInfoNotFoundError:  # such as "Etc/Unknown"
            continue
    return tuple(found)


def is_quiet(place: Whereabouts, now: datetime) -> bool:
    """Return whether nobody may be written to there; `now` is aware."""
    return any(_is_night(place.country, now.astimezone(zone)) for zone in place.zones)


def quiet_until(place: Whereabouts, now: datetime) -> datetime | None:
    """Return `now` if it is not quiet, else the first quarter of an hour that is not.

    None: it is always quiet, since no hour fits in all of the zones.
    """
    return next((at for at in _moments(now) if not is_quiet(place, at)), None)


def _moments(now: datetime) -> Iterator[datetime]:
    yield now
    at = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    while at <= now + _HORIZON:
        at += _STEP
        yield at


def _is_night(country: str, local: datetime) -> bool:
    """Return whether a wall clock there is in the quiet hours."""
    last = _LAST_FRENCH if country == "FR" else _LAST
    return not _FIRST <= local.time() < last
