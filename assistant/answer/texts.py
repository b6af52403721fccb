"""Every fixed sentence the assistant says, in French and English."""

from dataclasses import dataclass

from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language's sentences; `{shop}`, `{name}` ... are filled in where they are said."""

    disclosure: str
    greeting: str
    thanks: str
    acknowledged: str  # a yes or a no to nothing that was asked
    goodbye: str
    about_assistant: str
    no_evidence: str
    no_evidence_product: str
    conflicting: str
    unclear: str
    unclear_choices: str
    guard_blocked: str
    failed: str
    handed_off: str
    handed_off_better: str  # where they did not ask for it themselves
    left_to_people: str
    looked_at: str
    contact_unknown: str
    too_long: str
    hidden_text: str
    empty: str
    other_language: str
    found: str
    found_with: str
    relaxed: str
    not_found: str
    sold_out: str
    sold_out_alone: str
    sold_out_note: str
    alternatives: str
    no_alternatives: str
    price: str
    price_from: str
    in_stock: str
    out_of_stock: str
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
    languages: dict[str, str]


_FR = Texts(
    disclosure="Je suis l'assistant automatique de {shop} : je réponds à partir des pages de la "
    "boutique. Vous pouvez demander une personne à tout moment.",
    greeting="Bonjour ! Que puis-je faire pour vous ?",
    thanks="Avec plaisir ! Autre chose ?",
    acknowledged="Très bien. Puis-je faire autre chose pour vous ?",
    goodbye="Merci de votre visite, à bientôt !",
    about_assistant="Je suis un assistant automatique, pas une personne. Je réponds à vos "
    "questions sur les articles, la livraison, les retours et la boutique, à partir des pages "
    "de {shop}.",
    no_evidence="Je ne trouve pas la réponse dans les pages de la boutique, et je préfère ne rien "
    "inventer. Voulez-vous que je vous mette en relation avec une personne ?",
    no_evidence_product="La fiche de « {name} » ne le précise pas. Voulez-vous poser la question à "
    "une personne ?",
    conflicting="Les pages de la boutique se contredisent sur ce point ; voici ce que dit chacune. "
    "Une personne peut trancher, si vous le souhaitez.",
    unclear="Je ne suis pas sûr de comprendre. Pouvez-vous le dire autrement, ou préférez-vous "
    "parler à une personne ?",
    unclear_choices="Je ne suis pas sûr de comprendre. Est-ce l'un de ces sujets ?",
    guard_blocked="Je ne peux pas répondre à cela avec certitude. Voulez-vous parler à une "
    "personne ?",
    failed="Désolé, un problème technique m'empêche de répondre. Réessayez dans un instant, ou "
    "demandez une personne.",
    handed_off="Je comprends, vous préférez parler à une personne.",
    handed_off_better="Une personne de l'équipe est mieux placée pour vous répondre.",
    left_to_people="C'est une personne de l'équipe qui répond à ce genre de question : la vôtre "
    "lui est transmise.",
    looked_at="Une personne de l'équipe relit ma réponse avant de vous l'envoyer ici.",
    contact_unknown="Votre demande est notée.",
    too_long="Votre message est trop long pour moi : pouvez-vous le résumer en quelques phrases ?",
    hidden_text="Votre message contient des caractères que je ne peux pas lire. Pouvez-vous le "
    "réécrire ?",
    empty="Votre message semble vide. Que puis-je faire pour vous ?",
    other_language="Notre page à ce sujet est en {language} :",
    found="Voici ce que j'ai trouvé :",
    found_with="Voici ce que j'ai trouvé ({said}) :",
    relaxed="Je n'ai rien trouvé avec « {dropped} ». Ce qui s'en approche le plus :",
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
    out_of_stock="En rupture",
    variants_in_stock="« {name} » est disponible en :{variants}",
    product_in_stock="« {name} » est en stock.",
    variant_in_stock="Oui, « {name} » est disponible en {variant}.",
    variant_out_of_stock="« {name} » est en rupture de stock en {variant}.",
    also_in="En stock en {value} : {variants}.",
    no_variant="« {name} » n'existe pas en {variant}. Choix proposés : {variants}.",
    attribute="« {name} » — {attribute} : {value}.",
    compare="« {first} » / « {second} » :",
    compare_same="Identiques : {names}.",
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
    languages={"fr": "français", "en": "anglais"},
)

_EN = Texts(
    disclosure="I'm {shop}'s automated assistant: I answer from the shop's own pages. You can ask "
    "for a person at any time.",
    greeting="Hello! What can I do for you?",
    thanks="You're welcome! Anything else?",
    acknowledged="All right. Is there anything else I can do for you?",
    goodbye="Thank you for stopping by. See you soon!",
    about_assistant="I'm an automated assistant, not a person. I answer questions about "
    "products, delivery, returns and the shop, from {shop}'s own pages.",
    no_evidence="I can't find the answer in the shop's pages, and I'd rather not make one up. "
    "Would you like to talk to a person?",
    no_evidence_product='The page of "{name}" doesn\'t say. Would you like to ask a person?',
    conflicting="The shop's pages disagree on this; here is what each of them says. A person can "
    "settle it, if you like.",
    unclear="I'm not sure I understand. Could you put it another way, or would you rather talk to "
    "a person?",
    unclear_choices="I'm not sure I understand. Is it one of these?",
    guard_blocked="I can't answer that with certainty. Would you like to talk to a person?",
    failed="Sorry, a technical problem keeps me from answering. Please try again in a moment, or "
    "ask for a person.",
    handed_off="I understand, you'd rather talk to a person.",
    handed_off_better="Somebody on the team is better placed to answer you.",
    left_to_people="A person from the team answers this kind of question: yours has been passed on "
    "to them.",
    looked_at="Someone from the team looks over my answer before it is sent to you here.",
    contact_unknown="Your request has been noted.",
    too_long="Your message is too long for me: could you sum it up in a few sentences?",
    hidden_text="Your message has characters that I can't read. Could you write it again?",
    empty="Your message seems to be empty. What can I do for you?",
    other_language="Our page on this is in {language}:",
    found="Here is what I found:",
    found_with="Here is what I found ({said}):",
    relaxed='I found nothing with "{dropped}". This comes closest:',
    not_found="I found no product that fits. Would you like to say more, or talk to a person?",
    sold_out='"{name}" is out of stock. These are available and close to it:',
    sold_out_alone='"{name}" is out of stock.',
    sold_out_note="This item is out of stock; these are close to it:",
    alternatives='These are close to "{name}":',
    no_alternatives='I found nothing in stock that is close to "{name}".',
    price='"{name}" costs {price}.',
    price_from='"{name}" costs from {price}.',
    in_stock="In stock",
    out_of_stock="Out of stock",
    variants_in_stock='"{name}" is available in:{variants}',
    product_in_stock='"{name}" is in stock.',
    variant_in_stock='Yes, "{name}" is available in {variant}.',
    variant_out_of_stock='"{name}" is out of stock in {variant}.',
    also_in="In stock in {value}: {variants}.",
    no_variant='"{name}" does not come in {variant}. Choices: {variants}.',
    attribute='"{name}" — {attribute}: {value}.',
    compare='"{first}" / "{second}":',
    compare_same="The same: {names}.",
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
    languages={"fr": "French", "en": "English"},
)

TEXTS: dict[Language, Texts] = {"fr": _FR, "en": _EN}
