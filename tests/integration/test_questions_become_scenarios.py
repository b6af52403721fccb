"""A database of the version before has saved questions, results and replays: they are kept."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss
from assistant.improvement.runs.trial_run import RunState
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from integrations.stores.sql.migrate import MIGRATIONS

AT = "2026-11-16T12:00:00Z"
NOON = "2026-11-16 12:00:00.000000"
BEFORE = "0062"


def question(name: str, text: str, **expected: object) -> dict[str, object]:
    wanted = {"outcome": "answered", "source": "", "facts": [], "operation": "", **expected}
    place = {"channel": "whatsapp", "page": "bottes", "category": ""}
    said = {"question_id": name, "version": 3, "text": text, "language": None, "by": "zoé"}
    return {**said, **place, "expected": wanted, "at": AT}


def run(name: str, **more: object) -> dict[str, object]:
    begun = {"run_id": name, "version": 2, "by": "zoé", "asked_at": AT, "state": "done"}
    return {**begun, "total": 1, "ended_at": None, **more}


def fill(connection: sa.Connection) -> None:
    seen = {"index": "v1", "table": 1, "settings": 1, "verified": 0}
    questions = {
        "q1": question("q1", "Délai de retour ?", source="Retours", facts=["30 jours"]),
        "q2": question("q2", "Can I cancel my order?", outcome="operation"),
        "q3": question("q3", "Un avocat ?", outcome="person"),
    }
    result = {
        "question_id": "q1",
        "question_version": 3,
        "faults": [{"fault": "not_said", "what": "30 jours"}],
        "said": "14 jours.",
        "kind": "answered",
        "ms": 12.5,
        "before": True,
    }
    change = {"kind": "settings", "content": "{}", "page": "", "back": "", "form": {}}
    replay = run(
        "r2",
        span={"since": AT, "until": AT},
        plan={"changes": [change], "from_record": False, "span": None, "asks_model": False},
        tally={"turns": 7},
    )
    talk = {"scenario_id": "s1", "scenario_version": 1, "talk": {}, "misses": []}
    of_run = "INSERT INTO question_runs VALUES (:id, 2, :at, :going, :going, :content)"
    for query, name, content in (
        *(
            ("INSERT INTO saved_questions VALUES (:id, 3, :at, :content)", name, one)
            for name, one in questions.items()
        ),
        (of_run, "r1", run("r1", cause="night", red=1, seen=seen, candidate=None, allowed_by="")),
        ("INSERT INTO question_results VALUES ('r1', :id, :content)", "q1", result),
        ("INSERT INTO question_results VALUES ('r1', :id, :content)", "s1", {"before": False}),
        ("INSERT INTO played_talks VALUES ('r1', :id, :content)", "s1", talk),
        ("INSERT INTO replay_runs VALUES (:id, 2, :at, :going, :content)", "r2", replay),
    ):
        values = {"id": name, "at": NOON, "going": False, "content": json.dumps(content)}
        named = {key: values[key] for key in values if f":{key}" in query}
        connection.execute(sa.text(query), named)


@pytest.fixture
def before(tmp_path: Path) -> str:
    """Return the address of a database of the version before."""
    url = f"sqlite:///{tmp_path / 'log.db'}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        fill(connection)
    engine.dispose()
    return url


async def test_saved_questions_are_scenarios_and_replays_are_runs(before: str) -> None:
    async with open_database(before) as database:
        book, runs = SqlScenarioBook(database), SqlTrialRuns(database)
        first, second, third = sorted(await book.all(), key=lambda one: one.scenario_id)
        question_talk, scenario_talk = await book.talks("r1")
        night, replay = await runs.get("r1"), await runs.get("r2")

    assert (first.version, first.name, first.part.opening) == (3, *["Délai de retour ?"] * 2)
    assert (first.part.once, first.part.channel, first.part.page) == (True, "whatsapp", "bottes")
    assert first.expected.answered
    assert (first.expected.source, first.expected.says) == ("Retours", ("30 jours",))
    assert (second.part.language, second.expected.opens) == ("en", "any")
    assert (third.part.language, third.expected.person) == ("fr", True)
    assert question_talk.misses == (FoundMiss(miss=Miss.NOT_SAID, what="30 jours"),)
    assert (question_talk.before, question_talk.talk.turns[0].said) == (True, "14 jours.")
    assert (scenario_talk.passed, scenario_talk.before) == (True, False)
    assert night is not None
    assert (night.cause, night.red, night.span) == ("night", 1, None)
    assert replay is not None
    assert replay.span is not None
    assert replay.candidate is not None
    assert (replay.state, replay.tally.turns) == (RunState.DONE, 7)
