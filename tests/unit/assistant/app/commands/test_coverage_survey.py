from assistant.answers.coverage.coverage_report import Coverage
from assistant.answers.coverage.need_list import load_needs
from assistant.app.commands.coverage_survey import survey
from assistant.app.compose.answer_engine import assemble_engine
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant


class TestTheSurvey:
    async def test_asks_every_need_in_each_language_and_shows_how_far_it_is(self) -> None:
        engine = assemble_engine(Assistant(asked("délai ?"), RETURNS).parts)
        told: list[tuple[str, int, int]] = []

        report = await survey(engine, ["fr"], lambda *one: told.append(one))

        (part,) = report.languages
        assert [one.need for one in part.needs] == list(load_needs("fr"))
        assert part.needs[0].coverage is Coverage.ANSWERED
        assert part.needs[0].best is not None
        assert part.needs[0].best.source is not None
        assert part.needs[0].best.source.title == "Retours"
        assert (report.index_version, told[-1]) == ("v7", ("fr", len(part.needs), len(part.needs)))
