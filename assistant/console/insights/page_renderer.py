"""Render a page of the insights with the menu, the filters, and words for figures and people."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from assistant.console.conversations.console_pages import Chrome, Pages
from assistant.console.insights.page_requests import MENU, RANGES, PageQuery, path_of
from assistant.console.shell.texts import word as console_word
from assistant.conversation.message import Language
from assistant.insights.analysis_rows import Origin, SignalType
from assistant.insights.insight import LEAST_CUSTOMERS, Insight, Kind, Measurement, Subject, Unit
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.queries.insight_views import BuildStatus, Facets
from assistant.insights.wording import figures, insight_wording
from assistant.insights.wording.insight_wording import Names
from assistant.insights.wording.texts import say, word


def person_name(people: Mapping[str, str], by: str) -> str:
    """Return the name of a person; any other author keeps the word they are stored as."""
    return people.get(by, by)


def owner_name(insight: Insight, people: Mapping[str, str], language: Language) -> str:
    """Return the owner of an insight: a person, or the role that its type belongs to."""
    whose = insight.owner or TYPES[insight.finding.kind].owner
    return people.get(whose) or word("owner", whose, language)


_LISTED = 300
"""Products that a filter suggests while somebody writes; any other is found all the same."""

_SIGNAL_VALUES = {
    SignalType.ATTRIBUTE_ASKED: "attribute",
    SignalType.PRICE_OBJECTION: "price",
    SignalType.DEFECT: "defect",
    SignalType.DELIVERY: "delivery",
    SignalType.ASSISTANT_TURN: "reply",
    SignalType.LEFT_AFTER: "reply",
    SignalType.OUT_OF_STOCK: "stock",
    SignalType.ASPECT: "aspect",
}
"""The section of the texts that has the words for a signal's value."""

_SILENT = frozenset(
    {
        SignalType.BASKET,
        SignalType.CONVERSION,
        SignalType.EXPOSED,
        SignalType.PRODUCT_MENTIONED,
        SignalType.RETURNED,
    }
)
"""Signals whose value says nothing more: an amount, a key, an experiment, the product's own."""


def signal(type_: SignalType, value: str, language: Language) -> str:
    """Return the words for a signal, with its value where that says more."""
    said = word("signal", type_, language)
    if not value or type_ in _SILENT:
        return said
    if type_ is SignalType.HANDED_OFF:
        return f"{said} · {console_word('reason', value, language)}"
    section = _SIGNAL_VALUES.get(type_)
    return f"{said} · {word(section, value, language) if section else value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """Hold the names, the build and the filters of a page."""

    names: Names
    built: BuildStatus
    facets: Facets  # what figures can be narrowed down to


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Render pages of the insights."""

    pages: Pages

    def render(
        self,
        template: str,
        chrome: Chrome,
        asked: PageQuery,
        around: PageContext,
        *,
        at: str = "",
        title: str = "",
        **values: Any,  # noqa: ANN401  # the template's own
    ) -> str:
        """Return a page; `at`: its place in the menu; `title` "": the template's own."""
        language, at = chrome.language, at or template
        heading = title or say(f"page.{at if template == 'section' else template}", language)
        return self.pages.beside(
            f"insights_{template}.html",
            chrome,
            title=heading,
            heading=heading,
            at=at,
            menu=[(one, say(f"nav.{one}", language), path_of(one)) for one in MENU],
            asked=asked,
            ranges=RANGES,
            **_narrowing(asked, around, language),
            built_at=around.built.at,
            is_building=around.built.is_building,
            names=around.names,
            **_said(chrome, around.names),
            **_figures(language),
            **values,
        )


def _narrowing(asked: PageQuery, around: PageContext, language: Language) -> dict[str, Any]:
    """Return the choices of the filters, and their values."""
    facets, names = around.facets, around.names
    languages = dict.fromkeys(("fr", "en", *facets.languages))
    return {
        "products": [names.product(one) for one in facets.products[:_LISTED]],
        "categories": facets.categories,
        "languages": [(one, insight_wording.heading_tongue(one, language)) for one in languages],
        "origins": list(Origin),
        "product_given": names.product(asked.product),
    }


def _said(chrome: Chrome, names: Names) -> dict[str, Any]:
    """Return the functions that word insights, signals and people."""
    language = chrome.language
    called_by = {str(one.agent_id): one.name for one in (*chrome.colleagues, chrome.me)}

    def called(kind: Kind, subject: Subject) -> str:
        return insight_wording.called(kind, subject, names, language)

    return {
        "d": partial(_say, language),
        "dw": lambda section, name: word(section, name, language),
        "sentence": lambda one: insight_wording.sentence(one.kind, one.subject, names, language),
        "called": called,
        "tongue": lambda code: insight_wording.tongue(code, language),
        "heading_tongue": lambda code: insight_wording.heading_tongue(code, language),
        "signal": lambda type_, value: signal(SignalType(type_), value, language),
        "who": partial(person_name, called_by),
        "owner": lambda one: owner_name(one, called_by, language),
        "Unit": Unit,
        "Kind": Kind,
        "about_product": lambda value: Subject(product_id=value),
    }


def _figures(language: Language) -> dict[str, Any]:
    """Return the functions that write figures."""
    return {
        "number": lambda value: figures.number(value, language),
        "percent": lambda value: figures.percent(value, language),
        "rate": lambda one, unit: figures.rate(one, unit, language),
        "interval": lambda one, unit: figures.interval(one, unit, language),
        "difference": lambda one, unit: figures.difference(one, unit, language),
        "difference_interval": lambda one, unit: figures.difference_interval(one, unit, language),
        "day": lambda value: figures.day(value, language),
        "days": lambda window: figures.days(window, language),
        "moment": lambda value: figures.moment(value, language),
        "few": is_few,
    }


def is_few(one: Measurement) -> bool:
    """Return whether a measure has customers, and too few of them to be told."""
    return 0 < one.customers < LEAST_CUSTOMERS


def _say(language: Language, name: str, **values: object) -> str:
    return say(name, language, **values)
