"""Find words after which no offer is made: on a price, of a discount, of complaint. Pure.

They only keep a code back, so one too many does no harm: the rules are wide. No list has every word
of complaint, so a sentence that only states something is one of them, too, and so is a question or
a request without a word of the shop's everyday matters: what is left are questions on an order, a
delivery or a product, courtesies and answers of a few words.
"""

from collections.abc import Iterator
from enum import StrEnum

import regex

from assistant.understanding.message_words import fold


class OfferObjection(StrEnum):
    """Name the kinds of such words."""

    PRICE = "price"
    DISCOUNT = "discount"
    COMPLAINT = "complaint"
    STATEMENT = "statement"  # it may be any of these, in words that no list has


_PRICE = (
    r"(?<!^)\bcher(?:e|s|es)?\b|\b(?:onereu\w*|exorbitant\w*|excessi\w*|abuse\w*|demesure\w*"
    r"|hors de prix|(?:mes|les|nos|pas) moyens|(?:me|nous|le) permettre|un bras|les yeux de la tete"
    r"|pas donne\w*|une (?:sacree )?somme|(?:trop|si|tres) eleve\w*|budget|prix (?:me"
    r"|nous|fou|sale)"
    r"|(?:a ce|vu le|pour ce|au) (?:prix|tarif)|(?:prix|tarifs?) (?:ont|a|est|sont)\b|concurren\w*"
    r"|ailleurs|depenser|ruin\w*|econom\w*|amazon|zalando|shein|temu|ebay|vinted|aliexpress"
    r"|cdiscount|veepee|abordable\w*|fortune|portefeuille|wallet|expensive|pricey"
    r"|costly|(?:too|bit|so|very|rather) (?:dear|steep|high|rich|much)"
    r"|steep|cheap\w*|afford\w*|over ?priced|rip[- ]?off|price (?:range|is|puts?|point|match|tag)"
    r"|prices? (?:are|went|have|keep|has)|(?:at|for) (?:that|this) price"
    r"|arm and a leg|justify|spend"
    r"|worth (?:it|that|the)|for less|a lot (?:of money|for)|elsewhere|competitors?|out of my reach"
    r"|mean for|break the bank|save (?:some )?money|sur internet|cost less|too much"
    r"|pric(?:ier|iest)|couteu\w*|accessible\w*|vaut (?:vraiment |bien )?(?:le coup|la peine|ca)"
    r"|(?:can|could|does|do|should|would) \w+(?: \w+)? cost)\b"
    r"|\d+ ?(?:euros?|eur|€|£|\$|pounds?|quid|balles)|[£$€] ?\d+"
)
_DISCOUNT = (
    r"\b(?:remises?|reductions?|rabais|ristournes?|promos?|promotions?|code promo\w*|bons? d'achat"
    r"|geste commercial|(?:un )?petit geste|code (?:de reduction|avantage|parrain\w*)|soldes?"
    r"|discounts?|coupons?|vouchers?|promo codes?|money off|price match|better (?:price|deal)"
    r"|(?:un|le) meilleur prix|deals?|% off|baisse\w*|moitie|knock|would you take|sales?"
    r"|codes?(?! (?:postal|postaux|barre|couleur|article|produit|d'acces|porte))|offres?|offert\w*"
    r"|m'offrir|offrez|offers?|cadeau (?:pour|a) (?:moi|nous)|droit a|bons? plans?|negoci\w*"
    r"|negotiat\w*|haggl\w*|(?:un|petit|bon|dernier|meilleur|best|better|last|final|lower) (?:prix"
    r"|tarif|price)|best (?:you can|offer)|effort|arrang\w*|marge|fidel\w*|loyal\w*|recompens\w*"
    r"|reward\w*|gratuit(?:e|es|s)? (?:pour|si)|gratos|freebies?|free (?:shipping|delivery|postage"
    r"|gift|sample)\w*|throw in|wiggle room|lower\w*|reduc\w*|dedommag\w*|compens\w*|goodwill"
    r"|for (?:the|my) trouble|bargain\w*|bon d'avoir|credit|parrain\w*|referral|welcome gift)\b"
)
_COMPLAINT = (
    r"\b(?:inadmissible|inaccept\w*|scandal\w*|hont\w*|decu\w*|decev\w*|plainte|plaindre|reclam\w*"
    r"|arnaqu\w*|escro\w*|vol(?:eur|eurs|e)|marre|ras[- ]le[- ]bol|insupportable|mecontent\w*"
    r"|(?:pas|peu) (?:du tout )?(?:content\w*|satisf\w*|normal\w*|serieu\w*|correct\w*|accept\w*)"
    r"|insatisf\w*|n'importe quoi|avis negati\w*|catastroph\w*|lamentable|pitoyable|horrible"
    r"|nul(?:le|s|les)?|foutage|moque\w*|fiche\w*|foute\w*|enerv\w*|agac\w*|colere|furieu\w*"
    r"|desastr\w*|cauchemar|mauvais\w*|mediocre\w*|laisse a desirer|regrett?\w*|ment(?:i|eur|eurs)"
    r"|combien de fois|(?:deux|trois|quatr|cinqu|nieme|enieme)\w*ieme|(?:2|3"
    r"|4)e (?:fois|message|mail)"
    r"|(?:que|qu'on) (?:j'|l'on )?attend\w*|j'attends (?:depuis|toujours|encore)|deja (?:ecrit|dit)"
    r"|personne ne|pas de reponse|sans reponse|ne repond\w*|(?:pas|jamais) (?:de )?nouvelles"
    r"|casse\w*|abime\w*|defectueu\w*|dechir\w*|troue\w*|tache\w*|avocat|juri\w*|60 millions|ufc"
    r"|dgccrf|signal ?conso|mediateur|tribunal|plus jamais|rembours(?:ez|er)|inutile"
    r"|unaccept\w*|disgrac\w*|disappoint\w*|complain\w*|scam\w*|fraud\w*|ridiculous|joke|fed up"
    r"|(?:not|isn't|wasn't|never) (?:very |at all |too |really )?(?:happy|satisfied"
    r"|pleased|impressed"
    r"|good|acceptable|on|normal|right|fair)|unhappy|dissatisf\w*|unimpressed|frustrat\w*|annoy\w*"
    r"|rubbish|terribl[ey]|awful\w*|horr\w*|appalling|pathetic|useless|worst|angry|furious|shame\w*"
    r"|sick of|mess|nightmare|disaster|poor|bad|shoddy|regret\w*|lied|liars?|let (?:me |us )?down"
    r"|how many times|(?:second|third|fourth|fifth|umpteenth) (?:time|message"
    r"|e-?mail)|keep (?:asking|writing)"
    r"|already (?:asked|wrote|written|told)|been waiting|waiting (?:for )?(?:days|weeks|hours|ages)"
    r"|nobody|no[- ]one|no (?:reply|answer|response)|ignor\w*|broken|damaged|faulty|torn|ripped"
    r"|stain(?:s|ed)|lawyer|solicitor|court|sue|legal|never again|trading standards|ombudsman"
    r"|chargeback|trustpilot|mentez|enfin|finally|ever|poireaut\w*|treat"
    r"|rembours\w*|refund\w*|reimburs\w*|(?:my|the|his|her|our) money|mon argent|notre argent"
    r"|pourquoi|why|how come|toujours (?:rien|pas|aucun\w*|en attente)|still (?:no\w*|waiting"
    r"|hasn't|haven't|isn't|missing|pending)|quelqu'un|any ?(?:one|body)|some ?(?:one|body)"
    r"|humain\w*"
    r"|human|manager|supervisor|responsable|superieur\w*|directeur\w*|direction"
    r"|incompeten\w*|competen\w*|incapable\w*|idiot\w*|clowns?|bande de|blague\w*|kidding"
    r"|serious|serieu\w*|normal|acceptable|savoir ce qui|what is going on|what's going on|what now"
    r"|ca va durer|encore (?:long\w*|combien)|temps (?:encore|faut)|(?:much|any) longer|long dois"
    r"|(?:do|must|should) (?:i|we) (?:have|need) to wait|d'attendre|attente|delay\w*|too (?:long"
    r"|slow)"
    r"|trop (?:long\w*|lent\w*|tard)|taking (?:so|too|for|ages)|un jour|actually|vraiment|even"
    r"|meme pas"
    r"|sort (?:this|it) out|read (?:this|these|my|our)|lit (?:mes|mon|les)|lis(?:ez|ent)"
    r"|quand vous voulez|pour rien|for nothing|wast\w*|de ne (?:pas|jamais|rien)|(?:don't"
    r"|you) care|oubli\w*"
    r"|forg[eo]t\w*|lost|perdu\w*|egare\w*|stolen|missing|il manque|manquant\w*|erreur\w*|mistake"
    r"|wrong|not what|pas ce que|annulez tout|cancel (?:everything|it all|the lot)|contrefacon\w*"
    r"|fake\w*|genuine|faux|fausse|vrai(?:e)? (?:site|boutique|magasin)|legit\w*|real (?:shop|site)"
    r"|hell|damn\w*|bloody|wtf|f+u+c?k\w*|shit\w*|crap\w*|merde\w*|putain|bordel|how hard|how can"
    r"|this (?:year|century|life\w*)|au juste|(?:premiere|first) (?:commande|order)"
    r"|comment (?:peut|pouvez|osez)|how (?:is|was) (?:this|that)|work there"
    r"|crack\w*|smash\w*|shatter\w*|chip(?:ped|s)|dent(?:ed|s)|leak\w*|defect\w*|dead|burnt?"
    r"|mould\w*"
    r"|(?:doesn't|does not|don't|didn't|won't|not|stopped) work\w*|expired|opened|rott\w*|worn out"
    r"|fissur\w*|brise\w*|ebreche\w*|fele\w*|raye\w*|fuit|coule|moisi\w*|perime\w*|decous\w*"
    r"|bouloche"
    r"|ouvert(?:e)?$|(?:carton|colis|paquet|pot|flacon) (?:est )?(?:deja )?(?:ouvert|vide)|vide"
    r"|empty"
    r"|(?:ne |n'|pas )(?:fonctionn|march|allum)\w*|en panne|en morceaux|vu l'etat|d'occasion)\b"
)
_RULES = {
    OfferObjection.PRICE: regex.compile(_PRICE),
    OfferObjection.DISCOUNT: regex.compile(_DISCOUNT),
    OfferObjection.COMPLAINT: regex.compile(_COMPLAINT),
}


