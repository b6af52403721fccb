"""Judge the answers to the needs of every customer: covered, contradicted, or a gap. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.answers.coverage.need_list import CustomerNeed
from assistant.conversation.events import Reason, ReplyKind, ReplyWritten
from assistant.conversation.message import Language, Source


class Coverage(StrEnum):
    """Name the degrees to which a shop's texts cover a need."""

    ANSWERED = "answered"  # in every wording
    PARTLY = "partly"  # in some wordings only
    CONTRADICTED = "contradicted"  # two pages state different things
    PERSON = "person"  # a person is offered
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingAnswer:
    """Hold the answer to one wording of a need."""

    wording: str
    answered: bool
    text: str
    sources: tuple[Source, ...]  # the page that answers first; of a contradiction, both
    reason: str  # why there is no answer

    @property
    def source(self) -> Source | None:
        """Return the source that the answer rests on."""
        return self.sources[0] if self.sources else None

    @property
    def page(self) -> str:
        """Return the page that the answer rests on; "": none, but products or our own words."""
        return self.sources[0].url or self.sources[0].title if self.sources else ""

    @property
    def sure(self) -> float | None:
        """Return how likely the source answers, in [0, 1]; None: the answer has no source."""
        return self.sources[0].score if self.answered and self.sources else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCoverage:
    """Hold a need with the answers to its wordings."""

    need: CustomerNeed
    asked: tuple[WordingAnswer, ...]

    @property
    def coverage(self) -> Coverage:
        """Return the degree to which the need is covered."""
        answered = sum(one.answered for one in self.asked)
        reasons = {one.reason for one in self.asked if not one.answered}
        if Reason.CONFLICTING in reasons:
            return Coverage.CONTRADICTED
        if answered == len(self.asked):
            return Coverage.ANSWERED
        if answered:
            return Coverage.PARTLY
        return Coverage.PERSON if ReplyKind.HANDED_OFF in reasons else Coverage.GAP

    @property
    def best(self) -> WordingAnswer | None:
        """Return the answer of most wordings, or both sides of a contradiction; None: no answer.

        Of as many, it is that of the first wording: the plainest.
        """
        if self.coverage is Coverage.CONTRADICTED:
            return next(one for one in self.asked if one.reason == Reason.CONFLICTING)
        pages = Counter(one.page for one in self.asked if one.answered)
        answered = [one for one in self.asked if one.answered]
        return max(answered, key=lambda one: pages[one.page], default=None)

    @property
    def others(self) -> tuple[WordingAnswer, ...]:
        """Return the answers from other pages than the best: one of them may be wrong."""
        best = self.best
        if best is None or not best.answered:
            return ()
        return tuple(one for one in self.asked if one.answered and one.page != best.page)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCoverage:
    """Hold the needs of customers who write one language."""

    language: Language
    needs: tuple[NeedCoverage, ...]

    def counts(self) -> dict[Coverage, int]:
        """Return the number of needs of each degree."""
        counted = Counter(one.coverage for one in self.needs)
        return {degree: counted[degree] for degree in Coverage}

    def groups(self) -> dict[str, list[NeedCoverage]]:
        """Return the needs by group, in their order."""
        groups: dict[str, list[NeedCoverage]] = {}
        for one in self.needs:
            groups.setdefault(one.need.group, []).append(one)
        return groups

    def write_first(self) -> list[NeedCoverage]:
        """Return the essential needs without an answer."""
        bare = (Coverage.GAP, Coverage.PERSON)
        return [one for one in self.needs if one.need.essential and one.coverage in bare]

    def contradictions(self) -> list[NeedCoverage]:
        """Return the needs for which two pages state different things."""
        return [one for one in self.needs if one.coverage is Coverage.CONTRADICTED]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReport:
    """Hold the coverage of a shop's texts, as of one index version."""

    shop: str
    index_version: str
    made_at: datetime
    languages: tuple[LanguageCoverage, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "shop": self.shop,
            "index_version": self.index_version,
            "made_at": self.made_at.isoformat(),
            "languages": [
                {
                    "language": one.language,
                    "counts": {str(degree): count for degree, count in one.counts().items()},
                    "needs": [_need(need) for need in one.needs],
                }
                for one in self.languages
            ],
        }


def weigh(wording: str, reply: ReplyWritten) -> WordingAnswer:
    """Return the reply to one wording as the report holds it."""
    answered = reply.kind is ReplyKind.ANSWERED
    text = reply.text
    if reply.cards:
        text = "\n".join([text, *(f"{one.title} {one.price}".strip() for one in reply.cards)])
    reason = reply.kind if reply.kind is ReplyKind.HANDED_OFF else reply.reason or reply.kind
    return WordingAnswer(
        wording=wording,
        answered=answered,
        text=text,
        sources=reply.sources,
        reason="" if answered else str(reason),
    )


def cover(need: CustomerNeed, replies: Sequence[tuple[str, ReplyWritten]]) -> NeedCoverage:
    """Return the coverage of a need, of the replies to its wordings."""
    return NeedCoverage(need=need, asked=tuple(weigh(one, reply) for one, reply in replies))


def _need(one: NeedCoverage) -> Mapping[str, Any]:
    best = one.best
    return {
        "need": one.need.name,
        "group": one.need.group,
        "title": one.need.title,
        "essential": one.need.essential,
        "coverage": one.coverage,
        "answer": best.text if best else "",
        "sure": best.sure if best else None,
        "sources": [asdict(source) for source in best.sources] if best else [],
        "asked": [
            {
                "wording": asked.wording,
                "answered": asked.answered,
                "reason": asked.reason,
                "answer": asked.text if asked.answered else "",
                "source": asked.source.url if asked.source else "",
            }
            for asked in one.asked
        ],
    }
