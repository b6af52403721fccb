"""Put together the decisions of people, and the autonomy that rows earn by them."""

from datetime import datetime

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.stored_settings import settings_book
from assistant.desk.rounds import Round
from assistant.improvement.autonomy.agreement_round import AgreementRound
from assistant.improvement.autonomy.earned_round import EarnedRound
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook

_AGREE_S = 5.0  # an indexed read of the log's end
_EARN_S = 20.0
_RULES = frozenset({"shop.rules", "shop.rule_text"})
_LOOKED_BACK = 500  # versions of the settings


def assemble_earned(server: Settings, parts: Parts, steps: ChangeSteps) -> EarnedRound:
    """Return the look at the board of autonomy; `server` are the settings of the environment.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    book = settings_book(server, parts.database)

    async def rules_changed() -> datetime | None:
        history = await book.history(limit=_LOOKED_BACK)
        return next((one.at for one in history if not _RULES.isdisjoint(one.changed)), None)

    return EarnedRound(
        log=parts.log,
        agreements=SqlAgreementBook(parts.database),
        tables=parts.tables,
        steps=steps,
        rules_changed=rules_changed,
        clock=SystemClock(),
    )


def earned_rounds(parts: Parts, earned: EarnedRound) -> tuple[Round, ...]:
    """Return the rounds that collect the decisions of people and weigh them."""
    collect = AgreementRound(log=parts.log, book=earned.agreements).collect
    return (
        Round(name="autonomy.agreements", every_s=_AGREE_S, go=collect),
        Round(name="autonomy.earned", every_s=_EARN_S, go=earned.decide),
    )
