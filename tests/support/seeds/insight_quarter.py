"""A quarter of a shop's conversations, in which there is something of every type to find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from assistant.insights.analysis_rows import Answered, OrderJoin, SignalType
from assistant.insights.insight import Insight, Window
from assistant.insights.kept_insights import keep
from assistant.insights.lake.builds import Builds
from assistant.insights.rounds.build_findings import find_all
from assistant.insights.rounds.learning_round import LOOK_BACK
from assistant.insights.topics.topic_set import TextTopic, TopicSet
from tests.support.seeds.insight_rows import NOON, TODAY, Talks

NAMES: Mapping[str, str] = {
    "p1": "Robe Margaux",
    "p2": "Lampe Ada",
    "p3": "Veste en jean Léon, délavée",
    "p4": "Chemise en lin à manches longues retroussables Gabriel",
    "p5": "Manteau Suzanne",
    "p6": "Bottines Odette",
    "p7": "Sac à dos Marcel",
}
CATEGORIES: Mapping[str, str] = {
    "p1": "robes",
    "p2": "lampes",
    "p3": "vestes",
    "p4": "chemises",
    "p5": "vestes",
    "p6": "chaussures",
    "p7": "sacs",
}
TOPICS: Mapping[str, tuple[str, str]] = {
    "t-parcel": ("colis · suivi · arrivé", "parcel · tracking · arrived"),
    "t-return": ("retour · étiquette · rembourser", "return · label · refund"),
    "t-size": ("taille · grand · petit", "size · large · small"),
    "t-gift": ("carte · cadeau · validité", "gift · card · valid"),
    "t-strike": ("grève · transporteur · bloqué", "strike · carrier · stuck"),
    "t-care": ("lavage · machine · rétrécir", "wash · machine · shrink"),
}
_WEEKS = 13
_SAID = {
    "fr": ("bonjour, une question sur ma commande", "merci, et pour le lavage ?"),
    "en": ("hello, a question on my order", "thanks, and how is it washed?"),
}


def speak() -> Talks:
    """Return the conversations."""
    talks = Talks()
    for number in range(_WEEKS * 90):
        _usual(talks, number)
    _unmet(talks)
    _of_products(talks)
    _of_service(talks)
    return talks


def _usual(talks: Talks, number: int) -> None:
    """Add what is said in any week."""
    product = f"p{1 + number % 7}" if number % 3 else ""
    language = "fr" if number % 3 else "en"
    signals: list[tuple[SignalType, str]] = [
        (SignalType.ASSISTANT_TURN, ("answered", "asked", "abstained")[number % 3]),
        (SignalType.ASPECT, ("quality", "delivery", "fit", "price")[number % 4]),
    ]
    if product:
        signals.append((SignalType.PRODUCT_MENTIONED, NAMES[product]))
    if number % 5 == 0:
        signals.append((SignalType.POLICY_CITED, ("Livraison", "Garantie")[number % 2]))
    if number % 25 == 0:
        signals.append((SignalType.POLICY_FRICTION, ("Livraison", "Garantie")[number // 25 % 2]))
    if number % 11 == 0:
        signals.append((SignalType.LEFT_AFTER, ("answered", "asked", "abstained")[number % 3]))
    sold: dict[str, Any] = {}
    if number % 30 == 10 or (number % 10 and number % 6 == 1):
        signals.append((SignalType.CONVERSION, str(3_900 + number % 7 * 500)))
        sold = {"sale": f"{number:024x}/1", "joined_by": [*OrderJoin][number % 5 // 2]}
        sold |= {"margin": 1_400.0} if number % 4 else {}
    if number % 29 == 0:
        signals.append((SignalType.HANDED_OFF, "asked_for_human"))
    talks.talk(
        *signals,
        days_ago=1 + number % (7 * _WEEKS),
        customer=f"k{number // 2}",
        polarity=-1 if number % 7 == 0 else 1,
        product_id=product,
        category=CATEGORIES.get(product, ""),
        language=language,
        region=("FR-75", "FR-13", "FR-69", "")[number % 4],
        topic=("t-parcel", "t-return", "t-size", "t-gift", "t-care", "")[number % 6],
        question=True,
        answered=Answered.NO if number % 10 == 0 else Answered.YES,
        text=_SAID[language][number % 2],
        **sold,
    )


def _unmet(talks: Talks) -> None:
    """Add what is wanted, and is not there, not sold at the moment, or called otherwise."""
    for number in range(22):
        common: Any = {"days_ago": 1 + number % 20, "question": True, "answered": Answered.NO}
        talks.talk(
            (SignalType.PRODUCT_NOT_FOUND, "maillot de bain"),
            **common,
            language="fr",
            text="avez-vous des maillots de bain <b>noirs</b> ?",
        )
        talks.talk(
            (SignalType.UNKNOWN_WORD, "rashguard"),
            **common,
            language="en",
            text="do you have a rashguard for kids? write to [email]",
        )
        talks.talk(
            (SignalType.OUT_OF_STOCK, "asked"),
            **common,
            product_id="p5",
            category="vestes",
            language="fr",
            text="quand revient le manteau Suzanne ?",
        )
        talks.talk((SignalType.COMPETITOR, "Zalando"), **common, language="fr", text="chez Zalando")


def _of_products(talks: Talks) -> None:
    """Add what is the matter with products."""
    for number in range(24):
        robe: Any = {"product_id": "p1", "category": "robes", "days_ago": 1 + number % 24}
        talks.talk(
            (SignalType.DEFECT, "zip"),
            **robe,
            polarity=-1,
            language="en",
            text="the zip broke on the second day",
        )
        talks.talk(
            (SignalType.ATTRIBUTE_ASKED, "lining"),
            **robe,
            language="en",
            question=True,
            answered=Answered.NO,
            text="is it lined?",
        )
        talks.talk(
            (SignalType.SIZE_SMALL, ""), **robe, language="fr", text="elle taille petit, non ?"
        )
        talks.talk(
            (SignalType.PRICE_OBJECTION, "dear"),
            product_id="p7",
            category="sacs",
            days_ago=1 + number % 24,
            language="fr",
            text="c'est un peu cher pour un sac",
        )
        talks.talk(
            (SignalType.PRODUCT_MENTIONED, NAMES["p2"]),
            product_id="p2",
            category="lampes",
            days_ago=1 + number % 24,
            text="the lamp, and the boots with it",
        )
        _beside(talks, "p6")


def _beside(talks: Talks, product: str) -> None:
    """Have the last conversation name one more product."""
    last = talks.signals[-1]
    named = replace(last, value=NAMES[product], product_id=product, category=CATEGORIES[product])
    talks.signals.append(named)


def _of_service(talks: Talks) -> None:
    """Add what is the matter with pages, parcels and languages, and what is new."""
    for number in range(180):
        talks.talk(
            (SignalType.ASPECT, "delivery"),
            topic="t-return",
            days_ago=1 + number % 6,
            polarity=-1,
            language="fr",
            text="toujours pas remboursée de mon retour",
        )
    for number in range(26):
        ago = 1 + number % 6
        asked: Any = {"question": True, "answered": Answered.NO, "language": "fr"}
        talks.talk(
            **asked, topic="t-gift", days_ago=ago + 7, text="combien de temps vaut la carte ?"
        )
        talks.talk(
            topic="t-strike", days_ago=ago, language="fr", text="mon colis est bloqué par la grève"
        )
        talks.talk(
            (SignalType.DELIVERY, "late"),
            topic="t-parcel",
            days_ago=ago,
            region="FR-13",
            language="fr",
            text="mon colis a du retard",
        )
        talks.talk(
            (SignalType.POLICY_CITED, "Retours"),
            (SignalType.POLICY_FRICTION, "Retours"),
            (SignalType.CONTRADICTION, "Retours | CGV"),
            days_ago=ago + 7,
            language="fr",
            text="mais alors, 14 ou 30 jours ?",
        )
        talks.talk(
            (SignalType.ASSISTANT_TURN, "asked"),
            (SignalType.LEFT_AFTER, "asked"),
            days_ago=ago + 7,
            language="es",
            question=True,
            answered=Answered.NO,
            text="¿cuándo llega mi paquete?",
        )


def name_topics(root: Path, names: Mapping[str, tuple[str, str]] = TOPICS) -> None:
    """Give the current build the topics' names, in French and English."""
    topics = tuple(
        TextTopic(
            topic_id=topic,
            names={"fr": french, "en": english},
            born=TODAY,
            novelty=0.5,
            reach=0.5,
            size=40,
        )
        for topic, (french, english) in names.items()
    )
    centres = np.eye(len(topics), dtype=np.float32)
    TopicSet(topics=topics, centres=centres, mean=centres[0] * 0).save(
        Builds(root).current().topics
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A build of `speak`, and the insights that it shows."""

    root: Path
    insights: Sequence[Insight]

    @classmethod
    def build(cls, root: Path) -> Self:
        """Build rows in `root`, and find what they show: seconds of work."""
        lake = speak().lake(root)
        name_topics(root)
        found = find_all(lake, Window.before(TODAY, days=LOOK_BACK))
        lake.close()
        return cls(root=root, insights=keep({}, found, now=NOON))
