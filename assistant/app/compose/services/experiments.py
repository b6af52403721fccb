"""Put together the experiments: their book, and the arms that turns are taken in."""

from collections.abc import Callable, Mapping

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.improvement.experiments.experiment_steps import ExperimentSteps
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.steps.live_arms import LiveArms
from assistant.messages.turn import Turn
from assistant.operations.identity.identity_codes import pseudonym
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook


def assemble_arms(
    parts: Parts,
    verified: LiveAnswers,
    *,
    turn_of: Callable[[Settings], Turn],
    live: LiveSettings,
) -> LiveArms:
    """Return the arms of the experiments that run, over the turns that settings make."""

    async def turn_with(values: Mapping[str, str]) -> Turn:
        return turn_of(await live.with_others(values))

    book = SqlExperimentBook(parts.database)
    return LiveArms(book=book, verified=verified, turn_with=turn_with)


def assemble_experiments(parts: Parts) -> ExperimentSteps:
    """Return the way to move experiments."""
    return ExperimentSteps(
        book=SqlExperimentBook(parts.database),
        changes=SqlChangeBook(parts.database),
        audit=parts.audit,
        clock=SystemClock(),
    )


def arms_key(settings: Settings) -> bytes:
    """Return the key that the arms of visitors follow from.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return pseudonym(find_key(settings), "experiments").encode()
