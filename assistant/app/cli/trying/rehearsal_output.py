"""Print a rehearsal: each scenario as it was played, those that fail with their talk."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape

from assistant.app.processes.replaying.rehearsals import Rehearsed
from assistant.console.rehearsing.rehearsal_texts import say, say_miss, tell_counts
from assistant.console.trying.bench_texts import name_of
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
from assistant.improvement.runs.run_tally import RunTally


def show_rehearsed(
    scenario: SavedScenario, verdict: TalkVerdict, console: Console, *, language: Language
) -> None:
    """Print a scenario; of one that fails, why, and the talk."""
    mark = "[green]✓[/]" if verdict.passed else "[red]✗[/]"
    protected = f" [dim]{say('told.protected', language)}[/]" if scenario.protected else ""
    console.print(f"{mark} {escape(scenario.name)}{protected}")
    for miss in verdict.misses:
        console.print(f"    [red]{escape(say_miss(miss, language))}[/]")
    for line in () if verdict.passed else talk_lines(verdict, language):
        console.print(f"    [dim]{escape(line)}[/]")


def talk_lines(verdict: TalkVerdict, language: Language) -> Iterator[str]:
    """Yield a talk line by line."""
    for turn in verdict.talk.turns:
        yield from (f"> {one}" for one in turn.wrote)
        yield from turn.said.splitlines()
        for effect in turn.effects:
            what = name_of("effect", effect.effect, language)
            yield say("told.done", language, what=f"{what} {effect.order}".strip())
    if verdict.talk.left is not None:
        yield say(f"left.{verdict.talk.left}", language)


def show_tally(
    tally: RunTally,
    rehearsed: Rehearsed,
    console: Console,
    *,
    language: Language,
) -> None:
    """Print the counts of a rehearsal, and the scenarios that a person has to look at."""
    names = {scenario.scenario_id: scenario.name for scenario, _ in rehearsed}
    for line in tell_counts(tally, language):
        console.print(line)
    for name, ids in (("broken", tally.broken), ("answers", tally.answers)):
        for each in ids:
            console.print(f"[red]{escape(say(f'told.{name}', language, name=names[each]))}[/]")
    if tally.change.pairs and tally.does_harm:
        console.print(f"[red]{say('told.harm', language)}[/]")
