"""Ask every need of every shop's customers of one shop's index."""

from collections.abc import Callable, Sequence

from assistant.answers.coverage.coverage_report import CoverageReport, LanguageCoverage, cover
from assistant.answers.coverage.need_list import CustomerNeed, load_needs
from assistant.app.compose.answer_engine import Engine
from assistant.conversation.message import Language

Progress = Callable[[str, int, int], None]
"""Called with (language, needs asked, needs in all)."""


async def survey(
    engine: Engine, languages: Sequence[Language], progress: Progress
) -> CoverageReport:
    """Ask every need in each language, each wording as the first message of a conversation."""
    knowledge = await engine.parts.index.current()
    return CoverageReport(
        shop=engine.parts.shop.name,
        index_version=knowledge.searcher.version,
        made_at=engine.turn.clock.now(),
        languages=tuple(
            [await _survey(engine, one, load_needs(one), progress) for one in languages]
        ),
    )


async def _survey(
    engine: Engine, language: Language, needs: Sequence[CustomerNeed], progress: Progress
) -> LanguageCoverage:
    covered = []
    for number, need in enumerate(needs):
        progress(language, number, len(needs))
        replies = [(one, (await engine.ask(one, language=language)).reply) for one in need.wordings]
        covered.append(cover(need, replies))
    progress(language, len(needs), len(needs))
    return LanguageCoverage(language=language, needs=tuple(covered))
