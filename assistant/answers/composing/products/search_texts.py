"""Hold the sentences about a search for products, in French and English."""

from dataclasses import dataclass

from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTexts:
    """Hold the sentences of one language; `{name}`, `{value}` ... are filled in by the callers."""

    best_by: str
    name_value: str
    then: str
    others_silent: str  # of products beside those that are ranked
    not_comparable: str
    no_more: str  # than the products shown before
    more: str
    relaxed_near: str
    near: str
    between: str  # of prices
    use_silent: str
    only_says: str  # a product's page, that comes near
    loosely: str  # where nothing says what is looked for
    for_whom: str
    recipients: tuple[str, ...]
    what_for: str
    which_budget: str
    budget: str
    no_matter: str  # an answer to a question that leaves it open
    advice: str
    advised: str
    why: str
    available_in: str
    most_ordered: str
    bought_with: str
    in_orders: str
    complements_unknown: str
    remove: str  # a message that takes a facet away


_FR = SearchTexts(
    best_by="{said} : « {name} » ({value}).",
    name_value="« {name} » ({value})",
    then="Ensuite : {names}.",
    others_silent="Les autres fiches ne le disent pas.",
    not_comparable="Le catalogue n'en dit pas assez sur {topic} pour comparer ces articles. "
    "Les voici :",
    no_more="Je n'ai pas d'autre article qui corresponde. Retirez un critère pour en voir plus.",
    more="En voici d'autres :",
    relaxed_near="Je n'ai rien trouvé qui corresponde tout à fait ({dropped}). "
    "Au plus près : {near}.",
    near="Au plus près : {values}.",
    between="de {low} à {high}",
    use_silent="Aucune fiche ne parle de « {use} ». Voici ce que j'ai de ce genre :",
    only_says="La fiche de « {name} » dit seulement : {said}",
    loosely="Aucune fiche ne le dit mot pour mot. Voici ce qui pourrait convenir :",
    for_whom="Pour qui est-ce ?",
    recipients=("Pour une femme", "Pour un homme", "Pour un enfant", "Pour un bébé"),
    what_for="Pour quel usage, ou quelle occasion ?",
    which_budget="Quel budget avez-vous en tête ?",
    budget="Jusqu'à {price}",
    no_matter="Peu importe",
    advice="Voici ce que je vous propose, et ce qu'en dit la fiche :",
    advised="• « {name} » : {reason}",
    why="Ce que la fiche de « {name} » en dit :",
    available_in="Disponible en {options}",
    most_ordered="Les plus commandés de l'année, d'après les commandes de la boutique :",
    bought_with="Commandés le plus souvent avec « {name} » :",
    in_orders="dans {count} commandes",
    complements_unknown="Les commandes de la boutique ne disent pas ce qui va avec « {name} ». "
    "Voulez-vous poser la question à une personne ?",
    remove="Retirer : {words}",
)
_EN = SearchTexts(
    best_by='{said}: "{name}" ({value}).',
    name_value='"{name}" ({value})',
    then="Then: {names}.",
    others_silent="The other pages do not say.",
    not_comparable="The catalogue does not say enough about {topic} to compare these. "
    "Here they are:",
    no_more="I have no other item that fits. Remove a condition to see more.",
    more="Here are some others:",
    relaxed_near="I found nothing that fits exactly ({dropped}). The nearest is {near}.",
    near="The nearest: {values}.",
    between="{low} to {high}",
    use_silent='No page mentions "{use}". Here is what I have of this kind:',
    only_says='The page of "{name}" only says: {said}',
    loosely="No page says it in so many words. Here is what might do:",
    for_whom="Who is it for?",
    recipients=("For a woman", "For a man", "For a child", "For a baby"),
    what_for="What is it for, or for which occasion?",
    which_budget="What budget do you have in mind?",
    budget="Up to {price}",
    no_matter="It doesn't matter",
    advice="Here is what I suggest, with what its page says:",
    advised='• "{name}": {reason}',
    why='What the page of "{name}" says:',
    available_in="Available in {options}",
    most_ordered="Ordered most over the last year, by the shop's own orders:",
    bought_with='Ordered most often with "{name}":',
    in_orders="in {count} orders",
    complements_unknown="The shop's orders don't tell what goes with \"{name}\". "
    "Would you like to ask a person?",
    remove="Remove: {words}",
)

SEARCH_TEXTS: dict[Language, SearchTexts] = {"fr": _FR, "en": _EN}
