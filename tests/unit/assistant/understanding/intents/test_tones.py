import pytest

from assistant.understanding.intents.tones import MAX_CHARS, read_tone
from assistant.understanding.types import Tone


class TestATone:
    @pytest.mark.parametrize(
        ("text", "tone"),
        [
            ("pfff vous servez à rien", Tone.GRUMBLE),
            ("this is ridiculous", Tone.GRUMBLE),
            ("thanks for nothing", Tone.GRUMBLE),
            ("merci, j'ai été un peu dur, désolé", Tone.APOLOGY),
            ("sorry for my spelling", Tone.APOLOGY),
            ("lol", Tone.LAUGH),
            ("you're a star, bye", Tone.FAREWELL),
            ("merci bonne soirée", Tone.FAREWELL),
            ("merci je repasse demain", Tone.LATER),
            ("raconte une blague", Tone.OUTSIDE),
            ("vous êtes adorable", Tone.PRAISE),
            ("lol are you chatgpt", Tone.ABOUT),
            ("danke!", Tone.THANKS),
            ("whatever", Tone.RESIGNED),
        ],
    )
    def test_is_told_where_every_part_is_talk(self, text: str, tone: Tone) -> None:
        assert read_tone(text) is tone

    @pytest.mark.parametrize(
        "text",
        [
            "lol, where is my order?",
            "désolé, je voulais dire le bleu",
            "merci, et la livraison ?",
            "cette veste est nulle part sur le site",
            "",
            "lol " * MAX_CHARS,
        ],
    )
    def test_is_none_where_something_is_asked(self, text: str) -> None:
        assert read_tone(text) is None
