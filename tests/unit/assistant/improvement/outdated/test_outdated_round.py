"""A page that changes makes a proposal for what it left behind, which closes once all is mended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.answers.verified.types import AnswerVersion, VerifiedId, WayOfAsking
from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeKind,
    ChangeSet,
    ChangeStake,
    ChangeState,
)
from assistant.improvement.outdated.outdated_changes import MOST, follows_page
from assistant.improvement.outdated.outdated_round import OutdatedRound
from assistant.improvement.outdated.ports import LookedPages
from assistant.improvement.outdated.stated_lines import StatedText
from assistant.insights.drafting.page_documents import PageDocument, decode_page, encode_page
from assistant.messages.trials.candidate_codec import decode_answer
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.change_seeds import NOON, PARKING
from tests.unit.assistant.improvement.outdated.test_outdated_lines import NEW, OLD, page

FAQ = page("faq", "An item can be returned within 30 days.")


@dataclass
class Pages:
    """Implement `PageLines` in memory."""

    now: LookedPages = field(default_factory=lambda: LookedPages(version="", pages=()))
    kept: LookedPages | None = None

    def version(self) -> str:
        return self.now.version

    def read(self) -> LookedPages:
        return self.now

    def before(self) -> LookedPages | None:
        return self.kept

    def keep(self, looked: LookedPages) -> None:
        self.kept = looked


class Shop:
    """A shop whose pages are indexed anew, and the round that looks at them."""

    def __init__(self, written: Mapping[tuple[str, str], str] | None = None) -> None:
        self.pages, self.changes = Pages(), MemoryChangeBook()
        self.verified, self.clock = MemoryVerifiedBook(), HandClock(at=NOON)
        self.written = written or {}
        self.round = OutdatedRound(
            pages=self.pages,
            verified=self.verified,
            written=self._written,
            changes=self.changes,
            clock=self.clock,
        )

    async def _written(self) -> Mapping[tuple[str, str], str]:
        return self.written

    async def index(self, *pages: StatedText) -> int:
        version = f"{int(self.pages.now.version or 0) + 1}"
        self.pages.now = LookedPages(version=version, pages=pages)
        return await self.round.propose()

    async def policy_changes(self, *others: StatedText) -> list[ChangeSet]:
        await self.index(page("returns", OLD), *others)
        await self.index(page("returns", NEW), *others)
        return list(await self.changes.all())


class TestAPageThatIsKeptElsewhere:
    async def test_is_a_task_that_quotes_both(self) -> None:
        [task] = await Shop().policy_changes(FAQ)

        assert (task.kind, task.cause) == (ChangeKind.TASK, ChangeCause.CONTRADICTION)
        assert (task.about, task.change.content) == ("Faq / Returns", "Faq | Returns")
        assert "14 days" in task.steps[0].note
        assert "30 days" in task.steps[0].note
        assert follows_page(task)

    async def test_is_raised_once_whatever_else_is_indexed(self) -> None:
        shop = Shop()
        await shop.policy_changes(FAQ)

        assert await shop.index(page("returns", NEW), FAQ, page("about", "We are 3.")) == 0
        assert len(await shop.changes.all()) == 1

    async def test_closes_once_it_is_corrected(self) -> None:
        shop = Shop()
        await shop.policy_changes(FAQ)
        await shop.index(page("returns", NEW), page("faq", FAQ.lines[0].text.replace("30", "14")))

        [task] = await shop.changes.all()
        assert (task.state, task.steps[-1].deed) == (ChangeState.EXPIRED, ChangeDeed.MENDED)

    async def test_closes_once_the_change_is_taken_back(self) -> None:
        shop = Shop()
        await shop.policy_changes(FAQ)
        await shop.index(page("returns", OLD), FAQ)

        [task] = await shop.changes.all()
        assert task.state is ChangeState.EXPIRED

    async def test_stays_open_where_the_lines_of_the_last_look_were_lost(self) -> None:
        shop = Shop()
        await shop.policy_changes(FAQ)
        shop.pages.kept = None
        shop.clock.move(60)
        await shop.index(page("returns", NEW), FAQ)
        await shop.index(page("returns", NEW), FAQ, page("other", "Nothing else."))
        assert [one.state for one in await shop.changes.all()] == [ChangeState.PROPOSED]

    async def test_stays_open_while_the_page_changes_again(self) -> None:
        shop = Shop()
        await shop.policy_changes(FAQ)
        await shop.index(page("returns", OLD.replace("30", "21")), FAQ)

        [task] = await shop.changes.all()
        assert task.state is ChangeState.PROPOSED
        assert "21 days" in task.steps[0].note

    async def test_that_people_rejected_is_not_raised_again(self) -> None:
        shop = Shop()
        [task] = await shop.policy_changes(FAQ)
        rejected = moves.reject(task, by="zoé", at=NOON, reason="Another matter.")
        await shop.changes.put(rejected, expected_version=task.version)
        await shop.index(page("returns", OLD), FAQ)

        assert await shop.index(page("returns", NEW), FAQ) == 0

    async def test_is_one_task_with_many_others(self) -> None:
        many = [replace(FAQ, text_id=f"p{at}", title=f"P{at}") for at in range(MOST * 2)]
        [task] = await Shop().policy_changes(*many)

        assert task.kind is ChangeKind.TASK


def written_here(*texts: StatedText) -> dict[tuple[str, str], str]:
    """Return the contents of pages that are written here, as `WrittenPages` has them."""
    return {
        (one.text_id, one.language): encode_page(
            PageDocument(
                document_id=one.text_id,
                language=one.language,
                title=one.title,
                text="\n".join(line.text for line in one.lines),
            )
        ).decode()
        for one in texts
    }


def faqs(letter: str, count: int) -> list[StatedText]:
    ids = [f"{letter}{at:02}" for at in range(count)]
    return [replace(FAQ, text_id=one, title=one.title()) for one in ids]


class TestMoreThanOneLookProposes:
    async def test_comes_with_later_looks(self) -> None:
        many = faqs("p", MOST + 5)
        shop = Shop(written_here(*many))

        assert len(await shop.policy_changes(*many)) == MOST
        assert await shop.index(page("returns", NEW), *many) == 5
        assert await shop.index(page("returns", NEW), *many) == 0
        assert {one.state for one in await shop.changes.all()} == {ChangeState.PROPOSED}

    async def test_closes_none_that_is_still_wrong(self) -> None:
        first, others = faqs("p", MOST - 5), faqs("a", 10)
        shop = Shop(written_here(*first, *others))
        await shop.policy_changes(*first)
        await shop.index(page("returns", NEW), *others, *first)

        states = [one.state for one in await shop.changes.all()]
        assert states == [ChangeState.PROPOSED] * (MOST + 5)


async def test_the_first_look_raises_nothing() -> None:
    shop = Shop()

    assert await shop.index(page("returns", NEW), FAQ) == 0
    assert not await shop.changes.all()


async def test_a_page_that_is_written_here_is_an_edit_with_the_new_figure() -> None:
    document = PageDocument(document_id="faq", language="en", title="Faq", text=FAQ.lines[0].text)
    shop = Shop({("faq", "en"): encode_page(document).decode()})
    [edit] = await shop.policy_changes(FAQ)

    assert edit.kind is ChangeKind.PAGE
    assert decode_page(edit.before) == document
    assert decode_page(edit.change.content).text == "An item can be returned within 14 days."


DELIVERY = "Delivery of an order is free from €49."


class TestOfTwoEditsOfOneText:
    """Two pages change; one text says the old of both."""

    BOTH = page("faq", FAQ.lines[0].text, DELIVERY)

    async def test_the_other_is_made_anew_after_one_of_a_page_is_published(self) -> None:
        shop = Shop(written_here(self.BOTH))
        await shop.index(page("returns", OLD), page("delivery", DELIVERY), self.BOTH)
        now = (page("returns", NEW), page("delivery", DELIVERY.replace("49", "59")))
        await shop.index(*now, self.BOTH)
        mended = page("faq", FAQ.lines[0].text.replace("30", "14"), DELIVERY)
        shop.written = written_here(mended)
        await shop.index(*now, mended)

        [waits] = await shop.changes.all((ChangeState.PROPOSED,))
        assert waits.before == shop.written["faq", "en"]
        words = decode_page(waits.change.content).text
        assert ("14 days" in words, "€59" in words) == (True, True)

    async def test_the_other_is_made_anew_after_one_of_an_answer_is_published(self) -> None:
        shop, returns = Shop(), TestAVerifiedAnswer.RETURNS
        said = f"{FAQ.lines[0].text} {DELIVERY}"
        for version, text in enumerate((said, said.replace("30", "14")), start=1):
            answer = replace(returns, texts={"en": text})
            await shop.verified.put(AnswerVersion(version=version, answer=answer, at=NOON, by="z"))
            if version == 1:
                await shop.index(page("returns", OLD), page("delivery", DELIVERY))
                new = DELIVERY.replace("49", "59")
                assert await shop.index(page("returns", NEW), page("delivery", new)) == 2
        await shop.round.propose()

        [waits] = await shop.changes.all((ChangeState.PROPOSED,))
        assert decode_answer(waits.before).texts == {"en": said.replace("30", "14")}
        new = said.replace("30", "14").replace("49", "59")
        assert decode_answer(waits.change.content).texts == {"en": new}
        assert waits.version == 2


class TestAVerifiedAnswer:
    RETURNS = replace(
        PARKING,
        answer_id=VerifiedId("returns"),
        ways=(
            WayOfAsking(language="en", text="Can I return an item?"),
            WayOfAsking(language="fr", text="Puis-je retourner un article ?"),
        ),
        texts={"en": "Yes, within 30 days.", "fr": "Oui, sous 30 jours."},
    )

    async def shop(self) -> Shop:
        shop = Shop()
        await self.say(shop, 1, "30")
        return shop

    async def say(self, shop: Shop, version: int, days: str) -> None:
        texts = {one: text.replace("30", days) for one, text in self.RETURNS.texts.items()}
        answer = replace(self.RETURNS, texts=texts)
        await shop.verified.put(AnswerVersion(version=version, answer=answer, at=NOON, by="zoé"))

    async def test_is_an_edit_where_a_new_page_states_another_figure(self) -> None:
        shop = await self.shop()
        await shop.index(page("gifts", "We wrap gifts."))

        new = await shop.index(
            page("gifts", "We wrap gifts."),
            page("conditions", "You can return an item within 14 days."),
        )

        [edit] = await shop.changes.all()
        assert new == 1
        assert decode_answer(edit.change.content).texts["en"] == "Yes, within 14 days."

    async def test_is_left_alone_where_a_new_page_states_the_same_or_something_else(self) -> None:
        shop = await self.shop()
        await shop.index(FAQ)

        new = await shop.index(
            FAQ,
            page("conditions", "You can return an item within 30 days."),
            page("gifts", "A gift card is valid for 14 days."),
        )

        assert new == 0

    async def test_is_an_edit_with_the_new_figure_in_every_language(self) -> None:
        [edit] = await (await self.shop()).policy_changes()

        assert edit.kind is ChangeKind.VERIFIED
        assert decode_answer(edit.before) == self.RETURNS
        assert decode_answer(edit.change.content).texts == {
            "en": "Yes, within 14 days.",
            "fr": "Oui, sous 14 jours.",
        }

    async def test_keeps_the_figure_of_another_matter_in_the_other_language(self) -> None:
        shop, refund = Shop(), "You have 30 days to get a refund by bank transfer."
        french = "Vous avez 30 jours pour renvoyer un article."
        answer = replace(self.RETURNS, texts={"fr": french, "en": refund})
        await shop.verified.put(AnswerVersion(version=1, answer=answer, at=NOON, by="zoé"))
        before = "Vous avez 30 jours après la livraison pour renvoyer un article."
        await shop.index(page("retours", before, language="fr"))
        await shop.index(page("retours", before.replace("30", "14"), language="fr"))

        [edit] = await shop.changes.all()
        assert decode_answer(edit.change.content).texts == {
            "fr": french.replace("30", "14"),
            "en": refund,
        }

    async def test_with_a_sum_needs_two_people(self) -> None:
        shop = await self.shop()
        paid = replace(self.RETURNS, texts={"en": "Returning an item costs 5 €."})
        await shop.verified.put(AnswerVersion(version=2, answer=paid, at=NOON, by="zoé"))
        await shop.index(page("returns", "Returning an item costs €5."))
        await shop.index(page("returns", "Returning an item costs €6."))

        [edit] = await shop.changes.all()
        assert decode_answer(edit.change.content).texts == {"en": "Returning an item costs 6 €."}
        assert edit.stake is ChangeStake.MONEY

    async def test_that_somebody_corrects_needs_nobody_any_more(self) -> None:
        shop = await self.shop()
        await shop.policy_changes()
        await self.say(shop, 2, "14")
        await shop.round.propose()

        [edit] = await shop.changes.all()
        assert edit.state is ChangeState.EXPIRED
