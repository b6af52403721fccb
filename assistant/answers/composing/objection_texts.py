"""Hold the sentences that answer an objection to a price, in French and English."""

from dataclasses import dataclass

from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionTexts:
    """Hold the sentences of one language; `{name}`, `{price}` ... are filled in by the callers."""

    understood: str
    elsewhere: str  # the price of another shop is spoken of
    price: str
    price_from: str
    lowest: str  # of several that were shown
    included: str  # what the shop's pages say beside the price
    cheaper: str
    cheaper_of: str
    within: str
    none_within: str
    nearest: str  # to the budget, of those that are cheaper
    which_kind: str
    none_cheaper: str
    lowest_of: str  # of a kind, where no product is before the customer
    which_budget: str
    which_product: str


OBJECTION_TEXTS: dict[Language, ObjectionTexts] = {
    "fr": ObjectionTexts(
        understood="Je comprends.",
        elsewhere="Je comprends. Je ne connais pas les prix des autres boutiques, je ne peux donc "
        "pas les comparer.",
        price="« {name} » coûte {price}.",
        price_from="« {name} » coûte à partir de {price}.",
        lowest="Le moins cher de ceux-ci est « {name} » : {price}.",
        included="Ce qu'en disent nos pages :",
        cheaper="Moins cher dans le même genre, et en stock :",
        cheaper_of="Moins cher dans « {category} », et en stock :",
        within="En stock dans le même genre, jusqu'à {budget} :",
        none_within="Je n'ai rien en stock dans ce genre jusqu'à {budget}.",
        nearest="Ce qui s'en approche le plus :",
        which_kind="Si un autre genre d'article vous convient, dites-moi lequel.",
        none_cheaper="Je n'ai rien de moins cher en stock dans ce genre.",
        lowest_of="En stock dans « {category} », à commencer par le prix le plus bas :",
        which_budget="Quel budget avez-vous en tête ?",
        which_product="De quel article parlez-vous ? Donnez-moi son nom, ou dites-moi ce que vous "
        "cherchez et votre budget : je regarderai ce qui existe moins cher.",
    ),
    "en": ObjectionTexts(
        understood="I understand.",
        elsewhere="I understand. I don't know the prices of other shops, so I can't compare them.",
        price='"{name}" costs {price}.',
        price_from='"{name}" costs from {price}.',
        lowest='The least expensive of these is "{name}": {price}.',
        included="What our pages say about it:",
        cheaper="Less expensive, of the same kind and in stock:",
        cheaper_of='Less expensive in "{category}", and in stock:',
        within="In stock and of the same kind, up to {budget}:",
        none_within="I have nothing of this kind in stock up to {budget}.",
        nearest="This comes closest:",
        which_kind="If another kind of product would do, tell me which.",
        none_cheaper="I have nothing less expensive of this kind in stock.",
        lowest_of='In stock in "{category}", from the lowest price:',
        which_budget="What budget do you have in mind?",
        which_product="Which product do you mean? Give me its name, or tell me what you are "
        "looking for and your budget, and I'll see what there is for less.",
    ),
}
