"""Hold every fixed sentence that the assistant says, in French and English."""

from dataclasses import dataclass

from assistant.conversation.event_base import Reason
from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Hold the sentences of one language; `{shop}`, `{name}` ... are filled in by the callers."""

    disclosure: str
    no_evidence: str
    no_answer_to_part: str
    no_evidence_product: str
    not_in_table: str
    conflicting: str
    unclear: str
    unclear_choices: str
    near_choices: str
    guard_blocked: str
    failed: str
    search_away: str  # the pages and the catalogue cannot be looked through now
    unfinished: str  # for an operation that may have been carried out or not
    unfinished_offer: str
    handed_off: str
    handed_off_better: str  # where the customer did not ask for a person
    left_to_people: str
    looked_at: str
    handed_off_for: dict[Reason, str]  # by reason, where the reply says more
    offered: str  # after an answer
    offered_for: dict[Reason, str]
    contact_unknown: str
    too_long: str
    hidden_text: str
    empty: str
    other_language: str
    answer_in_other: str  # of an answer that people verified
    no_picture: str  # the assistant asks what it shows: it never claims to have seen it
    photo_kept: str  # where a model that sees describes it to agents
    photo_added: str
    no_file: str  # for a picture, a recording ...: the assistant reads only words
    no_words: str  # a place, a card, something unknown
    opted_out: str
    opted_in: str
    found: str
    found_with: str
    none_such: str
    relaxed: str
    not_found: str
    best_sellers_unknown: str
    sold_out: str
    sold_out_alone: str
    sold_out_note: str
    alternatives: str
    no_alternatives: str
    price: str
    price_from: str
    in_stock: str
    add_to_basket: str
    basket_offered: str  # after an answer about one version of a product
    basket_accepted: str  # the button
    out_of_stock: str
    listed_sold_out: str  # of products in a list, as they were asked for
    variants_in_stock: str
    product_in_stock: str
    variant_in_stock: str
    variant_out_of_stock: str
    also_in: str
    no_variant: str
    attribute: str
    compare: str
    compare_same: str
    price_name: str
    choices_name: str
    compare_needs_two: str
    and_: str
    to: str
    without: str
    up_to: str
    at_least: str
    available: str
    talk_to_person: str
    go_on_with_assistant: str
    goes_on: str
    asked_already: str  # for a customer who asks for a person again
    waits_unknown: str  # of an answer that is not known, to a customer who waits for a person
    waits_unclear: str
    waits_failed: str
    only_languages: str  # for a customer who writes in another
    languages: dict[str, str]


_FR = Texts(
    disclosure="Je suis l'assistant automatique de {shop} : je réponds à partir des pages de la "
    "boutique. Vous pouvez demander une personne à tout moment.",
    no_answer_to_part="Pour « {question} », je ne trouve rien dans les pages de la boutique.",
    no_evidence="Je ne trouve pas la réponse dans les pages de la boutique, et je préfère ne rien "
    "inventer. Voulez-vous que je vous mette en relation avec une personne ?",
    not_in_table="« {title} » indique ceci : {names}. Je n'y trouve pas {word}. Voulez-vous que je "
    "vous mette en relation avec une personne ?",
    no_evidence_product="La fiche de « {name} » ne le précise pas. Voulez-vous poser la question à "
    "une personne ?",
    conflicting="Les pages de la boutique se contredisent sur ce point ; voici ce que dit chacune. "
    "Une personne peut trancher, si vous le souhaitez.",
    unclear="Je ne suis pas sûr de comprendre. Pouvez-vous le dire autrement, ou préférez-vous "
    "parler à une personne ?",
    unclear_choices="Je ne suis pas sûr de comprendre. Est-ce l'un de ces sujets ?",
    near_choices="Je ne trouve pas de réponse sûre dans les pages de la boutique. L'un de ces "
    "sujets vous aide-t-il ?",
    guard_blocked="Je ne peux pas répondre à cela avec certitude. Voulez-vous parler à une "
    "personne ?",
    failed="Désolé, un problème technique m'empêche de répondre. Réessayez dans un instant, ou "
    "demandez une personne.",
    search_away="Je ne peux pas consulter les pages et le catalogue de la boutique pour l'instant, "
    "et je préfère ne rien inventer. Redemandez-moi dans quelques minutes, ou demandez une "
    "personne.",
    unfinished="Désolé, un problème technique m'a interrompu : je ne sais pas encore si ce que "
    "vous avez confirmé est fait.",
    unfinished_offer="Demandez-moi dans un instant si c'est fait, ou demandez une personne.",
    handed_off="Je comprends, vous préférez parler à une personne.",
    handed_off_better="Une personne de l'équipe est mieux placée pour vous répondre.",
    left_to_people="C'est une personne de l'équipe qui répond à ce genre de question : la vôtre "
    "lui est transmise.",
    looked_at="Une personne de l'équipe relit ma réponse avant de vous l'envoyer ici.",
    handed_off_for={
        Reason.FILE: "J'ai bien reçu ce que vous avez envoyé. C'est une personne qui doit le voir.",
        Reason.SELF_HARM: "Merci de l'avoir écrit : vous n'avez pas à porter cela sans aide. Si "
        "vous êtes en danger maintenant, appelez le 15 ou le 112. En France, le"
        " 3114 vous écoute à toute heure, gratuitement et en toute "
        "confidentialité. Je ne suis qu'un assistant automatique : c'est à une "
        "personne de vous lire.",
        Reason.SAFETY: "Votre sécurité passe avant tout. Si quelqu'un est blessé ou se sent "
        "mal, appelez le 15 ou le 112 sans attendre. N'utilisez plus l'article "
        "et tenez-le hors de portée.",
        Reason.PAYMENT_DATA: "Par sécurité, n'envoyez jamais de numéro de carte ni de coordonnées "
        "bancaires dans cette conversation : nous n'en avons pas besoin ici.",
        Reason.ACCOUNT_TAKEOVER: "Pour protéger votre compte, changez votre mot de passe dès "
        "maintenant si vous le pouvez encore. C'est à une personne de l'équipe de s'en "
        "occuper.",
        Reason.DISCRIMINATION: "Ce que vous décrivez est grave, et je suis désolé que vous l'ayez "
        "vécu. C'est à une personne de l'équipe de vous répondre.",
        Reason.LEGAL_THREAT: "Votre message mérite la réponse d'une personne de l'équipe.",
        Reason.CHARGEBACK: "C'est à une personne de l'équipe de regarder ce paiement avec vous.",
        Reason.MINOR: "Merci de me l'avoir dit. C'est à une personne de l'équipe de regarder "
        "cela avec vous, ou avec un parent.",
        Reason.INSULT: "Je vois que je ne vous aide pas comme il faudrait. Une personne de "
        "l'équipe le fera mieux.",
        Reason.ANGER: "Je comprends votre mécontentement, et je suis désolé. Une personne de "
        "l'équipe est mieux placée pour vous répondre.",
        Reason.NO_EVIDENCE: "Je ne trouve pas de réponse à vos questions, et je préfère ne rien "
        "inventer.",
        Reason.LOW_CONFIDENCE: "Je ne suis pas sûr de vous comprendre.",
        Reason.NO_PROGRESS: "Je vois que nous n'avançons pas.",
        Reason.ASSISTANT_FAILED: "Désolé, un problème technique m'empêche de vous répondre.",
        Reason.OPERATION_FAILED: "Je n'ai pas pu faire ce que vous demandiez.",
        Reason.REOPENED: "L'équipe vous connaît déjà : vous n'aurez pas à tout reprendre.",
    },
    offered="Si vous préférez, une personne de l'équipe peut prendre le relais.",
    offered_for={
        Reason.ANGER: "Je comprends que ce soit agaçant, et j'en suis désolé. Si vous le "
        "souhaitez, une personne de l'équipe peut prendre le relais.",
        Reason.INSULT: "Je vois que je ne vous aide pas comme il faudrait. Si vous le "
        "souhaitez, une personne de l'équipe peut prendre le relais.",
        Reason.NO_PROGRESS: "Je vois que nous n'avançons pas. Si vous le souhaitez, une "
        "personne de l'équipe peut prendre le relais.",
        Reason.OPERATION_FAILED: "Si cela ne passe toujours pas, une personne de l'équipe peut "
        "s'en occuper.",
    },
    contact_unknown="Le site de la boutique dit comment la joindre.",
    too_long="Votre message est trop long pour moi : pouvez-vous le résumer en quelques phrases ?",
    hidden_text="Votre message contient des caractères que je ne peux pas lire. Pouvez-vous le "
    "réécrire ?",
    empty="Votre message semble vide. Que puis-je faire pour vous ?",
    other_language="Notre page à ce sujet est en {language} :",
    answer_in_other="Voici notre réponse, en {language} :",
    found="Voici ce que j'ai trouvé :",
    found_with="Voici ce que j'ai trouvé ({said}) :",
    relaxed="Je n'ai rien trouvé qui corresponde tout à fait ({dropped}). Ce qui s'en approche "
    "le plus :",
    best_sellers_unknown="Le catalogue ne dit pas quels articles se vendent le mieux. "
    "Dites-moi ce que vous cherchez, ou parlez à une personne.",
    none_such="Je ne trouve rien de tel dans le catalogue. Ce qui s'en approche le plus :",
    not_found="Je n'ai pas trouvé d'article qui corresponde. Voulez-vous préciser, ou parler à une "
    "personne ?",
    sold_out="« {name} » est en rupture de stock. Ces articles disponibles lui ressemblent :",
    sold_out_alone="« {name} » est en rupture de stock.",
    sold_out_note="Cet article est en rupture de stock ; ceux-ci lui ressemblent :",
    alternatives="Ces articles ressemblent à « {name} » :",
    no_alternatives="Je n'ai pas trouvé d'article disponible qui ressemble à « {name} ».",
    price="« {name} » coûte {price}.",
    price_from="« {name} » coûte à partir de {price}.",
    in_stock="En stock",
    add_to_basket="Ajouter au panier : {title}",
    basket_offered="Je l'ajoute à votre panier ?",
    basket_accepted="Ajouter au panier",
    out_of_stock="En rupture",
    listed_sold_out="En rupture pour le moment : {names}.",
    variants_in_stock="« {name} » est disponible en :{variants}",
    product_in_stock="« {name} » est en stock.",
    variant_in_stock="Oui, « {name} » est disponible en {variant}.",
    variant_out_of_stock="« {name} » est en rupture de stock en {variant}.",
    also_in="En stock en {value} : {variants}.",
    no_variant="« {name} » n'existe pas en {variant}. Vous avez le choix entre : {variants}.",
    attribute="« {name} » — {attribute} : {value}.",
    compare="« {first} » / « {second} » :",
    compare_same="En commun : {names}.",
    price_name="Prix",
    choices_name="Choix",
    compare_needs_two="Quels articles voulez-vous comparer ? Donnez-moi leurs deux noms.",
    and_="et",
    to="à",
    without="hors {value}",
    up_to="jusqu'à {price}",
    at_least="à partir de {price}",
    available="en stock",
    talk_to_person="Parler à une personne",
    go_on_with_assistant="Continuer avec l'assistant",
    goes_on="Entendu, je continue avec vous. Que puis-je faire ?",
    asked_already="Une personne de l'équipe est déjà prévenue.",
    waits_unknown="Je ne trouve pas la réponse dans les pages de la boutique : la personne qui "
    "prendra le relais lira votre question ici.",
    waits_unclear="Je ne suis pas sûr de comprendre. Pouvez-vous le dire autrement ? La personne "
    "qui prendra le relais lira tout.",
    waits_failed="Désolé, un problème technique m'empêche de répondre. La personne qui prendra le "
    "relais lira votre message.",
    no_picture="Merci, votre photo est bien arrivée. Que montre-t-elle ? Quelques mots suffisent :"
    " ils resteront à côté de la photo, pour la personne qui la regardera.",
    photo_kept="Merci, votre photo est bien arrivée et reste avec notre conversation. Que "
    "souhaitez-vous que nous fassions ?",
    photo_added="Bien reçu, je l'ajoute à la photo précédente. Dites-moi quand vous voulez de quoi "
    "il s'agit.",
    no_file="J'ai bien reçu votre fichier, mais je ne peux pas l'ouvrir."
    " Dites-moi en quelques mots de quoi il s'agit, ou demandez une personne.",
    no_words="Je ne lis que les messages écrits. Dites-moi en quelques mots ce qu'il vous faut,"
    " ou demandez une personne.",
    opted_out=(
        "C'est noté : nous ne vous enverrons plus de message que vous n'avez pas demandé."
        " Vous pouvez toujours nous écrire ici, ou demander une personne."
        " Pour revenir sur ce choix, répondez START."
    ),
    opted_in="C'est noté : nous pouvons de nouveau vous écrire. Pour arrêter, répondez STOP.",
    only_languages="Je n'écris qu'en français et en anglais. Posez votre question dans l'une de "
    "ces langues, ou demandez une personne de l'équipe.",
    languages={"fr": "français", "en": "anglais"},
)

_EN = Texts(
    disclosure="I'm {shop}'s automated assistant: I answer from the shop's own pages. You can ask "
    "for a person at any time.",
    no_answer_to_part="As for “{question}”, I can't find anything in the shop's pages.",
    no_evidence="I can't find the answer in the shop's pages, and I'd rather not make one up. "
    "Would you like to talk to a person?",
    not_in_table='On "{title}" I read: {names}. I can\'t find {word} there. Would you like to '
    "talk to a person?",
    no_evidence_product='The page of "{name}" doesn\'t say. Would you like to ask a person?',
    conflicting="The shop's pages disagree on this; here is what each of them says. A person can "
    "settle it, if you like.",
    unclear="I'm not sure I understand. Could you put it another way, or would you rather talk to "
    "a person?",
    unclear_choices="I'm not sure I understand. Is it one of these?",
    near_choices="I can't find a sure answer in the shop's pages. Does one of these help?",
    guard_blocked="I can't answer that with certainty. Would you like to talk to a person?",
    failed="Sorry, a technical problem keeps me from answering. Please try again in a moment, or "
    "ask for a person.",
    search_away="I can't look anything up in the shop's pages and catalogue right now, and I'd "
    "rather not make anything up. Please ask me again in a few minutes, or ask for a person.",
    unfinished="Sorry, a technical problem interrupted me: I don't know yet whether what you said "
    "yes to has been done.",
    unfinished_offer="Ask me in a moment whether it's done, or ask for a person.",
    handed_off="I understand, you'd rather talk to a person.",
    handed_off_better="Somebody on the team is better placed to answer you.",
    left_to_people="A person from the team answers this kind of question: yours has been passed on "
    "to them.",
    looked_at="Someone from the team looks over my answer before it is sent to you here.",
    handed_off_for={
        Reason.FILE: "Thank you, what you sent has arrived. Someone on the team needs to look "
        "at it.",
        Reason.SELF_HARM: "I'm really sorry you feel this way, and you don't have to face it "
        "alone. If you are in danger right now, call 112 or your local "
        "emergency number. In France, call 15, or 3114 to talk to someone at "
        "any hour, free of charge and in confidence. I'm only an automated "
        "assistant: a person should read you.",
        Reason.SAFETY: "Your safety comes first. If anyone is hurt or feels unwell, call 112 "
        "now (15 in France, or your local emergency number). Please stop using "
        "the item and keep it out of reach.",
        Reason.PAYMENT_DATA: "To stay safe, please never send card numbers or bank details in this "
        "conversation: we don't need them here.",
        Reason.ACCOUNT_TAKEOVER: "To protect your account, change your password now if you still "
        "can. This is for a person on the team.",
        Reason.DISCRIMINATION: "What you describe is serious, and I'm sorry you went through it. "
        "It is for a person on the team to answer you.",
        Reason.LEGAL_THREAT: "Your message deserves an answer from a person on the team.",
        Reason.CHARGEBACK: "It is for a person on the team to look at this payment with you.",
        Reason.MINOR: "Thank you for telling me. It is for a person on the team to look at "
        "this with you, or with a parent.",
        Reason.INSULT: "I can see that I'm not helping the way I should. A person on the team "
        "will do better.",
        Reason.ANGER: "I understand that you're unhappy, and I'm sorry. A person on the team "
        "is better placed to answer you.",
        Reason.NO_EVIDENCE: "I can't find the answers you need, and I'd rather not make any up.",
        Reason.LOW_CONFIDENCE: "I'm not sure that I understand you.",
        Reason.NO_PROGRESS: "I can see that we're not getting anywhere.",
        Reason.ASSISTANT_FAILED: "Sorry, a technical problem keeps me from answering you.",
        Reason.OPERATION_FAILED: "I couldn't do what you asked for.",
        Reason.REOPENED: "The team knows you already: you won't have to start over.",
    },
    offered="If you prefer, a person from the team can take over.",
    offered_for={
        Reason.ANGER: "I understand that this is frustrating, and I'm sorry. If you like, a "
        "person from the team can take over.",
        Reason.INSULT: "I can see that I'm not helping the way I should. If you like, a person "
        "from the team can take over.",
        Reason.NO_PROGRESS: "I can see that we're not getting anywhere. If you like, a person "
        "from the team can take over.",
        Reason.OPERATION_FAILED: "If it still doesn't work, a person from the team can take "
        "care of it.",
    },
    contact_unknown="The shop's site says how to reach it.",
    too_long="Your message is too long for me: could you sum it up in a few sentences?",
    hidden_text="Your message has characters that I can't read. Could you write it again?",
    empty="Your message seems to be empty. What can I do for you?",
    other_language="Our page on this is in {language}:",
    answer_in_other="Here is our answer, in {language}:",
    found="Here is what I found:",
    found_with="Here is what I found ({said}):",
    relaxed="I found nothing that fits exactly ({dropped}). This comes closest:",
    best_sellers_unknown="The catalogue doesn't say which products sell best. "
    "Tell me what you are looking for, or talk to a person.",
    none_such="There is nothing like that in the catalogue. This comes closest:",
    not_found="I found no product that fits. Would you like to say more, or talk to a person?",
    sold_out='"{name}" is out of stock. These are available and close to it:',
    sold_out_alone='"{name}" is out of stock.',
    sold_out_note="This item is out of stock; these are close to it:",
    alternatives='These are close to "{name}":',
    no_alternatives='I found nothing in stock that is close to "{name}".',
    price='"{name}" costs {price}.',
    price_from='"{name}" costs from {price}.',
    in_stock="In stock",
    add_to_basket="Add to basket: {title}",
    basket_offered="Shall I add it to your basket?",
    basket_accepted="Add to basket",
    out_of_stock="Out of stock",
    listed_sold_out="Out of stock for now: {names}.",
    variants_in_stock='"{name}" is available in:{variants}',
    product_in_stock='"{name}" is in stock.',
    variant_in_stock='Yes, "{name}" is available in {variant}.',
    variant_out_of_stock='"{name}" is out of stock in {variant}.',
    also_in="In stock in {value}: {variants}.",
    no_variant='"{name}" does not come in {variant}. You can choose from: {variants}.',
    attribute='"{name}" — {attribute}: {value}.',
    compare='"{first}" / "{second}":',
    compare_same="In common: {names}.",
    price_name="Price",
    choices_name="Choices",
    compare_needs_two="Which products would you like to compare? Please give me both names.",
    and_="and",
    to="to",
    without="not {value}",
    up_to="up to {price}",
    at_least="from {price}",
    available="in stock",
    talk_to_person="Talk to a person",
    go_on_with_assistant="Continue with the assistant",
    goes_on="All right, I'll carry on with you. What can I do?",
    asked_already="Someone on the team has already been asked.",
    waits_unknown="I can't find the answer in the shop's pages: whoever takes over will read your "
    "question here.",
    waits_unclear="I'm not sure I understand. Could you put it another way? Whoever takes over "
    "will read it all.",
    waits_failed="Sorry, a technical problem keeps me from answering. Whoever takes over will read "
    "your message.",
    no_picture="Thank you, your photo has arrived. What does it show? A few words are enough:"
    " they stay beside the photo, for the person who will look at it.",
    photo_kept="Thank you, your photo has arrived and stays with our conversation. What would you "
    "like us to do?",
    photo_added="Got it, I've added it to the photo before. Tell me what it's about whenever you "
    "like.",
    no_file="Thank you for the file. I can't open it, though:"
    " tell me in a few words what it is about, or ask for a person.",
    no_words="I only read written messages. Tell me in a few words what you need, or ask for a "
    "person.",
    opted_out=(
        "Done: we will send you no message that you did not ask for."
        " You can still write to us here, or ask for a person. To undo this, reply START."
    ),
    opted_in="Done: we may write to you again. To stop, reply STOP.",
    only_languages="I only write French and English. Please ask your question in one of these "
    "languages, or ask for a person from the team.",
    languages={"fr": "French", "en": "English"},
)

TEXTS: dict[Language, Texts] = {"fr": _FR, "en": _EN}
