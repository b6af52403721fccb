import numpy as np
import pytest

from assistant.understanding.spelling.language_dictionary import make_dictionary
from assistant.understanding.spelling.spelled_words import SpelledWords, plain_forms, sounds_of
from retrieval.encoders.model_folders import ModelFolders


class TestDictionary:
    def test_has_the_most_frequent_words_first(self) -> None:
        made = make_dictionary("en")
        words = made.frequent()

        assert words.words[:3] == ["the", "you", "i"]
        assert np.all(np.diff(made.likelihoods) <= 0)
        assert len(words.words) == len(words.sounds) == len(made.likelihoods)
        assert not {"the", "delivery"} & set(made.rare.split("\n"))

    def test_is_kept_between_starts(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        from assistant.understanding.spelling import language_dictionary  # noqa: PLC0415

        models = ModelFolders((tmp_path_factory.mktemp("models"),))
        made = language_dictionary.load_or_make_dictionary(models, "fr")
        read = language_dictionary.load_or_make_dictionary(models, "fr")

        assert read.words == made.words
        assert read.rare == made.rare
        assert len(list(models.folders[0].glob("words.fr.*.npz"))) == 1


class TestWords:
    def test_have_a_plain_form(self) -> None:
        assert plain_forms(["Été", "didn't", "l’œuf"]) == ["ete", "didnt", "loeuf"]

    @pytest.mark.parametrize(
        ("one", "other"), [("chapo", "chapeau"), ("mank", "manque"), ("kado", "cadeaux")]
    )
    def test_sound_alike_in_french(self, one: str, other: str) -> None:
        first, second = sounds_of([one, other], "fr")

        assert first == second

    @pytest.mark.parametrize(
        ("one", "other"), [("fone", "phone"), ("nite", "night"), ("recieve", "receive")]
    )
    def test_sound_alike_in_english(self, one: str, other: str) -> None:
        first, second = sounds_of([one, other], "en")

        assert first == second

    def test_are_near_by_letters_or_by_sound(self) -> None:
        words = ("return", "rerun", "phone", "tone")
        known = SpelledWords.build(words, sounds_of(words, "en"), np.zeros(4, np.float32))
        turned = {near.word: near.cost for near in known.near("retrun", "retrun", farthest=1)}
        heard = {near.word: near.cost for near in known.near("fone", "fon", farthest=1)}

        assert turned["return"] < turned["rerun"]
        assert heard["phone"] < heard["tone"]

    def test_may_be_none(self) -> None:
        nothing = SpelledWords.build((), (), np.zeros(0, np.float32))

        assert list(nothing.near("retrun", "retrun", farthest=1)) == []
        assert nothing.spelled("retrun") is None
