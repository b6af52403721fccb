"""Evidence of a small shop, built by hand: vectors point where the test says they do."""

import numpy as np

from assistant.conversation.message import Language
from assistant.understanding.types import Constraints, Intent, Understanding
from retrieval.catalogue.types import Document, Money, Product, Variant
from retrieval.text.passage_cuts import chunk
from retrieval.text.passage_wording import describe
from retrieval.types import Evidence, Passage, PassageId, PassageKind, PassageSentence, Vector


def direction(*weights: float) -> Vector:
    """Return the unit vector along `weights`."""
    vector = np.array(weights, dtype=np.float32)
    return vector / np.linalg.norm(vector)


QUESTION_VECTOR = direction(1, 0)
HALFWAY = direction(0.8, 0.6)
ABOUT_IT = direction(0.88, 0.475)  # as near as a statement of the product that is asked about


def asked(
    text: str,
    *,
    language: Language = "fr",
    intent: Intent = Intent.QUESTION,
    constraints: Constraints | None = None,
    follow_up: bool = False,
    message: str = "",
    products: tuple[str, ...] = (),
) -> Understanding:
    return Understanding(
        text=text,
        language=language,
        intent=intent,
        confidence=0.9,
        vector=QUESTION_VECTOR,
        constraints=constraints or Constraints(),
        rest=text,
        follow_up=follow_up,
        message=message or text,
        products=products,
    )


def page(
    title: str,
    *sentences: tuple[str, Vector],
    language: str = "fr",
    score: float = 0.9,
) -> Evidence:
    passage = Passage(
        passage_id=PassageId(title),
        kind=PassageKind.DOCUMENT,
        source_id=title,
        language=language,
        title=title,
        headings=(),
        text="\n".join(text for text, _ in sentences),
        url=f"/aide/{title}",
        sentences=tuple(PassageSentence(text=text, vector=vector) for text, vector in sentences),
    )
    return Evidence(passage=passage, score=score, dense=0.9, lexical=1.0)


def section(
    title: str,
    text: str,
    *,
    heading: str = "",
    toward: str = "",
    language: str = "fr",
    score: float = 0.9,
    dense: float = 0.9,
) -> Evidence:
    """Return a page's section, cut as the index cuts it.

    Sentences that have `toward` point to the question, the others halfway.
    """
    markdown = f"# {title}\n\n" + (f"## {heading}\n\n" if heading else "") + text
    document = Document(
        document_id=title, language=language, title=title, text=markdown, url=f"/aide/{title}"
    )
    (cut,) = chunk(document)
    sentences = [cut.text[start:end] for start, end in cut.spans]
    passage = Passage(
        passage_id=PassageId(f"{title}:{heading}"),
        kind=PassageKind.DOCUMENT,
        source_id=title,
        language=language,
        title=title,
        headings=cut.headings,
        text=cut.text,
        url=f"/aide/{title}",
        sentences=tuple(
            PassageSentence(text=s, vector=QUESTION_VECTOR if toward and toward in s else HALFWAY)
            for s in sentences
        ),
    )
    return Evidence(passage=passage, score=score, dense=dense, lexical=1.0)


def euros(amount_minor: int) -> Money:
    return Money(amount_minor=amount_minor, currency="EUR")


def variant(colour: str, size: str, *, price: int = 8900, stock: int | None = 3) -> Variant:
    return Variant(
        sku=f"{colour}-{size}",
        options=(("Couleur", colour), ("Taille", size)),
        price=euros(price),
        stock=stock,
    )


BOOTS = Product(
    product_id="bottes",
    language="fr",
    title="Bottes Brisant",
    description="Des bottes pour la pluie. La tige monte à mi-mollet.",
    variants=(variant("Rouge", "41"), variant("Rouge", "42", stock=0), variant("Bleu", "41")),
    category=("Chaussures", "Bottes"),
    attributes=(("Matière", "caoutchouc naturel"), ("Poids", "1,4 kg la paire")),
    url="/fr/produits/bottes",
    image_url="/images/bottes.svg",
)
SOLD_OUT = Product(
    product_id="bottines",
    language="fr",
    title="Bottines Estran",
    description="Des bottines en cuir.",
    variants=(variant("Noir", "41", stock=0), variant("Noir", "42", stock=0)),
    category=("Chaussures", "Bottes"),
    url="/fr/produits/bottines",
)


def found(product: Product, *, score: float = 0.6, likeness: float = 0.0) -> Evidence:
    """Return a product as the index describes it; `likeness` is that of its kind."""
    cut = describe(product)
    passage = Passage(
        passage_id=PassageId(product.product_id),
        kind=PassageKind.PRODUCT,
        source_id=product.product_id,
        language=product.language,
        title=product.title,
        headings=(),
        text=cut.text,
        url=product.url,
        sentences=tuple(
            PassageSentence(text=cut.text[start:end], vector=ABOUT_IT) for start, end in cut.spans
        ),
        product=product,
    )
    return Evidence(passage=passage, score=score, dense=likeness, lexical=1.0)
