"""Hold the forms of the wishes for a basket, in French and English, over folded text. Pure."""

import re

_BASKET = (
    r"(?:(?:shopping )?(?:baskets?|baskit|bakset|baskett|cart|kart|trolley|bag)"
    r"|pan+iers?|panie|pannie|pagnier|caddies?|cadie|cady)"
)
_ITS = r"(?:(?:mon|ton|votre|le|la|mes|my|the|your|our|a|un|ce|this|m[oy])\s+)?"
IN_BASKET = rf"(?:dans|ds|dan|au|a|en|sur|into|in|to|inside|onto|2)\s+{_ITS}{_BASKET}"
_KINDLY = (
    r"please|pls|plz|svp|stp|s'?il (?:vous|te) plait|merci(?: d'avance)?|thanks?|thank you|thx|ta"
    r"|cheers"
)
_AGREES = (
    r"ok(?:ay|i)?|d'?ac+(?:ord)?|parfait|perfect|super|great|nice|cool|top|nickel|genial|lovely|bon"
    r"|bien|alle[zr]?|allons-y|oui|ouais|ouep|yes|yeah|yep|yup|sure|right|fine|good|excellent"
    r"|brilliant|tant pis|go on|go|vite|quick(?:ly)?|alright|all right|ca me (?:va|plait)|i love it"
    r"|i like it|j'adore|c'est (?:bon|parfait)|(?:bon )?je craque|i'?m sold|i give in|entendu|banco"
)
LEAD = (
    rf"(?:\W|(?<!\w)(?:{_AGREES}|{_KINDLY}|eh|ben|bah|alors|donc|du coup|bonjour|hello|hi|hey|salut"
    r"|bonsoir|well|so|then|et|and|puis|but|mais|finalement|en fait|actually|oh|ah|hm+|euh|um|wait"
    r"|attend\w*|pardon|sorry|voila|non|no|nah|wow)(?!\w))*"
)
TAIL = (
    rf"(?:\W|(?<!\w)(?:{_KINDLY}|alors|donc|then|du coup|now|maintenant|tout de suite|right away"
    r"|too|aussi|as well|also|for me|pour moi|ok|d'accord|will you|would you|if you can"
    r"|si possible|finalement|en fait|actually|after all|pardon|sorry|hein|du tout|at all)(?!\w))*"
)
CAN = (
    r"(?:(?:est-ce que )?(?:(?:tu peux|vous pouvez|tu pourrais|vous pourriez|peux-tu|pouvez-vous"
    r"|pourrais-tu|pourriez-vous|peut-on|on peut|can (?:you|i|we)|could (?:you|i|we)|may i"
    r"|would you|will you|i(?:'d| would)? (?:want|like) (?:you )?to|i wanna|i need (?:you )?to"
    r"|let'?s|you can"
    r"|j'?(?:e )?(?:aimerais|voudrais|veux|souhaite(?:rais)?)(?: que (?:tu|vous))?|j?e? ?peux"
    r"|puis-je"
    r"|je pourrais|j'peux|il (?:me )?fau(?:t|drait)|go ahead and|(?:please )?do)\s+)"
    r"(?:just\s+|please\s+|me\s+|m'|bien\s+)?)?"
)
_PUT = (
    r"(?:r?ajout(?:e[rzs]?|ons|ee)?|ajoutter|adjouter?|met(?:s|tez|tre|ter|tons|te)?"
    r"|glisse[rz]?|place[rz]?|pose[rz]?|depose[rz]?|balance[rz]?|fourre[rz]?|range[rz]?"
    r"|ad+(?:ing)?|put(?:ting)?|pop|throw|stick|chuck|drop|slip|toss|bung)"
)
_TO_ME = r"(?:[- ](?:moi|nous|m'en|me|m'))?(?:[- ](?:le|la|les|l'|en|ca|moi)(?![\w']))*"
_OBJECT = r"(?:[\s:,]+(?P<object>\S.*?))?"
_NOUN = r"(?P<object>(?:le |la |les |l'|un |une |the |a |an |this |that |ce |cette |\d ).*?)"
_I_TAKE = (
    r"(?:(?:moi )?(?:j|je|on)[\s']*(?:vais |vai |va )?(?:le |la |les |l'|en |vous |te )*"
    r"(?:prend(?:s|rai|rais|re|ra|d)?|pren|achet(?:e|erai|er)|command(?:e|erai|er)"
    r"|choisi(?:s|rai|r)?|garde|veux|voudrais|souhaite|aimerais)"
    r"(?: (?:bien |plutot |donc )?(?:le |la |les |l'|en )?(?:prendre|acheter|commander|avoir))?"
    r"|(?:i(?:'| wi|'?m gonna |'?m going to )?ll|ill|i will|i'?m gonna|i'?m going to|we(?:'|wi)?ll"
    r"|we will|let me|let's|lets|i(?:'d| would) (?:like|love)(?: to)?|i wanna|i want(?: to)?"
    r"|gonna)\s*"
    r"(?:please |just )?(?:take|have|get|buy|go for|go with|order|purchase|grab|tkae|tak)"
    r"|i'?(?:ll be|m) (?:taking|having|buying|getting|going for|going with)"
    r"|(?:can|could|may) i (?:just |please )?(?:get|have|take|order|buy|grab)"
    r"|je (?:peux|pourrais) (?:avoir|prendre)|(?:get|give|gimme|grab|order|buy) me|gimme"
    r"|(?:donne|prend|prene|passe)[sz]?[- ]moi|(?:pour moi )?(?:ce )?sera"
    r"|i(?:'d like| would like| want)|take|buy|order|grab|go(?:ing)? (?:for|with)"
    r"|il m'en faut|il m'en faudrait|il me fau(?:t|drait))"
)
_SETTLES = (
    r"(?:(?:va|allons|partons|on part|on va|on y va|je pars|c'est parti|c'est bon|ca marche|ok)"
    r"(?: donc)? (?:pour|sur)(?! (?:moi|nous|me|us)(?!\w))|vendue?s?|adjugee?s?|sold|deal|banco)"
)
_DROP = r"oublie[rz]?|laisse[rz]? tomber|drop|scrap|lose|forget(?: about)?|skip"
_REMOVE = (
    r"(?:retire[rz]?|retir|enle[vz]e?[rz]?|supp?rime[rz]?|ote[rz]?|vire[rz]?|degage[rz]?"
    r"|jete[rz]?|annule[rz]?|remove|delete|get rid of|remov|ditch|bin|cancel|leave out|kick out"
    rf"|{_DROP})"
)
_NO_MORE = (
    r"(?:(?:je )?(?:ne |n')?(?:veux|prends?|garde|voudrais|souhaite) (?:plus|pas)(?: (?:de |du "
    r"|d')?)?"
    r"|(?:finalement |en fait )?(?:sans|pas) (?=(?:le|la|les|l'|de|du|d')\b)"
    r"|i (?:don'?t|do not|no longer)(?: really)? (?:want|need)|(?:actually )?(?:without|not"
    r"|no) (?=the\b)"
    r"|no longer want)"
)
COUNT = r"(?:x\s?)?(?:\d{1,2}|une?|one|deux|trois|quatre|cinq|six|two|three|four|five)"
_AFTER_ALL = r"(?:\s+(?:instead|plutot|a la place|pieces?|exemplaires?|finalement))*"
_ALTER = (
    r"(?:change[rz]?|changing|modifie[rz]?|remplace[rz]?|swap|switch|replace|echange[rz]?|exchange"
    r"|mets?|mettez|mettre|passe[rz]?|make|prends|prenez|put|set|turn|corrige[rz]?|modify|update)"
)
_SEE = (
    r"(?:(?:montre[rz]?|affiche[rz]?|vo(?:ir|yons)|regarde[rz]?|ouvr(?:e|ez|ir)|consulte[rz]?"
    r"|show|see|view|open|display|check|look at|list)(?:[- ]moi| me)?)"
)
_WHAT_IS = (
    r"(?:qu'?(?:est-ce qu'?(?:il y a|j'ai|y a)|y a-t-il|y a t il|ai-je|'?il y a)|c'est quoi"
    r"|il y a quoi|y a quoi|j'ai quoi|quoi|combien(?: d'articles?)?(?: (?:y a-t-il|j'ai|ai-je))?"
    r"|what(?:'?s| is| do i have| have i got| did i put| i have)?|how many (?:items|things)"
    r"(?: are| do i have)?)"
)
_ADD_UP = (
    r"(?:ou en est|que contient|le (?:contenu|total|montant) de|recapitule[rz]?|resume[rz]?"
    r"|what does|the (?:content|total)s? of|how much is|total of)"
)
_PAY = (
    r"(?:valide[rz]?|finalise[rz]?|regle[rz]?|paye[rz]?|paie|commande[rz]?|confirme[rz]?"
    r"|termine[rz]?|pay(?: for)?|check ?out|complete|order|buy|finish|purchase)"
)
_ALL_OF_IT = (
    r"(?: (?:en tout|au total|le tout|tout(?: ca)?|l'ensemble|maintenant|la|du coup"
    r"|pour (?:le )?tout"
    r"|a payer|all|in total|in all|altogether|together|everything|now|so far|to pay|total|for all"
    r"|for everything|for the lot|the lot|be|avec (?:la )?livraison|(?:with|including|incl) "
    r"(?:the )?(?:delivery|shipping|postage)|livraison comprise|port compris))"
)
_DIGITS = (
    r"(?:mes|mon|les|my|the)?\s*(?:\d{2,5}(?: ?(?:e|€|euros?|quid|pounds?))?|budget)(?:\s\w+)?"
)


