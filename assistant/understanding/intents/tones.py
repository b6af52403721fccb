"""Tell the tone of a message that asks for nothing: a laugh, a grumble, an apology. Pure.

Every part of the message has to be talk: "lol, where is my order?" asks something.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from assistant.understanding.intents.imperatives import DOING
from assistant.understanding.intents.placed_orders import speaks_of_order
from assistant.understanding.message_words import fold, split
from assistant.understanding.types import Tone
from assistant.understanding.word_lists import word_list

MAX_CHARS = 140
"""Letters of the longest message that is looked at: a longer one tells of something."""


_FILL = (
    r"(?:\W|(?<!\w)(?:ok(?:ay|i)?|bon|ben|bah|eh|et|and|so|alors|donc|ah+|oh+|h+m+|euh|well|mais"
    r"|but|fine"
    r"|franchement|serieusement|seriously|honestly|vraiment|really|quand meme|anyway|hein|quoi"
    r"|du coup"
    r"|non mais|no|oui|yes|yeah|ouais|just|juste|then|wow|pff+|pf+|rho+|ouf|ugh+|argh|bref|enfin"
    r"|lol"
    r"|mdr+|ha(?:ha)+|hihi|x|xx+|guys|mate|madame|monsieur|les gars|here|ici|la|now|there|man"
    r"|dude|svp"
    r"|please|tout|all|un peu|a bit|so much|tellement|trop|very|super|hi|hello|bonjour)(?!\w))*"
)
_YOU = (
    r"(?:tu es|t'es|tes|t es|vous etes|vs etes|vous et|c'est|c|you'?re|your|you are|ur|u r"
    r"|this is|it'?s|that'?s|thats)"
)
_BAD = (
    r"(?:nul+e?s?|nulissime|naze|pourrie?s?|null|inutile?s?|useless|rubbish|stupid\w*|dumb|bete?s?"
    r"|idiot\w*|moron|con|conn?e|debile?s?|crap|crappy|shit\w*|merd\w*|trash|garbage|terrible|awful"
    r"|horrible|lame|worthless|hopeless|pathetic|pathetique|ridicule?s?|ridiculous|absurd\w*|a joke"
    r"|n'importe quoi|nimporte quoi|du foutage de gueule|foutage de gueule|abuse|un scandale"
    r"|scandaleux"
    r"|une honte|honteux|shameful|disgraceful|insupportable|penible|annoying|relou|lourd|chiant"
    r"|not helpful|no help|unhelpful|pas utile|pas aidant|une arnaque|a scam|scam|a waste of time"
    r"|une perte de temps|voleurs?|thieves|radins?|stingy|cheapskates?|incompetent\w*|mauvais\w*"
    r"|bad"
    r"|the worst|le pire|nonsense|bullshit|greenwashing|du greenwashing|du vent)"
)
_GOOD = (
    r"(?:top|au top|genial\w*|super\w*|adorables?|gentil\w*|sympa\w*|drole\w*|marrant\w*|cool"
    r"|efficaces?"
    r"|parfaits?|parfaites?|incroyables?|chou\w*|mignon\w*|un amour|un ange|le meilleur"
    r"|les meilleurs"
    r"|rapides?|a star|a legend|a lifesaver|lifesaver|an angel|the best|lovely|so? ?kind|sweet"
    r"|funny"
    r"|hilarious|great|amazing|awesome|brilliant|helpful|clever|smart|cute|nice|a gem|wonderful"
    r"|fantastic|intelligente?s?|patiente?s?|good)"
)
_BEING = (
    r"(?:un[e]? |an? |the )?(?:(?:vrai|real|actual) ?e?)*(?:chatgpt|chat gpt|gpt\S*|claude|gemini"
    r"|ai"
    r"|ia|i\.a|bot|chatbot|robot|human|humain|machine|person|personne|computer|ordinateur|llm"
    r"|automate|quelqu'un|someone|somebody)(?: (?:humaine?|being|person))?"
)
_GREETED = r"(?:(?:slt|salut|cc|coucou|bonjour|bonsoir|hello|hi|hey|yo|hiya)\W+)?"
_SOMEBODY = (
    r"(?:quelqu'un|qq\W?un|qqn|qq1|kelkun|kelk1|une? (?:vraie? )?(?:personne|humaine?)|an?yone"
    r"|anybody|someone|somebody|a (?:real )?(?:person|human))"
)
_IS_IT = (
    r"(?:c|c'est|cest|ce n'est que|is (?:it|this)|je (?:parle|discute) (?:a|avec)"
    r"|am i (?:talking|speaking|chatting) (?:to|with))"
)
_PARDONED = (
    r"(?:mon|ma|mes|my|le|la|les|l'|the|ce|cette|this|that|all|tout|tous|toutes|ces|these|any)?"
    r" ?(?:\w+ )?(?:fautes?|typos?|typing|mistakes?|orthographe|spelling|grammar|erreurs?|francais"
    r"|english|french|anglais|tone?|retard|delay|late(?: reply)?|attitude|langage|language"
    r"|impatience|messages?|questions?|derangement|deranger|bother(?:ing)?(?: you)?"
    r"|disturb(?: you)?"
    r"|confusion|mess|trouble|wait|attente|reaction|words|mots|ca|it|that|this|rude(?:ness)?"
    r"|(?:being|avoir ete|m'etre) \w+)"
)
"""What an apology is for, where nothing is asked: a delay, a typo, a tone, one's English."""

