"""Read Magento's CSV files as tables: the import format, and the sample data it installs from.

Both spell products differently; they are brought to the import format's columns here.
Source: experienceleague.adobe.com, "Data transfer: product attributes and complex data";
github.com/magento/magento2-sample-data for the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.catalogue.cell_values import is_yes, lines_of, parts_of
from retrieval.catalogue.tables.csv_tables import Row, Table
from retrieval.catalogue.types import BadRow

_PAIR = re.compile(r"""(?:^|,)\s*"?([A-Za-z_]\w*)=""")
_SYSTEM = frozenset({"has_options", "required_options", "gift_message_available"})

# The sample data's product columns that are no attributes of the product.
_SAMPLE_COLUMNS = frozenset(
    {
        "associated_sku", "attribute_set", "bundle_options", "category", "description",
        "links_purchased_separately", "links_title", "meta_description", "name", "price", "qty",
        "samples_title", "short_description", "sku", "special_price", "url_key", "visibility",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MagentoItem:
    """Hold one product row, in either format."""

    file: str
    row: Row
    paths: tuple[tuple[str, ...], ...]  # categories, widest first
    attributes: Mapping[str, str]  # by code; several values parted by ", "
    children: tuple[tuple[str, Mapping[str, str]], ...]  # (sku, its options by code)
    choices: tuple[tuple[str, tuple[str, ...]], ...]  # of a bundle: (what, skus)
    links: tuple[tuple[str, str], ...]  # downloads sold one by one: (what, price)

    @property
    def sku(self) -> str:
        """Return the row's key."""
        return self.row.get("sku")

    @property
    def is_hidden(self) -> bool:
        """Return whether it is sold only as part of another product."""
        return self.row.get("visibility").lower() in {"1", "not visible individually"}


@dataclass(slots=True, kw_only=True)
class MagentoExport:
    """Hold the rows of all files of one export."""

    items: dict[str, MagentoItem] = field(default_factory=dict)  # by sku
    views: dict[str, dict[str, MagentoItem]] = field(default_factory=dict)  # by store view, by sku
    labels: dict[str, str] = field(default_factory=dict)  # attribute code -> name
    flags: set[str] = field(default_factory=set)  # codes of yes/no attributes
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # sku -> (what, price)
    images: dict[str, str] = field(default_factory=dict)  # by sku
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)  # category -> path above it


def is_magento(header: Sequence[str]) -> bool:
    """Return whether a table is one of Magento's that a catalogue is made of."""
    names = set(header)
    imported = {"sku", "name"} <= names and bool(names & {"attribute_set_code", "product_type"})
    return imported or _is_sample(names) or _is_side(names)


def is_catalogue(header: Sequence[str]) -> bool:
    """Return whether a Magento table holds products itself."""
    return not _is_side(set(header))


def _is_sample(names: set[str]) -> bool:
    return {"sku", "name", "category", "attribute_set"} <= names


def _is_side(names: set[str]) -> bool:
    return (
        names == {"sku", "image"}
        or {"attribute_code", "frontend_label"} <= names
        or {"name", "url_key", "path", "is_anchor"} <= names
        or {"product_sku", "link_item_title", "link_item_price"} <= names
    )


def load(tables: Iterable[Table]) -> tuple[MagentoExport, list[BadRow]]:
    """Return the export in `tables`, all of one shop, and their bad rows."""
    store = MagentoExport()
    bad: list[BadRow] = []
    products: list[tuple[Table, Row]] = []
    for table in tables:
        for row in table.rows():
            if isinstance(row, BadRow):
                bad.append(row)
            elif _is_side(set(table.header)):
                _take_side(row, store)
            else:
                products.append((table, row))
    for table, row in products:
        if not row.get("sku"):
            bad.append(BadRow(file=table.name, line=row.line, reason="it has no sku: fill it in"))
            continue
        _take_item(_item(table, row, store), store, bad)
    return store, bad


def _take_side(row: Row, store: MagentoExport) -> None:
    if row.get("attribute_code"):
        labels = lines_of(row.get("frontend_label"))  # the admin's, then the shop's
        store.labels[row.get("attribute_code")] = labels[-1] if labels else ""
        if row.get("frontend_input") == "boolean":
            store.flags.add(row.get("attribute_code"))
    elif row.get("link_item_title"):
        links = store.links.setdefault(row.get("product_sku"), [])
        links.append((row.get("link_item_title"), row.get("link_item_price")))
    elif row.get("image"):
        store.images.setdefault(row.get("sku"), row.get("image"))
    elif row.get("name"):
        store.parents.setdefault(row.get("name"), parts_of(row.get("path"), "/"))


def _take_item(item: MagentoItem, store: MagentoExport, bad: list[BadRow]) -> None:
    view = item.row.get("store_view_code")
    known = store.views.setdefault(view, {}) if view else store.items
    if item.sku in known:
        reason = f"the sku {item.sku!r} stands above already: the first is kept"
        bad.append(BadRow(file=item.file, line=item.row.line, reason=reason))
    else:
        known[item.sku] = item


def _item(table: Table, row: Row, store: MagentoExport) -> MagentoItem:
    if _is_sample(set(table.header)):
        codes = [name for name in table.header if name not in _SAMPLE_COLUMNS]
        return MagentoItem(
            file=table.name,
            row=row,
            paths=_sample_paths(lines_of(row.get("category")), store.parents),
            attributes={code: ", ".join(lines_of(row.get(code))) for code in codes},
            children=tuple((sku, {}) for sku in parts_of(row.get("associated_sku"), ",")),
            choices=tuple(_sample_choices(row.get("bundle_options"))),
            links=_one_by_one(row, store.links.get(row.get("sku"), ())),
        )
    return MagentoItem(
        file=table.name,
        row=row,
        paths=tuple(_paths(row.get("categories"))),
        attributes={
            code: ", ".join(value.split("|"))
            for code, value in pairs_of(row.get("additional_attributes")).items()
            if code not in _SYSTEM
        },
        children=tuple(_children(row)),
        choices=tuple(_choices(row.get("bundle_values"))),
        links=_one_by_one(row, tuple(_links(row.get("downloadable_links")))),
    )


def pairs_of(text: str) -> dict[str, str]:
    """Return "size=M,color=Deep blue, dark" as pairs; a comma parts only before a name and "="."""
    marks = list(_PAIR.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {
        mark[1]: text[mark.end() : ends[number]].strip().strip('"').replace('""', '"')
        for number, mark in enumerate(marks)
    }


def _paths(text: str) -> Iterator[tuple[str, ...]]:
    """Yield category paths without the root category, which customers never see."""
    root = re.escape(re.split(r"(?<!\\)/|,", text, maxsplit=1)[0])  # every path starts with it
    for path in re.split(rf",(?=\s*{root}(?:[/,]|$))", text):
        names = [name.replace("\\/", "/").strip() for name in re.split(r"(?<!\\)/", path)]
        if len(names) > 1:
            yield tuple(name for name in names[1:] if name)


def _sample_paths(
    names: Sequence[str], parents: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Return the paths of `names` whose upper categories are among them too."""
    paths = [(*parents.get(name, ()), name) for name in names]
    return tuple(path for path in paths if set(path) <= set(names))


def _children(row: Row) -> Iterator[tuple[str, Mapping[str, str]]]:
    for variation in parts_of(row.get("configurable_variations"), "|"):
        pairs = pairs_of(variation)
        sku = pairs.pop("sku", "")
        for extra in ("price", "display", "image"):
            pairs.pop(extra, None)
        if sku:
            yield sku, pairs
    for sku in parts_of(row.get("associated_skus"), ","):
        yield sku.partition("=")[0].strip(), {}  # "sku=5.0": with a default quantity


def _one_by_one(row: Row, links: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return a downloadable product's links, unless they come all together for its price."""
    extra = pairs_of(row.get("additional_attributes"))
    apart = row.get("links_purchased_separately") or extra.get("links_purchased_separately", "")
    return tuple(links) if is_yes(apart, default=False) else ()


def _links(text: str) -> Iterator[tuple[str, str]]:
    for link in parts_of(text, "|"):
        pairs = pairs_of(link)
        if pairs.get("title"):
            yield pairs["title"], pairs.get("price", "")


def _choices(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    chosen: dict[str, list[str]] = {}
    for option in parts_of(text, "|"):
        pairs = pairs_of(option)
        if pairs.get("name") and pairs.get("sku"):
            chosen.setdefault(pairs["name"], []).append(pairs["sku"])
    yield from ((name, tuple(skus)) for name, skus in chosen.items())


def _sample_choices(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in lines_of(text):  # "Yoga Strap|radio:24-WG085,24-WG086"
        name, _, skus = line.partition(":")
        yield name.partition("|")[0].strip(), parts_of(skus, ",")