def _forms(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"{LEAD}{CAN}{form}{TAIL}$") for form in forms)


SHOW_SURELY = _forms(
    rf"{_SEE}\s+{_ITS}{_BASKET}",
    rf"(?:mon|my)\s+{_BASKET}",
    rf"{_WHAT_IS}\s+(?:dans|ds|in|inside)\s+{_ITS}{_BASKET}",
    rf"{_ADD_UP}\s+(?:mon|my|le|the)\s+{_BASKET}(?: contain| hold)?",
    rf"{_PAY}\s+(?:mon|le|my|the)\s+{_BASKET}",
    r"(?:go to |proceed to |to |the )*check ?out",
)
CHANGE_SURELY = _forms(
    rf"(?:{_REMOVE}|take)\b.*?\s(?:(?:out )?of|off|from|de|du|dans)\s+{_ITS}{_BASKET}",
    rf"(?:vide[rz]?|empty|clear|reset|efface[rz]?|delete|supprime[rz]?)\s+(?:the )?(?:whole "
    rf"|entire "
    rf"|tout )?{_ITS}(?:tout )?(?:whole |entire )?{_BASKET}",
    r"(?:change[rz]?|modifie[rz]?|modify|update)\s+(?:la quantite|les quantites"
    r"|the quantit(?:y|ies))\b.*",
    rf"(?:change[rz]?|modifie[rz]?|modify|update|edit)\s+{_ITS}{_BASKET}",
)
ADD_SURELY = _forms(
    rf"{_PUT}{_TO_ME}\s+{IN_BASKET}\s*:?{_OBJECT}",
    rf"{_PUT}{_TO_ME}{_OBJECT}\s+{IN_BASKET}",
    rf"{_I_TAKE}{_OBJECT}\s+{IN_BASKET}",
    rf"{_NOUN}\s+{IN_BASKET}",
)
SHOW_PERHAPS = _forms(
    rf"(?:le |the )?{_BASKET}",
    r"(?:je |j'|on )?(?:passe[rz]?|place[rz]?|valide[rz]?|finalise[rz]?|confirme[rz]?|termine[rz]?)"
    r"(?: (?:ma |la |a la |au |une )?(?:commande|caisse|achat|paiement)| tout)?",
    r"(?:je (?:veux|voudrais|vais|souhaite) |on )?(?:payer|paye|regler|commander|passer (?:a la "
    r"caisse|commande|au paiement))",
    r"(?:(?:i'?m |we'?re )?(?:ready|done|good to go|finished)|je suis pret\w*)(?: (?:to (?:pay"
    r"|order"
    r"|buy|check ?out|go)|(?:a|pour) (?:payer|commander|valider)))?",
    r"(?:c'est tout|ce sera tout|rien d'autre|that'?s (?:all|everything|it)|that will be all"
    r"|that'?ll be all|nothing else)(?: (?:pour moi|for me|for today|for now|merci|thanks))*"
    r"(?:[,. ]+(?:je (?:commande|paye|paie|valide|regle)|i'?ll (?:pay|check out|order)|ready to "
    r"(?:order|pay|check ?out)|(?:i )?want to (?:pay|order)))?",
    rf"(?:ou|comment|et)?(?: (?:est[- ]ce que|est ce que|je fais pour|faire pour|fait[- ]on pour"
    rf"|on fait pour|dois-je|puis-je|peut-on))*\s*(?:on |je |j')?{_PAY}(?: (?:ca|tout"
    rf"|ma commande|la"
    r" commande|commande|comment|ou|quand|maintenant))*\s*\??",
    r"(?:ou|comment) (?:est[- ]ce que |est ce que )?(?:je (?:peux |dois |fais pour )?)?(?:pass\w+"
    r" (?:a la caisse|au paiement|(?:ma |la )?commande))(?: maintenant)?\s*\??",
    r"(?:so )?(?:how|where) (?:do|can|should) (?:i|we) (?:go to )?(?:pay|check ?out|order|buy"
    r"|finish"
    r"|complete|place)(?: (?:it|this|that|them|all|now|for (?:it|this|that|them)|(?:the|my|an) "
    r"order))*\s*\??",
    r"(?:place|complete|finish|confirm|finali[sz]e) (?:the|my|this) order",
    r"(?:i(?:'d| would) like to|i want to|let me|can i|i'?ll|let'?s|lets|time to) (?:pay"
    r"|check ?out|order)"
    r"(?: (?:now|please|all|it|this|them))*",
    r"(?:le |the |my |mon |(?:un |a )?(?:petit )?)?(?:recap\w*|resume|summary)(?: (?:de |du "
    r"|of )?(?:la |ma"
    r" |my |the )?(?:commande|order|panier|basket))?",
    r"(?:(?:c'est|c|quel(?:le)? est|donne[rz]?[- ]moi|dis[- ]moi|dites[- ]moi|what'?s|whats|what is"
    r"|tell me|give me)\s+(?:quoi )?)?(?:le |la |l'|the |my |mon |ma )?(?:sous-?total|subtotal"
    r"|total"
    r"|montant|addition|somme|grand total|bill|sum|damage|total price|prix total|prix final"
    rf"|final price|note)(?: (?:de|du|of|for|pour) .*)?{_ALL_OF_IT}*\s*\??",
    r"(?:ca|cela|tout ca|le tout|on|j'?en)?\s*(?:me |nous |m')?(?:fait|fera|ferait|monte|revient"
    r"|suis|arrive|en est|devrait)(?: (?:a|donc|bien))?\s*(?:a )?(?:combien|cb|kombien)"
    rf"{_ALL_OF_IT}*\s*\??",
    r"(?:combien|cb)(?: est-ce que)?(?: (?:ca|cela|tout ca|le tout))?(?: (?:me|nous|vous))?"
    r"(?: (?:fait|fera|ferait|revient|dois|doit|devrai|en suis|j'en ai|en ai))"
    rf"(?:[- ](?:je|t-il|on))?(?: (?:vous )?(?:dois|payer|regler|doit))?{_ALL_OF_IT}*\s*\??",
    rf"(?:combien|cb|how much)(?: (?:is|for|are|does|do|would|will|ca|c'est|a payer|it|that|this"
    rf"|they"
    rf"|i|these))*(?: (?:cost|come to|coute|pay))?{_ALL_OF_IT}+\s*\??",
    r"(?:je (?:vous )?dois|j'en ai pour|j'?en suis a)(?: (?:combien|cb))"
    rf"{_ALL_OF_IT}*\s*\??",
    r"(?:so )?(?:what|how much) (?:do|would|will) (?:i|we) (?:owe|have to pay|need to pay|pay)"
    rf"(?: you)?{_ALL_OF_IT}*\s*\??",
    r"(?:so )?what(?:'s| does| do| will| would) (?:it|that|this|they"
    r"|everything)(?: all)? (?:come|add"
    rf" up|amount|total)(?: up)?(?: to)?{_ALL_OF_IT}*\s*\??",
    r"(?:where|what) am i (?:at|up to)(?: (?:now|so far))?\s*\??",
    rf"(?:il )?(?:me |m'en )?reste (?:combien|cb|quoi)(?: (?:sur|de|a depenser sur|dans) {_DIGITS})"
    rf"\s*\??|combien (?:il )?(?:me )?reste(?:-t-il)?(?: (?:sur|de) {_DIGITS})\s*\??",
    rf"(?:how much|what)(?:'s| is| do i have| have i)? (?:got )?left (?:of|from|in|on"
    rf"|out of) {_DIGITS}"
    r"\s*\??",
)
ADD_PERHAPS = _forms(
    rf"{_I_TAKE}{_OBJECT}",
    rf"{_PUT}{_TO_ME}{_OBJECT}",
    rf"{_SETTLES}(?:[\s:,!]+(?P<object>\S.*?))?",
    r"(?P<object>\S.*?) (?:it is|it'?ll be|will do|fera l'affaire|me va)",
    r"(?P<object>(?:celui|celle|ceux|celles)[- ](?:ci|la))",
    rf"{COUNT}(?: (?:of (?:them|those|these|it)|paires?|pairs?|pieces?|exemplaires?))+",
)
ADD_SLIGHTLY = _forms(COUNT, "done")
"""Words that take what was just offered, and elsewhere say something else."""
CHANGE_PERHAPS = _forms(
    rf"{_REMOVE}(?:[- ](?:le|la|les|moi|it|them|that|this|everything|tout|out|off|all|ca))*"
    r"(?:\s+(?:le|la|les|l'|the|this|that|ce|cette|my|mon|ma|one|une?|both|\d+)\b.*)?",
    r"take(?: .*)? (?:out|off|away|back)(?: .*)?",
    rf"{_NO_MORE}\s*(?:(?:le|la|les|l'|de|du|d'|the|this|that|ce|cette|my|mon|it|them|any)\b.*)?",
    r"(?:on )?(?:vide[rz]?|empty|clear|reset)(?:[- ](?:le|la|les|moi|ca|tout|it|all|everything"
    r"|them|out"
    r"|that))*",
    r"(?:tout )?(?:recommence[rz]?|start over|start again|on recommence)(?: (?:a zero"
    r"|from scratch))?",
    r"(?:mets?|mettez|mettre|passe[rz]?|make|set|put)"
    r"(?:[- ](?:en|m'en|le|la|les|it|them|that|moi|a|to|down|up))*"
    rf"\s+(?:plutot\s+|rather\s+)?{COUNT}{_AFTER_ALL}",
    r"(?:passe[rz]?|mettez|mets)(?:[- ](?:moi|en|les|le|la))* a "
    rf"{COUNT}\s+\S.*|make (?:it|that) {COUNT}\s+\S.*",
    rf"j'en (?:veux|voudrais|prends?|prendrai) (?:plutot )?(?:que )?{COUNT}{_AFTER_ALL}",
    rf"i (?:want|need|would like|'d like|meant) (?:only |just )?{COUNT} of (?:them|it|those|these)"
    r"(?: instead)?",
    rf"(?:seulement|juste|plutot|only|just|rather) {COUNT}{_AFTER_ALL}",
    rf"{_ALTER}(?:[- ](?:le|la|les|moi|it|them|that|this))*"
    r"(?:\s+(?:le|la|les|l'|the|my|mon|ma|ce|cette|this|that|plutot|both)\b.*?)?"
    r"\s+(?:en|in|into|to|for|pour|par|contre|a|au|with)\s+\S.*",
    r"(?:change[rz]?|modifie[rz]?|swap|switch|replace|remplace[rz]?|correct|modify|update|edit)\s+"
    r"(?:le|la|les|l'|the|my|mon|ma|de|both|it)\b.*",
    rf"{_ALTER}(?:[- ](?:le|la|les|moi|it|them|that))+ (?:an? |une? )?\S+(?: \S+)?",
)
CHANGE_SLIGHTLY = _forms(rf"{COUNT}{_AFTER_ALL}")
DROPS = re.compile(rf"(?<!\w)(?:{_DROP})(?!\w)")
"""Verbs that take a thing out of the basket only where it is named: "forget it" is no wish."""

