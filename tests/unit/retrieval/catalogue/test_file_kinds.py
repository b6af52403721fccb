import pytest

from retrieval.catalogue.file_kinds import FileKind, sniff
from tests.unit.retrieval.catalogue.builders import source


class TestAFile:
    @pytest.mark.parametrize(
        ("path", "content", "kind"),
        [
            ("a.csv", "Handle,Title,Vendor\n", FileKind.SHOPIFY),
            ("a.csv", "URL handle,Title,Vendor,Price\n", FileKind.SHOPIFY),
            ("a.txt", "id\ttitle\tavailability\n", FileKind.GOOGLE_TABLE),
            ("a.xml", '<rss xmlns:g="http://base.google.com/ns/1.0"/>', FileKind.GOOGLE_XML),
            ("a.csv", "sku,product_type,name\n", FileKind.MAGENTO),
            ("a.csv", '"REF";"TITRE UK"\n', FileKind.THELIA),
            ("colors.csv", '"Bleu";"Blue"\n', FileKind.THELIA),
            ("a.xml", "<?xml version='1.0'?><entity_product/>", FileKind.PRESTASHOP),
            ("a.csv", "question,answer\n", FileKind.PAGES),
            ("a.json", "{}", FileKind.JSON),
            ("feed", '  {"products": []}', FileKind.JSON),
            ("a.jsonl", "{}", FileKind.JSON_LINES),
            ("a.xml", "<urlset/>", FileKind.SITEMAP),
            ("sitemap.xml.gz", "<sitemapindex/>", FileKind.SITEMAP),
            ("a.md", "id,title,availability", FileKind.DOCUMENT),
            ("a.txt", "Hello, world", FileKind.DOCUMENT),
            ("a.txt", "[link](x) and more", FileKind.DOCUMENT),
            ("a.csv", "name,price\n", FileKind.UNKNOWN_PRODUCTS),
            ("a.csv", "customer,email\n", FileKind.UNKNOWN),
            ("a.csv", "", FileKind.UNKNOWN),
            ("a.xml", "<config/>", FileKind.UNKNOWN),
            ("a.png", "\x89PNG\0\0", FileKind.UNKNOWN),
        ],
    )
    def test_is_told_by_its_content_then_by_its_name(
        self, path: str, content: str, kind: FileKind
    ) -> None:
        assert sniff(source(content, path)).kind is kind

    def test_of_the_web_is_what_the_server_says(self) -> None:
        page = source("id,title,availability", "feed.php", media_type="text/html")
        feed = source("id,title,availability", "feed.php", media_type="text/csv")

        assert sniff(page).kind is FileKind.WEB_PAGE
        assert sniff(feed).kind is FileKind.GOOGLE_TABLE
