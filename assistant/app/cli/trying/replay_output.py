"""Print a replay: its counts, and the most harmful differences side by side."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape

from assistant.console.rehearsing.rehearsal_texts import say, tell_result, tell_tally
from assistant.conversation.message import Language
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.turn_result import Difference


def turn_as_dict(turn: ReplayedTurn) -> dict[str, Any]:
    """Return the JSON object of a turn that differs."""
    return asdict(turn)


def show_replay(
    tally: ReplayTally,
    worst: Sequence[ReplayedTurn],
    console: Console,
    *,
    language: Language,
    seconds: float,
) -> None:
    """Print a replay for a person."""
    for turn in worst:
        console.print()
        console.print(f"[bold]{say(f'difference.{turn.difference}', language)}[/]")
        console.print(f"[dim]{turn.conversation_id} · {turn.number}[/]")
        console.print(f"> {escape(turn.said)}")
        for name, result in (("before", turn.before), ("after", turn.after)):
            console.print(f"  [bold]{say(f'told.{name}', language)}[/]")
            for line in tell_result(result, language):
                console.print(f"    {escape(line)}")
    if tally.changed > len(worst):
        console.print(say("told.more", language, n=tally.changed - len(worst)))
    console.print()
    for one in Difference:
        if number := tally.differing.get(one):
            console.print(f"{number:>6}  {say(f'difference.{one}', language)}")
    for line in tell_tally(tally, language):
        console.print(line)
    per_minute = round(60 * tally.conversations / seconds) if seconds else 0
    counted = {"n": tally.conversations, "s": round(seconds), "per_minute": per_minute}
    console.print(f"[dim]{say('told.rate', language, **counted)}[/]")
