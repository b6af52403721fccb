from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

import integrations.shops.demo.product_pictures as module
from integrations.shops.demo.product_pictures import COLOURS, draw, kind_of, luminance, mix
from integrations.shops.demo.silhouettes import KINDS

FOLDER = Path(module.__file__).parent / "theme" / "silhouettes"


class TestPicture:
    @pytest.mark.parametrize("kind_start", sorted(KINDS))
    def test_is_one_clean_drawing_for_every_kind_of_thing(self, kind_start: str) -> None:
        root = fromstring(draw(kind_start, "rouge"))  # noqa: S314 - our own drawing

        assert root.attrib["viewBox"] == "0 0 400 500"
        assert len(root) >= 2
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not names & {"script", "style", "image", "foreignObject"}

    def test_takes_the_colour_it_is_given(self) -> None:
        assert COLOURS["rouge"] in draw("robe-ondine", "rouge")
        assert COLOURS["rouge"] not in draw("robe-ondine", "vert-sauge")

    def test_is_the_same_every_time(self) -> None:
        assert draw("robe-ondine", "rouge") == draw("robe-ondine", "rouge")

    @pytest.mark.parametrize("colour", sorted(COLOURS))
    def test_sets_the_thing_off_from_what_is_behind_it(self, colour: str) -> None:
        picture = draw("robe-ondine", colour)
        backdrop = picture.split('fill="', 1)[1][:7]
        light, dark = sorted((luminance(backdrop), luminance(COLOURS[colour])), reverse=True)

        assert (light + 0.05) / (dark + 0.05) > 1.2

    def test_no_silhouette_is_without_a_product(self) -> None:
        assert {path.stem for path in FOLDER.iterdir()} == set(KINDS.values())


class TestKind:
    def test_is_the_longest_beginning_that_is_known(self) -> None:
        assert kind_of("robe-ondine") == "dress"
        assert kind_of("robe-longue-dune") == "long-dress"

    def test_of_something_else_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            kind_of("tracteur")


class TestColour:
    def test_mixes_by_share(self) -> None:
        assert mix("#000000", "#ffffff", 0.0) == "#000000"
        assert mix("#000000", "#ffffff", 0.5) == "#808080"
        assert mix("#000000", "#ffffff", 1.0) == "#ffffff"

    def test_luminance_runs_from_black_to_white(self) -> None:
        assert luminance("#000000") == 0.0
        assert luminance("#ffffff") == pytest.approx(1.0)
