"""Find messages that object to a price and say nothing else. Pure.

The whole message has to be of these words: whatever else a customer says with it, a complaint in
words that no list has among it, makes it another message.
"""

import regex

from assistant.understanding.message_words import fold

_VERY = (
    r"(?:(?:un (?:peu|poil|chouia)|trop|bien|tres|assez|plutot|vraiment|quand meme|tout de meme|si"
    r"|a (?:bit|little|touch)|bit|rather|quite|very|too|so|really|pretty|still|just|way) )"
)
_SOFT = (
    r"(?:(?:hmm*|hum|euh|ah|oh|ouh|aie|mais|dommage|desole\w*|merci|bon|ben|bah|ok|oui|non|well"
    r"|sorry|thanks|thank you|but|pity|hm|ouch|yes|no|i think|i find|je trouve que|je trouve ca"
    r"|je la trouve|je le trouve|i'm afraid)[ ,.!]*)*"
)
_SUBJECT = (
    r"(?:c'est|ca (?:fait|reste|me parait|me semble)|cela (?:fait|reste)|(?:il|elle|ils|elles)"
    r" (?:est|sont|reste)|it is|it's|its|that is|that's|thats"
    r"|this is|they are|they're|seems|it seems|looks) "
)
_AFTER = (
    r"(?: (?:pour (?:moi|nous|mon budget|ma bourse|un cadeau)|quand meme|tout de meme|a mon gout"
    r"|for (?:me|us|my budget|a gift)|though|to be honest|en fait))?"
)
_DEAR = (
    r"(?:cher(?:e|s|es)?|couteu(?:x|se)s?|onereu(?:x|se)s?|hors budget"
    r"|hors de (?:mon|notre) budget|au[- ]dessus de (?:mon|notre) budget|expensive|pricey|dear"
    r"|steep|costly|out of (?:my|our) budget|over (?:my|our) budget"
    r"|above (?:my|our) budget|more than i (?:wanted|want|planned|hoped) to spend)"
)
_PRICE = rf"(?:le prix (?:est|reste|me parait)|the price is) {_VERY}*(?:eleve|haut|high|steep)"
_MEANS = (
    r"(?:ca|c'est|cela|it's|that's)? ?(?:depasse (?:mon|notre) budget"
    r"|(?:je|nous) n'(?:ai|avons) pas (?:le budget|les moyens)"
    r"|(?:je n'ai|j'ai) pas (?:le budget|les moyens)|(?:je|i) (?:ne )?(?:peux|can't|cannot) "
    r"(?:pas )?(?:me le permettre|me la permettre|afford (?:it|that|this))"
    r"|more than (?:my|our) budget)"
)
_WHOLE = regex.compile(
    rf"{_SOFT}(?:(?:{_SUBJECT}{_VERY}*|{_VERY}+){_DEAR}|{_PRICE}|{_MEANS}){_AFTER}"
    rf"[ ,]*{_SOFT}[ .!\u2026)(:;-]*"
)
_LEAST = 5  # letters: "dear" alone may greet


def is_price_objection(text: str) -> bool:
    """Return whether a whole message objects to a price, and says nothing else."""
    plain = " ".join(fold(text).replace("\u2019", "'").split())
    return len(plain) >= _LEAST and _WHOLE.fullmatch(plain) is not None