_FEW = 2  # words of an answer, such as "la première"
_SENTENCE = regex.compile(r"[^.!?,;\n]+[.!?,;]*")
_ASKS = regex.compile(
    r"^(?:(?:et|and|alors|so|sinon|mais|but|euh|hi|hello|hey|bonjour|bonsoir|salut"
    r"|svp|please)[ ,]+)*"
    r"(?:ou|quand|combien|comment|est-ce|peut-on|puis-je|pouvez|pourriez|peux|as-tu"
    r"|avez-vous|where|when|how|is|are|do|does|did|can|could|may|will|would|has|have you"
    r"|je (?:voudrais|veux|souhaite\w*|cherche|prefere\w*)|j'aimerais|j'ai besoin|il me faut"
    r"|finalement je|i'?d (?:like|rather|prefer)|i (?:want|need|would)|echange\w*"
    r"|exchange|annule\w*"
    r"|cancel|return|renvoyer|retourner|merci|thank\w*|cheers|parfait|super|genial"
    r"|d'accord|ok\w*|oui"
    r"|yes|non|no|great|perfect|lovely|cher service|chere equipe|dear (?:team|sir|madam))\b"
)
_COURTEOUS = regex.compile(
    r"^(?:merci|thank\w*|cheers|parfait|super|genial|d'accord|ok\w*|oui|yes|non|no|great|perfect"
    r"|lovely|cher|chere|dear)\b"
)
_MATTERS = regex.compile(
    r"\b(?:ou est|where is|where's|arriv\w*|commandes?|colis|orders?|parcels?|package|suivi|suivre"
    r"|track\w*|livr\w*|deliver\w*|ship\w*"
    r"|expedi\w*|envoye\w*|transporteur|carrier|adresse|address|facture|invoice|pa(?:ie|ye)\w*|pay"
    r"|paypal|relais|boutique|magasin|shop|store|horaires?|opening|retour\w*|returns?|renvoyer"
    r"|echang\w*|exchange|annul\w*|cancel|cadeaux?|gift|un mot|taill\w*|sizes?|medium|large|small"
    r"|pointure|mesur\w*|fit|tall|heavy|hauteur|largeur|longueur|poids|dimensions?|weigh\w*"
    r"|contient"
    r"|contenance|contain|come with|couleurs?|colou?rs?|bleue?|noire?|rouge|verte?|blanche?|grise?"
    r"|blue|black|red|green|white|gr[ae]y|mati?ere|tissu|fabric|made|fabrique\w*|laine|wool|coton"
    r"|cotton|lin|linen|cuir|leather|soie|silk|bio|organic|vegan|lav\w*|wash\w*|dry\w*|repasser"
    r"|iron"
    r"|gratt\w*|itch\w*|doubl\w*|lined|etanche\w*|waterproof|warm\w*|chaude?|stock|reste\w*|left"
    r"|back in|modeles?|models?|difference|convient|suitable|age|pages|compatib\w*|garantie"
    r"|warranty|du \d\d|rendre (?:un|une|le|la|cet|cette|des|mes)|composition)\b"
)


def objections_in(text: str) -> Iterator[OfferObjection]:
    """Yield the kinds of such words that a message has, each once."""
    plain = fold(text).replace("\u2019", "'")
    yield from (kind for kind, rule in _RULES.items() if rule.search(plain))
    if any(_only_states(one.strip()) for one in _SENTENCE.findall(plain)):
        yield OfferObjection.STATEMENT


def _only_states(sentence: str) -> bool:
    """Return whether a sentence is no everyday question, request, courtesy or short answer."""
    if len(sentence.split()) <= _FEW and not sentence.endswith("?"):
        return False
    if sentence.endswith("?") or (_ASKS.match(sentence) and not _COURTEOUS.match(sentence)):
        return _MATTERS.search(sentence) is None
    return _ASKS.match(sentence) is None