AROUND_CHANGE = re.compile(
    rf"^{LEAD}{CAN}|{TAIL}$|(?<!\w)(?:{_ALTER}|{_REMOVE}|vide[rz]?|empty|clear|reset"
    rf"|tout recommencer|recommence[rz]?|start (?:over|again)|a zero|from scratch"
    rf"|no longer|{COUNT})(?!\w)"
)
"""The words of a change of the basket that name no thing."""

OPENING, CLOSING = re.compile(LEAD), re.compile(rf"(?=\W|$){TAIL}$")

FIRM = re.compile(
    r"(?<!\w)(?:pren\w*|achet\w*|command\w*|r?ajout\w*|adjout\w*|met(?:s|tez|tre|ter|tons|te)?"
    r"|add?|put|take|taking|have|having|get|getting|buy|buying|order|purchase|grab|gimme|pop|stick"
    r"|chuck|throw|drop|donne\w*|vendue?s?|sold|(?:go|going) (?:for|with))(?!\w)"
)
"""A verb of taking, which says more than a wish: "I want a coat" looks for one."""

ASKING = re.compile(r"\?|(?<!\w)(?:quel(?:le)?s?|which|what|si|if|combien|how)(?!\w)")
POLITELY = re.compile(
    rf"{LEAD}(?:est-ce que )?(?:tu peux|vous pouvez|tu pourrais|vous pourriez|peux-tu|pouvez-vous"
    r"|pourrais-tu|pourriez-vous|peut-on|on peut|(?:can|could) (?:you|i|we)|would you|will you"
    r"|je peux|puis-je)(?!\w)"
)
"""The beginning of a question that is a wish: "could you take it out?"."""

