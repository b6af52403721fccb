"""Write the week's digest as a mail in text and HTML: new insights and tasks, in numbers."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from assistant.console.shell.page_templates import environment
from assistant.conversation.message import Language
from assistant.insights.insight import Insight
from assistant.insights.queries.insight_views import Overview
from assistant.insights.wording import figures
from assistant.insights.wording.insight_wording import Names, sentence
from assistant.insights.wording.texts import say
from assistant.kit.mail.letter import LetterId

MOST = 10
"""Insights in a digest: what somebody reads."""

_ENVIRONMENT = environment(Path(__file__).parent / "templates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Hold a digest as it is sent, and as a page shows it."""

    subject: str
    text: str
    html: str

    def values(self) -> Mapping[str, str]:
        """Return the values of a letter."""
        return {"subject": self.subject, "text": self.text, "html": self.html}


def write_digest(
    overview: Overview, names: Names, language: Language, *, shop: str, url: str
) -> Digest:
    """Return the digest of the week that ends with the overview's last day.

    `url` is the console's origin, for links; "": no links.
    """
    last = overview.last_day or date.min
    values = {
        "language": language,
        "shop": shop,
        "overview": overview,
        "parts": [
            (say(title, language), [item(one, names, language, url) for one in insights[:MOST]])
            for title, insights in parts(overview)
        ],
        "since": figures.day(last - timedelta(days=6), language) if overview.last_day else "",
        "until": figures.day(last, language) if overview.last_day else "",
        "nothing": say("empty.nothing", language) if overview.is_quiet else "",
        "total": figures.number(overview.totals.conversations, language),
        "answered": figures.percent(overview.totals.answered.value, language),
        "d": lambda name, **given: say(name, language, **given),
        "all": f"{url}/insights" if url else "",
    }
    subject = say("digest.subject", language, shop=shop, until=values["until"])
    text, html = (
        _ENVIRONMENT.get_template(name).render(values) for name in ("digest.txt", "digest.html")
    )
    return Digest(subject=subject, text=text, html=html)


def parts(overview: Overview) -> tuple[tuple[str, Sequence[Insight]], ...]:
    """Return the parts of a digest: the name of a part's title in the texts, and its insights."""
    known = [one for one in overview.open if one not in overview.new]
    return (
        ("overview.new", overview.new),
        ("overview.todo", known),
        ("overview.measured", overview.measured),
    )


def letter_id(week_of: date, recipient: str) -> LetterId:
    """Return the id of a week's digest to an address: the spool keeps a single letter of an id."""
    year, week, _ = week_of.isocalendar()
    who = hashlib.sha256(recipient.lower().encode()).hexdigest()[:16]
    return LetterId(f"digest-{year}w{week:02d}-{who}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """Hold an insight as the digest shows it."""

    says: str
    measure: str
    todo: str
    url: str


def item(insight: Insight, names: Names, language: Language, url: str = "") -> DigestItem:
    """Return an insight as the digest shows it; `url` "": without a link."""
    finding, measure = insight.finding, insight.finding.measure
    about = f"verdict.{insight.effect.verdict}" if insight.effect else f"todo.{finding.kind}"
    lies = figures.interval(measure.rate, measure.unit, language)
    return DigestItem(
        says=sentence(finding.kind, finding.subject, names, language),
        measure=f"{figures.rate(measure.rate, measure.unit, language)} ({lies})",
        todo=say(about, language),
        url=f"{url}/insights/i/{insight.insight_id}" if url else "",
    )