_OF_WEATHER = (
    r"(?: (?:fait-il|fera-t-il|va-t-il faire|il (?:fait|fera)|fait|beaucoup|fort|encore|like"
    r"|gonna be"
    r"|going to be|de (?:chien|canard|fou|loup)|horrible|a lot|again|still|today|tonight|tomorrow"
    r"|aujourd'hui|demain|dehors|outside|ce (?:soir|matin|week-?end)|this (?:weekend|morning)"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|chez (?:vous|moi|nous)|la-bas|en ce moment|right|cats and dogs|des cordes"
    r"|(?:in|over|a|en|sur) \w+))*"
)

_HERE = (
    r"(?:(?:ce|cet|cette|le|la|this|the|that|votre|your) )?(?:chat|bot|robot|truc|site|service"
    r"|chatbot|boutique|shop|store|thing|machine)"
)
_TONES: Mapping[Tone, str] = {
    Tone.FAREWELL: r"(?:au revoir|aurevoir|bye+(?: bye)?|goodbye|ciao|tchao|tchuss|salut|adieu|a\+"
    r"|a plus\w*"
    r"|a plus tard|a bientot|a demain|a tout(?:e|es)?|a la prochaine|see (?:you|ya|u)(?: \w+)?"
    r"|cya|cu"
    r"|later|laters|ttyl|so long|take care|farewell|bisous?|bizz?|biz|bonsoir"
    r"|(?:(?:je vous |passez? une? |have (?:a|an) )?(?:tres )?(?:bonne?|belle|douce|excellente?"
    r"|good|great"
    r"|lovely|nice|wonderful) (?:fin de )?(?:\w+ )?(?:journee|soiree|nuit|week ?-?end|aprem"
    r"|apres-midi"
    r"|semaine|continuation|day|night|evening|weekend|afternoon|one|rest of \w+ \w+))(?: (?:a|et"
    r"|to|tous"
    r"|vous|toi|you|toute?|l'equipe|all|too))*)",
    Tone.ABOUT: rf"(?:(?:are|r|am i (?:talking|speaking|chatting) (?:to|with)|is this|is that|c'est"
    r"|t'es|tu es|es-tu|vous etes|etes[- ]vous|je (?:parle|discute) (?:a|avec))"
    rf" (?:you |u |bien )*{_BEING}(?: (?:or|ou) (?:{_BEING}|what|quoi|not|pas))?"
    rf"|{_GREETED}(?:y ?a(?:-t-il)?|il y a|is there|anyone|anybody|someone)(?: {_SOMEBODY})?"
    rf"(?: there| la| here)? (?:ou|or) {_IS_IT} (?:encore |juste |just |only )?{_BEING}"
    rf"|who (?:made|built|created|programmed|designed|trained|are) (?:you|u)"
    r"|qui (?:t'a|vous a) (?:cree|fait|fabrique|concu|programme|developpe|invente)e?s?"
    r"|(?:tu es|vous etes) qui|qui (?:es-tu|etes[- ]vous|tu es|vous etes))"
    r"(?: (?:guys|exactly|exactement|au juste|right now|en fait|actually|at all"
    r"|qui (?:me )?(?:parle|repond|ecrit)|talking|answering|writing))?",
    Tone.GRUMBLE: rf"(?:(?:mais |ce (?:bot|robot|chat|truc|service|site) |this (?:bot|thing|chat"
    rf"|service"
    rf"|site) |votre (?:bot|service|site) |your (?:bot|service|site) |quel(?:le)? "
    rf"|what an? )?(?:{_YOU}|est"
    rf"|is)?\s*(?:vraiment |completement |totalement |tellement |trop |si |so |really |totally "
    rf"|absolutely"
    rf" |such an? |un[e]? |an? |de la |du |bien |pretty |quite |rather "
    rf"|kinda )*{_BAD}(?: (?:service|bot"
    r"|robot|machine|chatbot|reponse|answer|site|company|boite|thing|customer service"
    r"|service client|de"
    r" (?:service|bot|merde)|as ever|comme d'hab\w*|is this|que c'est))?"
    r"|(?:tu|vous|vs|ca|ce (?:bot|truc|chat)) (?:ne )?(?:me )?(?:sers?|sert"
    r"|servez) (?:vraiment )?(?:a"
    rf" (?:rien|quoi)|strictement a rien)(?: du tout| au juste| {_HERE})?"
    r"|(?:tu|vous|vs) (?:ne |n')?(?:m')?(?:comprends?|comprenez|ecoute[sz]?|aide[sz]?|sais|savez"
    r"|captez?"
    r"|repond\w*) (?:vraiment )?(?:rien|pas|jamais|que dalle)(?: (?:du tout|a rien|a ma question"
    r"|a la"
    r" question|ce que je dis))?"
    r"|you (?:don'?t|do not|never|cannot|can'?t) (?:\w+ )?(?:understand|listen|help|know|get it"
    r"|get|answer"
    r"|read)(?: (?:me|anything|a thing|at all|what i say|my question|it))*"
    r"|you(?:'re| are) no (?:help|use)|(?:that|this) (?:is no|isn'?t|is not|was no|didn'?t) help\w*"
    r"|ca (?:ne )?m'aide pas|ca (?:n')?aide pas|(?:quel(?:le)? |what a )(?:service|honte|blague"
    r"|deception"
    r"|joke|shame|waste)(?: of (?:time|money))?"
    rf"|(?:what'?s|what is) the point(?: (?:of|in) (?:you|this|that|it all|{_HERE}"
    r"|(?:even )?(?:asking|talking|writing)(?: to you| here)?))?"
    r"|a quoi (?:tu|vous) ser\w+(?: au juste| exactement)?"
    rf"|a quoi (?:ca )?ser\w+(?: tout ca| {_HERE}| de (?:vous |te |t')?(?:parler|ecrire|demander))?"
    r"|(?:bravo|super|well done|great|brilliant|genial|merci"
    r"|thanks)[ ,]+(?:super |very"
    r" |tres |so |hyper |vachement |really )*(?:utile|helpful|efficace|useful|l'aide|pour rien"
    r"|for nothing"
    r"|a lot|le service|service)|merci pour rien|thanks for nothing|ben voyons|mais bien sur"
    r"|yeah right"
    r"|as if|mouais|c'est ca oui|on se moque de (?:moi|nous)|you'?re kidding(?: me)?"
    r"|are you kidding(?: me)?|is (?:this|that) (?:a|some kind of) joke"
    r"|vous vous (?:foutez|moquez|fichez) de (?:moi|nous)|tu te (?:fous|moques|fiches) de moi"
    r"|wtf|fml"
    r"|(?:je suis|i'?m|im) (?:decue?|degoutee?|enervee?|disappointed|annoyed|fed up"
    r"|furieu\w+)(?: \w+){0,2}"
    r"|j'en ai (?:marre|assez|ras le bol)(?: \w+){0,3}|i'?(?:ve)? had enough(?: \w+){0,3}"
    r"|ca (?:m')?(?:enerve"
    r"|gonfle|saoule|soule)|c'est (?:cher|abuse)|damn|zut|mince|flute|bummer|shame|dommage"
    r"|what a shame"
    r"|quel dommage|(?:ouais ?)+(?:du )?(?:greenwashing)?)",
    Tone.APOLOGY: r"(?:(?:je suis |je m'|i'?m |im |i am |really |mille |toutes mes )*(?:desolee?s?"
    r"|dsl|pardon"
    r"|excus\w+|sorry|sry|apologi[sz]e\w*|apologies|my bad|oops|oups|mea culpa|autant pour moi)"
    rf"(?:[- ](?:moi|nous))?(?: (?:pour|for|about|of|de|du|d'|to) {_PARDONED})?"
    r"|(?:j'ai|jai|j'etais|i|i've|i have) (?:ete|etais|was|been|fait|made)? ?(?:un peu "
    r"|a bit |trop "
    r"|too |des |de |some |so |rather |plutot )*(?:dur|seche?|rude|harsh|desagreable|agressi\w+"
    r"|mean|short"
    r"|fautes?|typos?|mistakes?|mechante?|vache|salty|impatiente?|impolie?)"
    r"|(?:fat|big|gros) (?:fingers|doigts)|(?:je |i |i'm |i am )?(?:tape|ecris|type|write"
    r"|typing)s? (?:tres |very |so "
    r"|really )?(?:mal|vite|badly|fast|too fast|trop vite)"
    r"(?: (?:on|sur|avec|with) (?:my|mon|un|a) (?:phone|tel|telephone|clavier|keyboard))?"
    r"|typos?|excuse my (?:\w+)"
    r"|(?:c'est|it'?s|blame) (?:mon|ma|my) (?:telephone|tel|correcteur|phone|autocorrect|clavier"
    r"|keyboard)|(?:mon|my) (?:correcteur|autocorrect)"
    r"|(?:mon|my) (?:english|french|francais|anglais|spelling|orthographe) (?:is|est|isn'?t|n'est)"
    r" (?:pas |not |very |tres |so |si |really )*(?:bad|poor|good|great|terrible|mauvais|nul|bon"
    r"|terrible|top))",
    Tone.LATER: r"(?:(?:je|on|i|we|i'?ll|ill|let me)\s*(?:vais|va|will|'ll|need to|have to|gonna"
    r"|am going to)?\s*"
    r"(?:y |bien |just )?(?:reflech\w+|repasse\w*|reviens?|reviendrai|revenir|repasserai"
    r"|repasser|verrai|voir ca"
    r"|think\w*|sleep on it|come back|be back|pop back|have a think|mull it over|get back to you"
    r"|ecris"
    r"|vous ecris|write to you|email you|consider it)(?: (?:y|a|it|about|over|that|this|ca"
    r"|demain|plus tard"
    r"|tomorrow|later|bientot|soon|encore|vous|you|ce soir|tonight|la semaine prochaine"
    r"|next week|tout ca"
    r"|some|on|et|and|un peu|a bit))*|back (?:tomorrow|later|soon)|a voir|on verra|we'?ll see"
    r"|(?:je|i'?ll|i) "
    r"(?:vais |will )?(?:attends?|attendre|wait)(?: (?:for )?(?:un peu|a bit|it|you|encore"
    r"|(?:votre|ta|la|une|your|an?) (?:reponse|retour|suite|answer|reply)|les soldes|the sales?"
    r"|demain|tomorrow|until \w+|till \w+))*"
    r"|(?:(?:je|i'?ll|i will|on) )?(?:vais )?(?:voir|aller|chercher|shop|look|go|try|buy"
    r"|acheter)(?: voir"
    r"| shopping| looking)? (?:ailleurs|elsewhere|somewhere else|chez (?:un|vos) concurrents?))",
    Tone.OUTSIDE: r"(?:(?:raconte|dis|fais|connais|t'as|tu as|tu connais|vous connaissez|tell|know"
    r"|got|have|do you"
    r" know|can you tell|racontez|dites)(?:[- ](?:moi|nous|me|us))? (?:une? |des |any |a |some "
    r"|good |bonnes? "
    r"|en )*(?:blagues?|jokes?|histoire drole|devinette|riddle|poeme|poem|chanson"
    r"|song)(?: \S+){0,4}"
    r"|(?:quel temps(?: de (?:chien|cochon|fou|reve))?|meteo|quelle meteo|(?:what'?s |whats "
    r"|how'?s "
    r"|hows )?(?:the )?weather"
    r"|il (?:pleut|neige|fait (?:un temps|beau|froid|chaud|moche|gris|mauvais|un froid))"
    r"|(?:miserable|lovely|awful|nice|rotten|bad|great|terrible|shitty) weather|it'?s (?:raining"
    rf"|pouring|freezing|boiling|snowing)){_OF_WEATHER}|(?:qui|who) (?:va gagner|will win"
    r"|gagne)"
    r"(?: \S+){0,5}|(?:what is|what'?s|quel est) the meaning of life|le sens de la vie|(?:sing"
    r"|chante[rz]?)(?!\w)(?: \S+){0,4}|(?:tu veux|veux-tu|will you|do you want to) (?:m'epouser"
    r"|marry me"
    r"|sortir avec moi|date "
    r"me)|tu as quel age|how old are you|(?:can i |je peux (?:vous )?)(?:bribe"
    r"|soudoyer)(?: \S+){0,4}"
    r"|ya pas de mal|la vie est belle|life is good)",
    Tone.PRAISE: rf"(?:(?:{_YOU}|vous|you) (?:vraiment |trop |tellement |tres |hyper |si |so "
    rf"|really |very |just "
    rf"|absolutely |un |une )*{_GOOD}(?: (?:team|tous|toutes|equipe|l'equipe|people|with me"
    rf"|avec moi|of you"
    rf"|de (?:votre|ta) part|de m'aider|for (?:helping|that|this|a (?:bot|robot))|you know"
    rf"|pour un (?:bot|robot)|{_HERE}))*|(?:je |i )?(?:t'|vous )?(?:aime|adore|love"
    rf"|like|kiffe)"
    r"(?: (?:bien|you|u|it|this|vous|ca|ce (?:chat|site|bot)|cette boutique|your (?:shop|site"
    r"|store|stuff)"
    r"|vos (?:produits|articles)))*|(?:good|great|nice|bon|beau|excellent) (?:bot|job|work"
    r"|boulot|travail"
    r"|service|robot)|bien joue|well done|bravo|chapeau|kudos|legend|trop (?:bien|fort|cool)"
    r"|love it|lovely"
    r"|(?:tu|vous) (?:me )?(?:sauvez?|gerez?|assurez?|gere|assure)s?(?: \S+){0,2}|you (?:rock"
    r"|rule)|top)",
    Tone.THANKS: r"(?:(?:un |tres |so |very |many |merci |mille |encore |grand |big "
    r"|huge )*(?:merci|mercis|thanks?"
    r"|thank you|thx|ty|tysm|cheers|ta|danke(?: schon)?|gracias|grazie|obrigad\w|dank je|tack"
    r"|arigato|bedankt"
    r"|merki|mici)(?: (?:pour|for|de|beaucoup|bcp|bien|so|very|much|a lot|infiniment|again"
    r"|encore|tout|l'aide"
    r"|l'info\w*|votre|vos|your|the|all|everything|robot|bot|vous|you|you'?r?|tous|everyone|aide"
    r"|help|info\w*"
    r"|infos|reponses?|time|temps|patience|quand meme|anyway|mate|a million|loads|bunch|et|and"
    r"|conseils?"
    r"|advice|that|ca|ton|la|le|les|gentil\w*|kindly|dear))*|je vous remercie(?: (?:de|pour|d'"
    r"|d'avance|par|votre|vos|l'|la|le|les|aide|l'aide"
    r"|reponses?|patience|temps|beaucoup|infiniment|encore|bien|avance|tout|conseils?|infos?))*"
    r"|much appreciated"
    r"|appreciated?(?: it)?|c'est (?:tres )?(?:gentil|sympa|note|compris|parfait|clair)|noted"
    r"|got it|gotcha"
    r"|understood|compris|entendu|parfait|perfect|nickel|impec\w*|super|genial|great|excellent"
    r"|brilliant"
    r"|wonderful|marvellous|top|cool(?: cool)?|awesome|sweet|okey dokey|righto|sorted"
    r"|good to know|bon a "
    r"savoir|ca marche|c note|ok c note|d'?acc?(?:ord)?|dac|that'?s? (?:great|perfect|helpful"
    r"|good|fine|all"
    r")|makes sense|fair enough|all good|no worries|pas de souci)",
    Tone.RESIGNED: r"(?:tant pis|whatever|peu importe|bof|never ?mind|nvm|nm|forget it"
    r"|laisse(?:z)? tomber|laissez"
    r"|i see|je vois|je comprends|right|alright|all right|oh well|ok ok|soit|as you (?:like"
    r"|wish)|if you say "
    r"so|si vous le dites|admettons|c'est pas grave|pas grave|it'?s (?:ok|fine|nothing|alright)"
    r"|doesn'?t "
    r"matter|no matter|passons|bon|ok|okay|hm+|ah|oh|mm+|no|non|rien|nothing|right then"
    r"|i understand)",
    Tone.LAUGH: r"(?:lol+|mdr+|ptdr+|xd+|ha(?:ha)*|he(?:he)+|hi(?:hi)+|rofl|lmao+|je rigole"
    r"|just kidding|jk"
    r"|je plaisante|kidding|i'?m joking|trop drole|so funny|c'est drole|that'?s funny"
    r"|mort de rire|😂|🤣|😄|😅"
    r"|😁|🙂|😊|👍|🙏|❤️?)",
}
_PARTS = re.compile(r"([.,!;…\n?:()]+|\s-+\s|\s+(?:et|and)\s+(?=(?:bon|have|a |bye|merci|thank)))")
_MATCHES = {tone: re.compile(rf"{_FILL}{form}{_FILL}$") for tone, form in _TONES.items()}
_ONLY_FILL = re.compile(rf"{_FILL}$")
_RHETORICAL = re.compile(
    rf"{_FILL}(?:tu|t'|vous|vs|you|u|are you|on se moque|wtf|a quoi|(?:what'?s|what is) the point"
    rf"|(?:c'est|is this|is that|it'?s|that'?s) (?:un[e]? |a )?(?:vraie |real )?(?:blague|joke"
    rf"|honte"
    rf"|n'importe quoi|du foutage))(?!\w)"
)
"""The beginning of a grumble that is put as a question, and asks nothing."""

