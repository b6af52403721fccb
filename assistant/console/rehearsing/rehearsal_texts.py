"""Say the misses of talks and the counts of rehearsals in French and English."""

from collections.abc import Iterator
from pathlib import Path

from assistant.console.replaying.replay_texts import points
from assistant.console.trying.bench_texts import name_of
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.rehearsal_tally import RehearsalTally
from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say

_LONGEST = 160  # characters of a reply that is told in a line
_BREAKS = frozenset({"no_order", "no_customer", "unavailable"})


def say_miss(found: FoundMiss, language: Language) -> str:
    """Return a miss in words."""
    what = found.what
    match found.miss:
        case Miss.BROKEN:
            known = what in _BREAKS
            what = say(f"why.{what}", language) if known else say("why.error", language, what=what)
        case Miss.DONE_UNASKED | Miss.NOT_DONE:
            kind, _, more = what.partition(" ")
            what = " ".join(filter(None, (name_of("effect", kind, language), more)))
        case _:
            what = what[:_LONGEST] or say("nothing", language)
    return say(f"miss.{found.miss}", language, what=what)


def tell_counts(tally: RehearsalTally, language: Language) -> Iterator[str]:
    """Yield the counts of a rehearsal, line by line."""
    if not tally.played:
        yield say("told.none", language)
        return
    yield say("told.counts", language, passed=tally.passed, played=tally.played)
    change = tally.change
    if change.pairs:
        _, low, high = change.difference
        yield say(
            "told.change",
            language,
            before=change.before,
            after=change.after,
            gained=change.gained,
            lost=change.lost,
            low=points(low, language),
            high=points(high, language),
        )
