"""Money and law are found in the words that come or go."""

from dataclasses import replace

import pytest

from assistant.improvement.changes.change_set import ChangeStake
from assistant.improvement.changes.change_stakes import only_lowers, stake_of, stake_of_words
from assistant.improvement.rules.rule_values import HOURS, ORDER_RULES, tidy_rules
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level
from tests.support.seeds.change_seeds import PARKING, verified_change
from tests.unit.assistant.improvement.changes.test_rule_stores import FREER, STRICTER
from tests.unit.assistant.improvement.rules.test_rule_values import values_with


class TestWords:
    @pytest.mark.parametrize(
        ("text", "stake"),
        [
            ("Yes, behind the shop.", ChangeStake.PLAIN),
            ("Oui, derrière la boutique, du lundi au samedi.", ChangeStake.PLAIN),
            ("The zip is on the left side.", ChangeStake.PLAIN),
            ("Parking costs 3 € a day.", ChangeStake.MONEY),
            ("Vous êtes remboursé sous 14 jours.", ChangeStake.MONEY),
            ("Returns are free.", ChangeStake.MONEY),
            ("Un geste commercial est possible.", ChangeStake.MONEY),
            ("You get 10 % off.", ChangeStake.MONEY),
            ("You can send it back within 30 days.", ChangeStake.MONEY),
            ("Take it to the shop within fourteen days.", ChangeStake.MONEY),
            ("Vous avez sous 30 jours une réponse.", ChangeStake.MONEY),
            ("Les retours sont possibles.", ChangeStake.MONEY),
            ("You get your money back.", ChangeStake.MONEY),
            ("It costs fifty euros.", ChangeStake.MONEY),
            ("Cela fait cinquante euros.", ChangeStake.MONEY),
            ("Everything is half off today.", ChangeStake.MONEY),
            ("Tout est à moitié prix.", ChangeStake.MONEY),
            ("Delivery is on us: complimentary shipping.", ChangeStake.MONEY),
            ("La livraison est offerte.", ChangeStake.MONEY),
            ("You are entitled to a new one.", ChangeStake.LAW),
            ("Vous avez droit à un nouveau.", ChangeStake.LAW),
            ("Vous avez droit à un remboursement.", ChangeStake.LAW),
            ("Vous avez droit à une réduction du prix en cas de défaut.", ChangeStake.LAW),
            ("Les étudiants ont droit à une réduction.", ChangeStake.MONEY),
            ("Les étudiants ont droit à 10 % de remise.", ChangeStake.MONEY),
            ("Members are entitled to a 10% discount.", ChangeStake.MONEY),
            ("We keep your data for three years.", ChangeStake.LAW),
            ("Nous conservons vos données trois ans.", ChangeStake.LAW),
            ("The shop opens at nine on weekdays.", ChangeStake.PLAIN),
            ("On your right, behind the counter.", ChangeStake.PLAIN),
            ("À droite, derrière le comptoir.", ChangeStake.PLAIN),
            ("La garantie légale est de deux ans.", ChangeStake.LAW),
            ("You have a right of withdrawal of 14 days.", ChangeStake.LAW),
            ("Vous disposez d'un délai de rétractation.", ChangeStake.LAW),
            ("The warranty covers the refund.", ChangeStake.LAW),  # both: the graver one
        ],
    )
    def test_have_a_stake(self, text: str, stake: ChangeStake) -> None:
        assert stake_of_words([text]) is stake


class TestAChange:
    def test_counts_only_the_lines_that_change(self) -> None:
        priced = replace(PARKING, texts={"en": "It costs 3 €.\nIt is behind the shop."})
        moved = replace(PARKING, texts={"en": "It costs 3 €.\nIt is next door."})

        stake = stake_of(verified_change(moved), verified_change(priced).content)

        assert stake is ChangeStake.PLAIN

    def test_counts_what_goes_as_well(self) -> None:
        priced = replace(PARKING, texts={"en": "It costs 3 €."})

        stake = stake_of(verified_change(PARKING), verified_change(priced).content)

        assert stake is ChangeStake.MONEY

    def test_of_the_autonomy_table_is_money(self) -> None:
        assert stake_of(CandidateChange(kind="autonomy", content="{}")) is ChangeStake.MONEY

    def test_of_a_table_that_leaves_more_to_people_is_plain(self) -> None:
        lowered = CandidateChange(kind="autonomy", content=STRICTER.model_dump_json())
        raised = CandidateChange(kind="autonomy", content=FREER.model_dump_json())

        assert stake_of(lowered, FREER.model_dump_json()) is ChangeStake.PLAIN
        assert stake_of(raised, STRICTER.model_dump_json()) is ChangeStake.MONEY

    def test_of_a_setting_is_in_its_name(self) -> None:
        limit = CandidateChange(kind="settings", content='{"goodwill.most": "9"}')
        colour = CandidateChange(kind="settings", content='{"webchat.colour": "#fff"}')

        assert stake_of(limit) is ChangeStake.MONEY
        assert stake_of(colour) is ChangeStake.PLAIN


class TestLowering:
    def test_is_of_levels_alone(self) -> None:
        row = FREER.operations["cancel_order"]
        dearer = row.model_copy(update={"level": Level.HUMAN_ONLY, "max_minor": {"EUR": 9_900}})
        limits = FREER.model_copy(
            update={"operations": {**FREER.operations, "cancel_order": dearer}}
        )
        raised = CandidateChange(kind="autonomy", content=FREER.model_dump_json())

        assert only_lowers(raised, STRICTER.model_dump_json())
        assert not only_lowers(raised, limits.model_dump_json())
        assert not only_lowers(raised, "")

    def test_takes_checks_away_with_the_level_that_needs_them(self) -> None:
        def changed(**fields: object) -> AutonomyTable:
            row = FREER.operations["cancel_order"].model_copy(update=fields)
            return FREER.model_copy(
                update={"operations": {**FREER.operations, "cancel_order": row}}
            )

        earned = changed(level=Level.AUTOMATE, checked_share=0.05)
        alone = changed(level=Level.AUTOMATE)

        def lowers(now: AutonomyTable, before: AutonomyTable) -> bool:
            change = CandidateChange(kind="autonomy", content=now.model_dump_json())
            return only_lowers(change, before.model_dump_json())

        assert lowers(earned, FREER)
        assert lowers(alone, earned)  # taken back, a person looks at some again
        assert not lowers(earned, alone)


class TestRules:
    """Rules of orders say how far money goes; hours do not."""

    BEFORE = tidy_rules(ORDER_RULES, "")

    @pytest.mark.parametrize(("days", "stake"), [(45, ChangeStake.MONEY), (14, ChangeStake.PLAIN)])
    def test_that_get_freer_are_money(self, days: int, stake: ChangeStake) -> None:
        content = values_with(ORDER_RULES, returns__window_days=days)
        change = CandidateChange(kind=ORDER_RULES, content=content)

        assert stake_of(change, self.BEFORE) is stake
        assert only_lowers(change, self.BEFORE) is (stake is ChangeStake.MONEY)

    def test_of_hours_have_no_stake_whatever_a_team_is_called(self) -> None:
        content = values_with(HOURS, teams__support__name="Refunds")

        change = CandidateChange(kind=HOURS, content=content)
        assert stake_of(change, tidy_rules(HOURS, "")) is ChangeStake.PLAIN
