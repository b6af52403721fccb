import pytest

from assistant.understanding.intents.tones import MAX_CHARS, read_tone
from assistant.understanding.types import Tone
from tests.unit.assistant.understanding.everyday import EVERYDAY


class TestATone:
    @pytest.mark.parametrize(
        ("text", "tone"),
        [
            ("pfff vous servez à rien", Tone.GRUMBLE),
            ("this is ridiculous", Tone.GRUMBLE),
            ("thanks for nothing", Tone.GRUMBLE),
            ("merci, j'ai été un peu dur, désolé", Tone.APOLOGY),
            ("sorry for my spelling", Tone.APOLOGY),
            ("pardon pour les fautes", Tone.APOLOGY),
            ("désolé du retard", Tone.APOLOGY),
            ("sorry for the late reply", Tone.APOLOGY),
            ("sorry, my English is not good", Tone.APOLOGY),
            ("oops, it's my phone", Tone.APOLOGY),
            ("sorry to bother you", Tone.APOLOGY),
            ("lol", Tone.LAUGH),
            ("you're a star, bye", Tone.FAREWELL),
            ("merci bonne soirée", Tone.FAREWELL),
            ("merci je repasse demain", Tone.LATER),
            ("ok i'll wait for your answer", Tone.LATER),
            ("raconte une blague", Tone.OUTSIDE),
            ("vous êtes adorable", Tone.PRAISE),
            ("t'es super pour un robot", Tone.PRAISE),
            ("lol are you chatgpt", Tone.ABOUT),
            ("danke!", Tone.THANKS),
            ("whatever", Tone.RESIGNED),
        ],
    )
    def test_is_told_where_every_part_is_talk(self, text: str, tone: Tone) -> None:
        assert read_tone(text) is tone

    @pytest.mark.parametrize(
        ("text", "tone"),
        [
            ("are you a real person or a bot?", Tone.ABOUT),
            ("vous êtes un robot ou quoi ?", Tone.ABOUT),
            ("who made you?", Tone.ABOUT),
            ("slt ya qqn ou c un robot 🤖", Tone.ABOUT),
            ("bonjour, y a-t-il quelqu'un ou je parle à une machine ?", Tone.ABOUT),
            ("hello is there anyone or am I talking to a machine?", Tone.ABOUT),
            ("qui t'a créé ?", Tone.ABOUT),
            ("am I talking to a human right now?", Tone.ABOUT),
            ("quel temps fait-il à Brest ?", Tone.OUTSIDE),
            ("what's the weather like today?", Tone.OUTSIDE),
            ("vous vous moquez de moi ?", Tone.GRUMBLE),
            ("is this a joke?", Tone.GRUMBLE),
            ("what's the point of this bot?", Tone.GRUMBLE),
            ("à quoi tu sers ?", Tone.GRUMBLE),
            ("are you kidding me?", Tone.GRUMBLE),
        ],
    )
    def test_may_be_a_question_to_the_assistant(self, text: str, tone: Tone) -> None:
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
            "sorry my parcel never arrived",
            "excusez-moi je n'ai pas reçu mon colis",
            "sorry I want to cancel order BM10483819",
            "sorry I want a refund",
            "désolé mais je veux annuler",
            "sorry the zip is broken on my jacket",
            "excusez-moi je voudrais un pull",
            "pardon je cherche des bottes",
            "sorry for the wrong address in my order",
            "my phone is broken",
            "mon téléphone portable",
            "Is this machine washable?",
            "who made this jacket?",
            "qui vous a livré mon colis ?",
            "quel temps de livraison pour la Belgique ?",
            "quel temps de séchage ?",
            "il pleut beaucoup il me faut une veste",
            "what's the weather resistance of the parka?",
            "c'est efficace contre la pluie ?",
            "c'est super chaud ?",
            "c'est lourd ?",
            "à quoi ça sert cette veste ?",
            "i wait for my parcel",
            "quel service choisir pour un retour",
            "je vous remercie d'annuler ma commande",
            *EVERYDAY,
        ],
    )
    def test_is_none_where_something_is_asked(self, text: str) -> None:
        assert read_tone(text) is None
