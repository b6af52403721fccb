"""Tell the tone of a message that asks for nothing: a laugh, a grumble, an apology. Pure.

Every part of the message has to be talk: "lol, where is my order?" asks something.
"""

import re
from collections.abc import Mapping

from assistant.understanding.message_words import fold
from assistant.understanding.types import Tone

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
    Tone.ABOUT: r"(?:(?:are|r|am i (?:talking|speaking|chatting) (?:to|with)|is this|is that|c'est"
    r"|t'es|tu es|es-tu"
    r"|vous etes|etes[- ]vous|je (?:parle|discute) (?:a|avec)) (?:you |u |un[e]? |an? |the "
    r"|bien |a )*(?:vrai[e]? |real "
    r"|actual )*(?:chatgpt|chat gpt|gpt\S*|claude|gemini|ai|ia|i\.a|bot|chatbot|robot|human"
    r"|humain|machine|person"
    r"|personne|computer|ordinateur|llm|automate)(?: (?:or|ou) .*| \w+){0,3}|(?:qui|who) (?:t'a"
    r"|vous a|made|built"
    r"|created|es-tu|etes-vous|are) ?\S*(?: \S+){0,3})",
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
    r" (?:rien|quoi)|strictement a rien)(?: \w+){0,3}"
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
    r"|joke|shame|waste)(?: \w+){0,3}|(?:what'?s|what is) the point(?: \w+){0,4}|a quoi (?:ca|tu"
    r"|vous) ser"
    r"\w+(?: \w+){0,3}|(?:bravo|super|well done|great|brilliant|genial|merci"
    r"|thanks)[ ,]+(?:super |very"
    r" |tres |so |hyper |vachement |really )*(?:utile|helpful|efficace|useful|l'aide|pour rien"
    r"|for nothing"
    r"|a lot|le service|service)|merci pour rien|thanks for nothing|ben voyons|mais bien sur"
    r"|yeah right"
    r"|as if|mouais|c'est ca oui|on se moque de (?:moi|nous)|you'?re kidding(?: me)?"
    r"|are you kidding(?: me)?"
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
    r"(?:[- ](?:moi|nous))?(?: (?:pour|de|d'|for|about|si|if|of|je|i|mon|ma|mes|my|les|la|le|the"
    r"|a|an)"
    r"(?: ?\S+){1,6})?|(?:j'ai|jai|i|i've|i have) (?:ete|etais|was|been|fait|made) (?:un peu "
    r"|a bit |trop "
    r"|too |des |de |some |so |rather |plutot )*(?:dur|seche?|rude|harsh|desagreable|agressi\w+"
    r"|mean|short"
    r"|fautes?|typos?|mistakes?|mechante?|vache|salty|impatiente?|impolie?)"
    r"|(?:fat|big|gros) (?:fingers|doigts)|(?:je |i )?(?:tape|ecris|type|write"
    r"|typing)s? (?:tres |very |so "
    r"|really )?(?:mal|vite|badly|fast|too fast|trop vite)(?: \S+){0,5}|typos?|excuse my (?:\w+)"
    r"|(?:c'est |it's )?(?:mon|ma|my) (?:telephone|tel|correcteur|phone|autocorrect|clavier"
    r"|keyboard"
    r"|english|french|francais|anglais)(?: \S+){0,4})",
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
    r"(?:vais |will )?(?:attends?|attendre|wait)(?: \S+){0,3}"
    r"|(?:(?:je|i'?ll|i will|on) )?(?:vais )?(?:voir|aller|chercher|shop|look|go|try|buy"
    r"|acheter)(?: voir"
    r"| shopping| looking)? (?:ailleurs|elsewhere|somewhere else|chez (?:un|vos) concurrents?))",
    Tone.OUTSIDE: r"(?:(?:raconte|dis|fais|connais|t'as|tu as|tu connais|vous connaissez|tell|know"
    r"|got|have|do you"
    r" know|can you tell|racontez|dites)(?:[- ](?:moi|nous|me|us))? (?:une? |des |any |a |some "
    r"|good |bonnes? "
    r"|en )*(?:blagues?|jokes?|histoire drole|devinette|riddle|poeme|poem|chanson"
    r"|song)(?: \S+){0,4}"
    r"|(?:quel temps|meteo|quelle meteo|(?:what'?s |whats |how'?s |hows )?(?:the )?weather"
    r"|il (?:pleut|neige|fait (?:un temps|beau|froid|chaud|moche|gris|mauvais|un froid))"
    r"|(?:miserable|lovely|awful|nice|rotten|bad|great|terrible|shitty) weather|it'?s (?:raining"
    r"|pouring"
    r"|freezing|boiling|snowing)|quel temps de)(?: \S+){0,6}|(?:qui|who) (?:va gagner|will win"
    r"|gagne)"
    r"(?: \S+){0,5}|(?:what is|what'?s|quel est) the meaning of life|le sens de la vie|(?:sing"
    r"|chante)\S*"
    r"(?: \S+){0,4}|(?:tu veux|veux-tu|will you|do you want to) (?:m'epouser|marry me"
    r"|sortir avec moi|date "
    r"me)|tu as quel age|how old are you|(?:can i |je peux (?:vous )?)(?:bribe"
    r"|soudoyer)(?: \S+){0,4}"
    r"|ya pas de mal|la vie est belle|life is good)",
    Tone.PRAISE: rf"(?:(?:{_YOU}|vous|you) (?:vraiment |trop |tellement |tres |hyper |si |so "
    rf"|really |very |just "
    rf"|absolutely |un |une )*{_GOOD}(?: \S+){{0,3}}|(?:je |i )?(?:t'|vous )?(?:aime|adore|love"
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
    r"|advice|that|ca|ton|la|le|les|gentil\w*|kindly|dear))*|je vous remercie(?: \S+){0,3}"
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
_PARTS = re.compile(r"[.,!;…\n?:()]+|\s-+\s|\s+(?:et|and)\s+(?=(?:bon|have|a |bye|merci|thank))")
_MATCHES = {tone: re.compile(rf"{_FILL}{form}{_FILL}$") for tone, form in _TONES.items()}
_ONLY_FILL = re.compile(rf"{_FILL}$")


def read_tone(text: str) -> Tone | None:
    """Return the tone of a message that is nothing but talk; None: it says something else."""
    folded = fold(text).strip()
    if not folded or len(folded) > MAX_CHARS:
        return None
    tones = set[Tone]()
    for part in filter(None, (one.strip() for one in _PARTS.split(folded))):
        found = _tones_of(part)
        if found is None:
            return None
        tones |= found
    return min(tones, key=list(Tone).index, default=None)


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
