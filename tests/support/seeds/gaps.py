"""A shop whose customers ask for gift wrapping, of which none of its pages speaks."""

from pathlib import Path

from assistant.insights.insight import Finding, Insight, Kind, Subject, Unit, Window
from assistant.insights.analysis_rows import Answered
from tests.support.seeds.insights import TODAY, Talks, measure

QUESTIONS = (
    "Do you offer gift wrapping?",
    "Can you wrap it as a gift, please?",
    "Is gift wrapping possible for the lamp?",
    "How much is gift wrapping?",
    "Do you do gift wrap?",
    "Could my order be gift wrapped?",
)
TOPIC = "t1"
ANSWER = (
    "We offer gift wrapping for every order. Gift wrapping costs 4 EUR: choose it in the basket"
    " before you pay."
)


def ask_for_wrapping(root: Path) -> None:
    """Write a build in `root` of what customers asked in vain, one of them in another's words."""
    talks = Talks()
    for number, text in enumerate((*QUESTIONS, QUESTIONS[0].lower())):
        talks.talk(
            days_ago=2 + number,
            text=text,
            language="en",
            question=True,
            answered=Answered.NO,
            topic=TOPIC,
        )
    talks.talk(
        text="Faites-vous des paquets cadeaux ?",
        language="fr",
        topic=TOPIC,
        question=True,
        answered=Answered.NO,
    )
    talks.lake(root).close()


def wrapping_gap() -> Insight:
    """Return the insight that this is."""
    finding = Finding(
        kind=Kind.CONTENT_GAP,
        subject=Subject(topic=TOPIC),
        window=Window.before(TODAY, days=28),
        measure=measure(7, 7, unit=Unit.TOPIC_TALKS),
        score=5.0,
    )
    return Insight(finding=finding, first_seen=TODAY, last_seen=TODAY)


def missing_attribute(product_id: str, attribute: str, *, count: int = 12) -> Insight:
    """Return the insight that a product's page lacks an attribute."""
    finding = Finding(
        kind=Kind.MISSING_ATTRIBUTE,
        subject=Subject(product_id=product_id, value=attribute),
        window=Window.before(TODAY, days=28),
        measure=measure(count, 40, unit=Unit.ATTRIBUTE_QUESTIONS),
        products=(product_id,),
        score=4.0,
    )
    return Insight(finding=finding, first_seen=TODAY, last_seen=TODAY)
