"""Hold the replies to talk that asks for nothing, by its tone, in French and English."""

from collections.abc import Mapping

from assistant.conversation.message import Language
from assistant.understanding.types import Tone

TONE_TEXTS: Mapping[Language, Mapping[Tone, str]] = {
    "fr": {
        Tone.GRUMBLE: "Je suis désolé que ça ne se passe pas bien. Dites-moi ce qui ne va pas : "
        "je fais de mon mieux, et une personne de l'équipe peut aussi prendre le relais.",
        Tone.APOLOGY: "Pas de souci, vraiment ! Que puis-je faire pour vous ?",
        Tone.LATER: "Prenez tout votre temps. À bientôt !",
        Tone.OUTSIDE: "Là-dessus, je laisse les humains répondre ! De mon côté, je suis là pour "
        "les articles, la livraison et les commandes.",
        Tone.PRAISE: "Merci, c'est gentil ! Je suis là si vous avez besoin d'autre chose.",
        Tone.RESIGNED: "Très bien. Je suis là si vous avez besoin de quelque chose.",
        Tone.LAUGH: "Ravi de vous faire sourire ! Puis-je vous aider pour autre chose ?",
    },
    "en": {
        Tone.GRUMBLE: "I'm sorry this isn't going well. Tell me what is wrong: I'll do my best, "
        "and a person from the team can take over too.",
        Tone.APOLOGY: "No problem at all! What can I do for you?",
        Tone.LATER: "Take all the time you need. See you soon!",
        Tone.OUTSIDE: "I'll leave that one to the humans! I'm here for products, delivery and "
        "orders, whenever you like.",
        Tone.PRAISE: "Thank you, that's kind! I'm here if you need anything else.",
        Tone.RESIGNED: "All right. I'm here if you need anything.",
        Tone.LAUGH: "Glad I made you smile! Can I help with anything else?",
    },
}
"""Those that are missing are said as small talk of that intent."""
