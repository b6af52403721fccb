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
    relaxed_near="Je n'ai rien trouvé avec « {dropped} ». Au plus près, j'ai : {near}.",
    near="Au plus près : {values}.",
    between="de {low} à {high}",
    use_silent="Aucune fiche ne parle de « {use} ». Voici ce que j'ai de ce genre :",
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
    relaxed_near='I found nothing with "{dropped}". The nearest I have: {near}.',
    near="The nearest: {values}.",
    between="{low} to {high}",
    use_silent='No page mentions "{use}". Here is what I have of this kind:',
    remove="Remove: {words}",
)

SEARCH_TEXTS: dict[Language, SearchTexts] = {"fr": _FR, "en": _EN}
