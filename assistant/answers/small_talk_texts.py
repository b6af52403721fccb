"""Hold the replies to messages that ask for nothing."""

from assistant.conversation.message import Language
from assistant.understanding.types import Intent

_FR_ACKNOWLEDGED = "Très bien. Puis-je faire autre chose pour vous ?"
_EN_ACKNOWLEDGED = "All right. Is there anything else I can do for you?"

SMALL_TALK: dict[Language, dict[Intent, str]] = {
    "fr": {
        Intent.GREETING: "Bonjour ! Que puis-je faire pour vous ?",
        Intent.THANKS: "Avec plaisir ! Autre chose ?",
        Intent.AFFIRM: _FR_ACKNOWLEDGED,
        Intent.DENY: _FR_ACKNOWLEDGED,
        Intent.STOP: "D'accord, je ne touche à rien. Puis-je faire autre chose pour vous ?",
        Intent.GOODBYE: "Merci de votre visite, à bientôt !",
        Intent.ABOUT_ASSISTANT: "Je suis un assistant automatique, pas une personne. Je réponds à "
        "vos questions sur les articles, la livraison, les retours et la boutique, à partir des "
        "pages de {shop}.",
        Intent.CHITCHAT: "C'est noté ! Je ne suis qu'un assistant automatique, mais je suis là "
        "pour tout ce qui touche aux articles, à la livraison ou à une commande.",
    },
    "en": {
        Intent.GREETING: "Hello! What can I do for you?",
        Intent.THANKS: "You're welcome! Anything else?",
        Intent.AFFIRM: _EN_ACKNOWLEDGED,
        Intent.DENY: _EN_ACKNOWLEDGED,
        Intent.STOP: "All right, I'm not changing anything. Is there anything else I can do for "
        "you?",
        Intent.GOODBYE: "Thank you for stopping by. See you soon!",
        Intent.ABOUT_ASSISTANT: "I'm an automated assistant, not a person. I answer questions "
        "about products, delivery, returns and the shop, from {shop}'s own pages.",
        Intent.CHITCHAT: "Noted! I'm only an automated assistant, but I'm here for anything about "
        "products, delivery or an order.",
    },
}
