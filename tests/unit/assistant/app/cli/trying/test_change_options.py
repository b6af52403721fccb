"""The changes that commands name: each is read whole, or refused with a sentence."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers.verified.types import KeptAnswer
from assistant.app.cli.trying.change_options import changes_of, read_change
from assistant.console.verified.answer_sheet import write_sheet
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from tests.support.seeds.change_seeds import PARKING, change_set
from tests.support.seeds.verified_answers import written


def sheet(folder: Path, *, text: str = "") -> Path:
    file = folder / "answers.csv"
    version = written(PARKING)
    whole = write_sheet([KeptAnswer(newest=version, in_force=version)])
    file.write_text(text or whole, encoding="utf-8")
    return file


def installation(folder: Path, *changes: ChangeSet) -> Settings:
    settings = Settings(data_dir=folder)

    async def put() -> None:
        async with open_database(settings.log_url) as database:
            for one in changes:
                await SqlChangeBook(database).put(one, expected_version=None)

    asyncio.run(put())
    return settings


class TestAnAnswer:
    def test_is_read_as_the_export_writes_it(self, tmp_path: Path) -> None:
        (change,) = changes_of((), None, None, "en", sheet(tmp_path))

        assert change.kind == "verified"
        assert decode_answer(change.content).texts == PARKING.texts

    @pytest.mark.parametrize("text", ["id,answer_en\na,b\n", "questions_fr,questions_en,by\n,,x\n"])
    def test_that_cannot_be_read_is_refused(
        self, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            changes_of((), None, None, "en", sheet(tmp_path, text=text))

        assert "answers.csv" in "".join(capsys.readouterr().err.split())


class TestASetting:
    def test_of_the_search_is_tried_though_no_page_changes_it(self) -> None:
        (change,) = changes_of(("search.limit=4", "search.reader=false"), None, None, "en")

        assert change.content == '{"search.limit":"4","search.reader":"false"}'

    def test_of_the_server_is_refused(self) -> None:
        with pytest.raises(SystemExit):
            changes_of(("search.url=http://x",), None, None, "en")


class TestAProposal:
    def test_is_tried_without_its_form(self, tmp_path: Path) -> None:
        settings = installation(tmp_path, change_set())

        assert read_change(settings, "") == ()
        (change,) = read_change(settings, "c0ffee")
        assert change == CandidateChange(kind="verified", content=change_set().change.content)

    def test_that_is_a_task_or_unknown_is_refused(self, tmp_path: Path) -> None:
        task = replace(change_set(), change=CandidateChange(kind=ChangeKind.TASK, content="q1"))
        settings = installation(tmp_path, task)

        for one in ("c0ffee", "beef"):
            with pytest.raises(SystemExit):
                read_change(settings, one)