ASKED_OF_BASKET = re.compile(
    rf"^{LEAD}(?:is|are|was|does|do|did|will|how|what|whats|why|when|which|who|combien|est[- ]ce|qu"
    r"|y a|ya|il y a|j'ai|i have|i've|it'?s|c'est|pourquoi|quand|le (?:code|total|prix)|the (?:code"
    rf"|total|price)|{_REMOVE}|vide[rz]?|empty|clear|don'?t|do not|not|pas|ne|never)(?!\w)"
    rf"|^{LEAD}n'"
)
TAKES = re.compile(rf"{LEAD}{CAN}(?:{_PUT}{_TO_ME}|{_I_TAKE})?\s*")
PHRASE = re.compile(rf"(?<!\w)(?:dans|ds|dan|au|into|in|to|inside|onto)\s+{_ITS}{_BASKET}(?!\w)")
DECIDED = re.compile(
    rf"^(?:\W|mais |but |et |and )*(?:{_AGREES}|alors|then|va pour)(?!\w)"
    r"|(?<!\w)(?:alors|then|go|donc|please|pls|plz|svp|stp|for me|pour moi|s'il (?:vous"
    r"|te) plait)\W*$"
    rf"|(?<!\w)(?:{COUNT}) (?:paires?|pairs?|pieces?|exemplaires?)(?!\w)"
    rf"|^\W*(?:{COUNT}) (?!ans?\b|mois\b|years?|yrs?|months?|[cm]?m\b|[cm]?l\b|k?g\b|eur|e\b|€|x\b"
    r"|pers|people|places?|euros?|quid|pounds?|inch|in\b|uk\b|us\b|\d)\S"
    r"|(?<!\w)(?:alors|then) (?:en|in|le|la|the)(?!\w)"
)
"""Words with which a customer who names a colour or a size takes it."""

THE_ONE = re.compile(rf"^{LEAD}(?:le|la|les|the)(?! meme)\s+\S")
"""The beginning of words for a version of what is before the customer: "la rouge en S"."""

CORRECTS = re.compile(
    r"(?<!\w)(?:plutot|instead|finalement|actually|en fait|non|no|nah|pardon|sorry|rather"
    r"|i mean(?:t)?|je voulais dire|a la place)(?!\w)"
)
"""Words with which the version that was just put into the basket is corrected."""
