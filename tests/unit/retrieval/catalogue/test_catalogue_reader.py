import json
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import BadRow, ReadOptions
from tests.unit.retrieval.catalogue.builders import bad, documents, products
from tests.unit.retrieval.catalogue.files import docx, line, paragraph, pdf
from tests.unit.retrieval.catalogue.web import Site

SHOPIFY = "Handle,Title,Body (HTML),Vendor,Variant Price\nhat,Wool hat,A warm hat,Acme,5\n"
HERE = ReadOptions(allow_private_addresses=True, timeout_s=5)


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


class TestAFolder:
    def test_of_every_kind_of_file_is_read_whole(self, tmp_path: Path) -> None:
        shop = {"products": [{"id": "cup", "title": "Tasse", "variants": [{"price": "9"}]}]}
        write(
            tmp_path,
            {
                "shopify.csv": SHOPIFY,
                "shop.json": json.dumps(shop),
                "pages/fr/retours.md": "# Retours\n\n30 jours",
                "pages/en/retours.md": "# Returns\n\n30 days",
                "pages/livraison.txt": "Livraison\n\nSous deux jours ouvrés.",
                "pages/care.html": "<h1>Care</h1><p>Wash it with cold water.</p>",
                "pages/cgv.pdf": pdf(line("Conditions de vente de la boutique", 700)),
                "pages/garantie.docx": docx(paragraph("Garantie de deux ans sur tout.")),
                "faq.csv": "question,answer\nHow long do returns take?,Thirty days\n",
                "orders.csv": "order,email\n1,a@example.com\n",
                "photo.jpg": b"\xff\xd8\0\0",
            },
        )

        items = list(read_paths([tmp_path], options=ReadOptions()))

        assert bad(items) == []
        assert sorted(p.product_id for p in products(items)) == ["cup", "hat"]
        assert sorted((d.document_id, d.language) for d in documents(items)) == [
            ("How long do returns take?", "en"),
            ("pages/care", "en"),
            ("pages/cgv", "fr"),
            ("pages/garantie", "fr"),
            ("pages/livraison", "fr"),
            ("pages/retours", "en"),
            ("pages/retours", "fr"),
        ]

    def test_puts_files_of_one_shop_together(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "magento/a/products.csv": "category,name,sku,attribute_set\nGear,Bag,B1,x\n",
                "magento/b/images.csv": "sku,image\nB1,/b.jpg\n",
                "thelia/products.csv": '"REF";"TITRE FR";"COULEUR UK"\n"P1";"Horatio";"blue"\n',
                "thelia/colors.csv": '"Bleu";"Blue"\n',
                "ps/data/product.xml": '<entity_product><product id="T"/></entity_product>',
                "ps/langs/fr/data/product.xml": (
                    '<entity_product><product id="T"><name>Tasse</name></product></entity_product>'
                ),
            },
        )

        items = list(read_paths([tmp_path], options=ReadOptions(shop_url="https://s.example")))

        assert bad(items) == []
        by_id = {product.product_id: product for product in products(items)}
        assert by_id["B1"].image_url == "https://s.example/media/catalog/product/b.jpg"
        assert by_id["P1"].variants[0].options == (("Couleur", "Bleu"),)
        assert by_id["T"].title == "Tasse"

    def test_with_a_product_table_of_no_known_format_names_it(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.csv": "Nom;Prix\nTasse;5\n", "b.md": "# Hi\n\nyou there"})

        (row,) = bad(read_paths([tmp_path]))

        assert row.file.endswith("a.csv")
        assert "(nom, prix)" in row.reason
        assert "Shopify: Handle, Title" in row.reason

    def test_without_anything_to_read_says_so(self, tmp_path: Path) -> None:
        write(tmp_path, {"orders.csv": "order,email\n1,a@example.com\n"})

        assert [row.reason for row in bad(read_paths([tmp_path]))] == [
            "nothing in it could be read: it holds no page, feed or export of a known format"
        ]

    def test_of_unpublished_products_only_is_nothing_to_mend(self, tmp_path: Path) -> None:
        draft = SHOPIFY.replace("Vendor,", "Vendor,Status,").replace("Acme,", "Acme,draft,")

        assert list(read_paths([write(tmp_path, {"a.csv": draft})])) == []


class TestAFileThatIsNamed:
    def test_is_read_even_if_a_folder_would_hide_it(self, tmp_path: Path) -> None:
        write(tmp_path, {"README.md": "# About us\n\nWe sell hats."})

        (document,) = documents(read_paths([tmp_path / "README.md"]))

        assert (document.document_id, document.title) == ("README", "About us")

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("a.xlsx", "save it as CSV (UTF-8)"),
            ("a.doc", "save it as .docx or PDF"),
            ("a.zip", "unpack it, and name the folder"),
            ("a.png", "its format is not known"),
        ],
    )
    def test_of_another_format_says_what_to_do(
        self, tmp_path: Path, name: str, reason: str
    ) -> None:
        write(tmp_path, {name: b"PK\0\0"})

        (row,) = bad(read_paths([tmp_path / name]))

        assert row.reason.startswith(reason)

    def test_that_is_json_of_another_kind_is_named(self, tmp_path: Path) -> None:
        write(tmp_path, {"package.json": '{"name": "x"}'})

        (row,) = bad(read_paths([tmp_path / "package.json"]))

        assert "its format is not known" in row.reason

    def test_that_is_not_there_is_named_and_the_rest_is_read(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.csv": SHOPIFY})

        items = list(read_paths([tmp_path / "none.csv", str(tmp_path / "a.csv")]))

        assert [row.reason for row in bad(items)] == ["there is no such file or folder"]
        assert len(products(items)) == 1

    def test_that_is_too_large_is_not_opened(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.csv": b"x" * (2**20 + 1)})

        (row,) = bad(read_paths([tmp_path / "a.csv"], options=ReadOptions(max_file_bytes=2**20)))

        assert row.reason == "it is larger than 1 MB: split it"

    def test_twice_is_read_once(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.csv": SHOPIFY})

        items = list(read_paths([tmp_path, tmp_path / "a.csv"]))

        assert (len(products(items)), bad(items)) == (1, [])


class TestAWebAddress:
    def test_is_read_as_what_it_is(self, site: Site) -> None:
        site.page(
            "/fr/retours", "<html lang='fr'><body><h1>Retours</h1><p>30 jours.</p></body></html>"
        )
        site.page("/feed", SHOPIFY, "text/csv")

        items = list(read_paths([f"{site.url}/fr/retours", f"{site.url}/feed"], options=HERE))

        assert bad(items) == []
        assert [(d.document_id, d.language, d.url) for d in documents(items)] == [
            ("retours", "fr", f"{site.url}/fr/retours")
        ]
        assert [p.product_id for p in products(items)] == ["hat"]

    def test_of_a_sitemap_gives_all_its_pages(self, site: Site) -> None:
        pages = [f"{site.url}/{name}" for name in ("fr/livraison", "en/livraison", "gone")]
        for path, text in (
            ("/fr/livraison", "Livrée sous deux jours."),
            ("/en/livraison", "Two days."),
        ):
            site.page(path, f"<html><body><h1>Title</h1><p>{text}</p></body></html>")
        urls = "".join(f"<url><loc>{page}</loc></url>" for page in pages)
        site.page("/sitemap.xml", f"<urlset>{urls}</urlset>", "application/xml")

        items = list(read_paths([f"{site.url}/sitemap.xml"], options=HERE))

        assert [(d.document_id, d.language) for d in documents(items)] == [
            ("livraison", "fr"),
            ("livraison", "en"),
        ]
        assert [row.file for row in bad(items)] == [f"{site.url}/gone"]

    def test_that_gives_nothing_at_all_is_told_from_one_that_lacks_a_page(self, site: Site) -> None:
        site.page("/here", "<html><body><h1>Care</h1><p>Wash it with cold water.</p></body></html>")
        for name, listed in (("some", ["here", "gone"]), ("none", ["gone", "lost"])):
            urls = "".join(f"<url><loc>{site.url}/{one}</loc></url>" for one in listed)
            site.page(f"/{name}.xml", f"<urlset>{urls}</urlset>", "application/xml")
        named = [f"{site.url}/{one}" for one in ("some.xml", "none.xml", "here", "silent")]

        rows = bad(read_paths(named, options=HERE))

        assert [one.nothing_of for one in rows if one.nothing_of] == [named[1], named[3]]

    def test_in_the_local_network_is_refused_unless_it_is_allowed(self, site: Site) -> None:
        site.page("/", "<p>secret</p>")

        (row,) = read_paths([site.url], options=replace(HERE, allow_private_addresses=False))

        assert isinstance(row, BadRow)
        assert "not on the public internet" in row.reason
        assert site.asked == []
