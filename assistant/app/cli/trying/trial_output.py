"""Print trials in the words of the console's pages."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape

from assistant.console.shell.texts import word
from assistant.console.trying.bench_texts import milliseconds, name_of, say
from assistant.console.trying.way_words import tell_way
from assistant.conversation.message import Language
from assistant.messages.trials.trial import TriedTurn


def trial_as_dict(text: str, tried: TriedTurn) -> dict[str, Any]:
    """Return the JSON object of one trial."""
    reply, taken = tried.reply, tried.taken
    return {
        "message": text,
        "kind": reply.kind if reply else "",
        "text": reply.text if reply else "",
        "suggested": tried.suggested.text if tried.suggested else "",
        "sources": [one.title for one in reply.sources] if reply else [],
        "decision": taken.decision if taken else "",
        "rule": taken.rule if taken else "",
        "effects": list(tried.effects),
        "steps": [{"step": one.fact, "ms": one.ms, "depth": one.depth} for one in tried.steps],
        "ms": tried.ms,
    }


def show_trial(
    text: str, tried: TriedTurn, console: Console, *, language: Language, zone: ZoneInfo
) -> None:
    """Print a trial for a person: the reply, the effects left out, and the way."""
    console.print(f"[dim]> {escape(text)}[/]")
    reply = tried.suggested or tried.reply
    print(reply.text if reply else say("bench.silent", language))  # noqa: T201  # the result
    for line in _undone(tried, language):
        console.print(f"  [yellow]{escape(line)}[/]")
    for step in tell_way(tried.steps, language, zone):
        blanks = "  " * (step.depth + 1)
        took = f" [dim]{step.ms} ms[/]" if step.ms else ""
        console.print(f"{blanks}[bold]{step.title}[/] {escape(step.line)}{took}")
    console.print(f"  [dim]{milliseconds(tried.ms, language)} ms[/]")


def _undone(tried: TriedTurn, language: Language) -> Iterable[str]:
    """Yield a line for each effect that a trial left out, and for a held suggestion."""
    if tried.suggested:
        role = word("role", tried.suggested.role, language)
        yield say("bench.suggestion", language, who=role)
    for effect in tried.effects:
        yield say("bench.dry", language, what=name_of("effect", effect, language))
    if tried.baskets:
        yield say("bench.basket", language, n=tried.baskets)
    for code in tried.codes:
        yield say("bench.code", language, code=code)
