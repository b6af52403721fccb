from pathlib import Path

import pytest
from yaml.constructor import ConstructorError

from assistant.kit.phrases import Phrases


def write(folder: Path, *, fr: str, en: str) -> Phrases:
    (folder / "texts.fr.yml").write_text(fr)
    (folder / "texts.en.yml").write_text(en)
    return Phrases(folder=folder)


class TestPhrases:
    def test_are_said_by_section_and_name_with_their_places_filled(self, tmp_path: Path) -> None:
        phrases = write(
            tmp_path,
            fr="ask: {who: 'Qui, {name} ?'}\ndone: Fait",
            en="ask: {who: 'Who, {name}?'}\ndone: Done",
        )

        assert phrases.say("ask.who", "fr", name="Léa") == "Qui, Léa ?"
        assert phrases.say("done", "en") == "Done"

    def test_of_one_language_alone_are_named(self, tmp_path: Path) -> None:
        phrases = write(tmp_path, fr="a: {b: Oui}", en="a: {c: Yes}")

        with pytest.raises(ValueError, match=r"only one language has a\.b, a\.c"):
            phrases.say("a.b", "fr")

    @pytest.mark.parametrize("twice", ["a: One\na: Two", "a: {b: One, b: Two}"])
    def test_that_stand_twice_are_refused(self, tmp_path: Path, twice: str) -> None:
        phrases = write(tmp_path, fr=twice, en=twice)

        with pytest.raises(ConstructorError, match=r"[ab] stands twice"):
            phrases.say("a", "fr")
