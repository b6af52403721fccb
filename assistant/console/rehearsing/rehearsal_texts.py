"""Say the results of runs and of replays in French and English."""

from collections.abc import Iterator
from pathlib import Path

from assistant.console.shell.texts import word
from assistant.console.trying.bench_texts import name_of
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.saved_scenario import ANY_OPERATION
from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.turn_result import TurnResult
from assistant.improvement.runs.run_tally import RunTally
from assistant.insights.statistics.paired_change import PairedChange
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
        case Miss.NOT_OPENED:
            what = say("miss.any_operation", language) if what == ANY_OPERATION else what
            what = name_of("intent", what, language)
        case Miss.DONE_UNASKED | Miss.NOT_DONE:
            kind, _, more = what.partition(" ")
            what = " ".join(filter(None, (name_of("effect", kind, language), more)))
        case _:
            what = what[:_LONGEST] or say("nothing", language)
    return say(f"miss.{found.miss}", language, what=what)


def tell_counts(tally: RunTally, language: Language) -> Iterator[str]:
    """Yield the counts of a rehearsal, line by line."""
    if not tally.played:
        yield say("told.none", language)
        return
    yield say("told.counts", language, passed=tally.passed, played=tally.played)
    if tally.change.pairs:
        yield _change("change", tally.change, language)


def tell_tally(tally: ReplayTally, language: Language) -> Iterator[str]:
    """Yield a line for each thing that a replay counted, but for the differences themselves."""
    if not tally.turns:
        yield say("told.no_turns", language)
        return
    counted = {"turns": tally.turns, "conversations": tally.conversations, "n": tally.changed}
    yield say("told.differ" if tally.changed else "told.same", language, **counted)
    if tally.failed:
        why = ", ".join(sorted(tally.failed))
        yield say("told.failed", language, n=sum(tally.failed.values()), why=why)
    if tally.passed_over:
        yield say("told.passed_over", language, n=tally.passed_over)
    if tally.changed:
        yield _change("answered", tally.answered, language)
        yield _change("to_people", tally.to_people, language)


def tell_result(result: TurnResult, language: Language) -> Iterator[str]:
    """Yield the result of a turn, line by line, the words of the reply last."""
    for operation in result.done:
        yield say("result.done", language, what=name_of("intent", operation, language))
    for operation in result.to_approve:
        yield say("result.to_approve", language, what=name_of("intent", operation, language))
    for proposed in result.proposed:  # the reply has its values, as the customer reads them
        operation = proposed.partition(" ")[0]
        yield say("result.proposed", language, what=name_of("intent", operation, language))
    if result.basket:
        yield say("result.basket", language, what=result.basket)
    for name in ("handed_over", "offered"):
        if reason := getattr(result, name):
            yield say(f"result.{name}", language, why=word("reason", reason, language))
    if result.suggested:
        yield say("result.suggested", language)
        yield result.suggested
    yield result.text or say("result.silent", language)


def _change(name: str, change: PairedChange, language: Language) -> str:
    _, low, high = change.difference
    return say(
        f"told.{name}",
        language,
        before=change.before,
        after=change.after,
        gained=change.gained,
        lost=change.lost,
        low=points(low, language),
        high=points(high, language),
        p=_decimals(f"{change.p_value:.3f}", language),
    )


def points(share: float, language: Language) -> str:
    """Return a share in [-1, 1] as points of a hundred, with its sign."""
    return _decimals(f"{100 * share:+.1f}".replace("-", "\N{MINUS SIGN}"), language)


def _decimals(written: str, language: Language) -> str:
    return written.replace(".", ",") if language == "fr" else written
