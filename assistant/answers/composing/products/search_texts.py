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
    remove="Remove: {words}",
)

SEARCH_TEXTS: dict[Language, SearchTexts] = {"fr": _FR, "en": _EN}
