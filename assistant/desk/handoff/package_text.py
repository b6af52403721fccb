"""Write a handoff package as text, for the console and for notes in another helpdesk. Pure."""

from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from assistant.conversation.message import Language
from assistant.conversation.photo_notes import PhotoNote
from assistant.desk.handoff.handoff_package import Package
from assistant.desk.handoff.texts import say


def render(package: Package, language: Language, *, zone: ZoneInfo) -> str:
    """Return the package as text in the reader's language, one line for each part that it has."""
    lines = [
        *_reason(package, language),
        *_summary(package, language),
        *_quoted("question", (package.question,) if package.question else (), language),
        *_quoted("answered", package.answered, language),
        *_listed("tried", _tried(package, language), language),
        *_listed("photos", _photos(package, language), language),
        *_listed("sources", _sources(package), language),
        *_listed("orders", package.orders, language),
        _line("identity", package.identity or say("package.no_identity", language), language),
        _line("language", say(f"package.{package.language}", language), language),
    ]
    if package.window_until is not None:
        until = package.window_until.astimezone(zone)
        lines.append(_line("window", format_datetime(until, "short", locale=language), language))
    return "\n".join(lines)


def _reason(package: Package, language: Language) -> list[str]:
    if package.reason is None:
        return []
    rule = f" ({package.rule})" if package.rule else ""
    return [_line("reason", say(f"reason.{package.reason}", language) + rule, language)]


def _summary(package: Package, language: Language) -> list[str]:
    if package.by_model:
        return _listed("summed_up", package.summary, language)
    return _quoted("summary", package.summary, language)


def _tried(package: Package, language: Language) -> tuple[str, ...]:
    turns = {0: (), 1: (say("package.turn", language),)}.get(
        package.turns, (say("package.turns", language, count=str(package.turns)),)
    )
    tried = (
        say(
            f"tried.{one.outcome}",
            language,
            operation=one.operation,
            method=one.operation,
            rule=one.detail,
            reference=one.detail,
        )
        for one in package.tried
    )
    return (*turns, *tried)


def _photos(package: Package, language: Language) -> tuple[str, ...]:
    def about(note: PhotoNote) -> str:
        told = _marked(note.told, language) if note.told else ""
        seen = (say("package.photo_seen", language, text=one) for one in note.seen)
        return " · ".join(filter(None, (told, *seen))) or say("package.photo_silent", language)

    return tuple(about(one) for one in package.photos)


def _sources(package: Package) -> tuple[str, ...]:
    return tuple(f"{one.title} ({one.url})" if one.url else one.title for one in package.sources)


def _quoted(name: str, sentences: tuple[str, ...], language: Language) -> list[str]:
    return _listed(name, tuple(_marked(one, language) for one in sentences), language)


def _marked(said: str, language: Language) -> str:
    return f"« {said} »" if language == "fr" else f"“{said}”"


def _listed(name: str, items: tuple[str, ...], language: Language) -> list[str]:
    if not items:
        return []
    if len(items) == 1:
        return [_line(name, items[0], language)]
    return [_line(name, "", language).rstrip(), *(f"- {one}" for one in items)]


def _line(name: str, value: str, language: Language) -> str:
    colon = " : " if language == "fr" else ": "
    return f"{say(f'package.{name}', language)}{colon}{value}"
