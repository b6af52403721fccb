from pathlib import Path

from retrieval.facets import VariantOffer
from retrieval.stores.offer_file import OfferFile, OfferFileWriter

RED = VariantOffer(price_minor=6_900, facts=("couleur=rouge", "+stock"))
BLUE = VariantOffer(price_minor=None, facts=())


class TestOffers:
    def test_are_those_of_the_row(self, tmp_path: Path) -> None:
        writer = OfferFileWriter(tmp_path)
        writer.add([[RED, BLUE], []])
        writer.add([[BLUE], [RED, RED]])
        writer.finish()

        offers = OfferFile.open(tmp_path)

        assert [list(offers.of(row)) for row in range(3)] == [[RED, BLUE], [], [BLUE]]
        assert offers.one_price.tolist() == [False, False, True, True]

    def test_of_nothing_can_be_opened(self, tmp_path: Path) -> None:
        OfferFileWriter(tmp_path).finish()

        assert OfferFile.open(tmp_path).ends.tolist() == [0]