_ASKED = frozenset({Tone.ABOUT, Tone.OUTSIDE})
"""Tones of questions; every other question asks something of the shop."""


def read_tone(text: str) -> Tone | None:
    """Return the tone of a message that is nothing but talk; None: it says something else."""
    folded = fold(text).strip()
    if not folded or len(folded) > MAX_CHARS or _is_of_business(text, folded):
        return None
    tones = set[Tone]()
    cut = [*_PARTS.split(folded), ""]
    for part, end in zip(cut[::2], cut[1::2], strict=True):
        found = _tones_of(part.strip()) if part.strip() else set()
        if found is None or ("?" in end and not _asks_nothing(part, found)):
            return None
        tones |= found
    return min(tones, key=list(Tone).index, default=None)


def _is_of_business(text: str, folded: str) -> bool:
    """Return whether a message speaks of an order, of doing something, or of a kind of product."""
    if DOING.search(folded) or speaks_of_order(text):
        return True
    words = [word.text for word in split(text)]
    kinds, before = word_list("kinds"), word_list("determiners")
    return any(one in before and other in kinds for one, other in pairwise(words))


def _asks_nothing(part: str, tones: set[Tone]) -> bool:
    """Return whether a part with a question mark is talk all the same."""
    return tones <= _ASKED or (tones == {Tone.GRUMBLE} and bool(_RHETORICAL.match(part.strip())))


def _tones_of(part: str) -> set[Tone] | None:
    """Return the tones of a part, or of its two halves; None: it is no talk."""
    if (tone := _tone_of(part)) is not None:
        return {tone}
    blanks = [at for at, letter in enumerate(part) if letter == " "]
    halves = ((_tone_of(part[:at]), _tone_of(part[at + 1 :])) for at in blanks)
    both = next(({one, other} for one, other in halves if one and other), None)
    return both or (set() if _ONLY_FILL.match(part) else None)


def _tone_of(part: str) -> Tone | None:
    return next((tone for tone, form in _MATCHES.items() if form.match(part)), None)
