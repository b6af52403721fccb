"""Take people's judgements, and switch off a check that they surely do not agree with."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.ids import AgentId
from assistant.improvement.quality.check_trust import CheckTrust, weigh
from assistant.improvement.quality.ports import CheckSwitch, QualityBook, QualityJudgement
from assistant.insights.analysis_rows import QualityName, QualityVerdict
from assistant.insights.queries.quality_views import CheckedPlace
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementDesk:
    """Keep judgements. Every method may raise `LogUnavailableError`."""

    book: QualityBook
    clock: Clock

    async def trust(self) -> Mapping[QualityName, CheckTrust]:
        """Return the trust in every check."""
        return weigh(await self.book.judgements(), await self.book.switches())

    async def off(self) -> frozenset[QualityName]:
        """Return the checks that are off; returns are off with the check of resolved visits."""
        off = {name for name, trust in (await self.trust()).items() if trust.is_off}
        if QualityName.RESOLVED in off:
            off |= {QualityName.STILL_72H, QualityName.STILL_7D}
        return frozenset(off)

    async def judge(self, place: CheckedPlace, *, agrees: bool, by: AgentId) -> bool:
        """Keep a judgement; return whether its check was switched off by it."""
        now = self.clock.now()
        await self.book.judge(
            QualityJudgement(
                check=place.check,
                side=place.side,
                agent_id=place.agent_id,
                conversation_id=place.conversation_key,
                visit_id=place.visit_id,
                failed=place.verdict == QualityVerdict.FAILED,
                agrees=agrees,
                by=by,
                at=now,
            )
        )
        trust = (await self.trust())[place.check]
        if trust.is_off or not trust.with_people.is_distrusted:
            return False
        await self.book.switch(CheckSwitch(check=place.check, is_on=False, at=now))
        return True

    async def switch(self, check: QualityName, *, is_on: bool, by: AgentId) -> None:
        """Turn a check on or off, as a person decides; earlier judgements count no more."""
        switch = CheckSwitch(check=check, is_on=is_on, at=self.clock.now(), by=by)
        await self.book.switch(switch)
