"""Choose the answers that a person is asked about on a day. Pure.

One is taken of each stratum in turn, so that a day has something of each. Within the top of a
stratum, chance that follows from the day and the person decides: two people get different answers.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.conversation.ids import MessageId
from assistant.improvement.challenges.given_answer import Dispute, GivenAnswer

PER_DAY = 3
"""Answers that a person is asked about on a day: five minutes."""

_TOP = 12  # of a stratum that chance chooses from
_SURE = 0.8  # an answer that is at least so likely is not among the least sure
_SOME = 2  # customers with the same question, from which on it is repeated


class Stratum(StrEnum):
    """Name the reason why a person is asked about an answer."""

    DISPUTED = "disputed"  # the customer disliked it, went on to a person or asked again
    REPEATED = "repeated"  # many customers got it
    UNSURE = "unsure"  # its quote answers less likely than others'
    ANY = "any"  # none of these: the day was quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenAnswer:
    """Hold an answer that a person is asked about, and the reason."""

    answer: GivenAnswer
    stratum: Stratum
    customers: int  # who asked the same


def choose(
    answers: Sequence[GivenAnswer],
    *,
    day: date,
    person: str,
    judged: Collection[MessageId] = (),
    done: int = 0,
    count: int = PER_DAY,
) -> tuple[ChosenAnswer, ...]:
    """Return up to `count` less `done` answers for a person, each question once.

    `judged` are the replies that anybody judged; `done` of the day's are the person's own, so that
    the strata go on where they were. A judgement on one question moves no other to the front.
    """
    customers = _customers(answers)
    used = {one.key for one in answers if one.reply_id in judged}
    ranked = {
        stratum: _ranked(stratum, answers, customers, f"{day.isoformat()} {person}")
        for stratum in Stratum
    }
    strata = sorted([*Stratum][:-1], key=lambda one: _chance(f"{day} {person}", one))
    chosen: list[ChosenAnswer] = []
    for place in range(done, count):
        turn = place % len(strata)
        for stratum in (*strata[turn:], *strata[:turn], Stratum.ANY):
            found = next((one for one in ranked[stratum] if one.key not in used), None)
            if found is not None:
                used.add(found.key)
                chosen.append(
                    ChosenAnswer(answer=found, stratum=stratum, customers=customers[found.key])
                )
                break
    return tuple(chosen)


def _customers(answers: Sequence[GivenAnswer]) -> Mapping[str, int]:
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for one in answers:
        asked[one.key].add(one.contact_id)
    return {key: len(contacts) for key, contacts in asked.items()}


def _ranked(
    stratum: Stratum, answers: Sequence[GivenAnswer], customers: Mapping[str, int], seed: str
) -> list[GivenAnswer]:
    """Return the answers of a stratum: its top in an order of chance, then the others."""
    match stratum:
        case Stratum.DISPUTED:
            found = [one for one in answers if one.dispute is not Dispute.NONE]
            found.sort(key=lambda one: (-one.dispute, one.reply_id))
        case Stratum.REPEATED:
            found = [one for one in answers if customers[one.key] >= _SOME]
            found.sort(key=lambda one: (-customers[one.key], one.reply_id))
        case Stratum.UNSURE:
            found = [one for one in answers if one.score < _SURE]
            found.sort(key=lambda one: (one.score, one.reply_id))
        case Stratum.ANY:
            found = sorted(answers, key=lambda one: (one.score, one.reply_id))
    top = sorted(found[:_TOP], key=lambda one: _chance(seed, one.reply_id))
    return [*top, *found[_TOP:]]


def _chance(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\x1f{name}".encode()).hexdigest()
