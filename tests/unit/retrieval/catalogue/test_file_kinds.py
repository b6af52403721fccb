import pytest

from retrieval.catalogue.file_kinds import Kind, sniff
from tests.unit.retrieval.catalogue.builders import source


class TestAFile:
    @pytest.mark.parametrize(
        ("path", "content", "kind"),
        [
            ("a.csv", "Handle,Title,Vendor\n", Kind.SHOPIFY),
            ("a.csv", "URL handle,Title,Vendor,Price\n", Kind.SHOPIFY),
            ("a.txt", "id\ttitle\tavailability\n", Kind.GOOGLE_TABLE),
            ("a.xml", '<rss xmlns:g="http://base.google.com/ns/1.0"/>', Kind.GOOGLE_XML),
            ("a.csv", "sku,product_type,name\n", Kind.MAGENTO),
            ("a.csv", '"REF";"TITRE UK"\n', Kind.THELIA),
            ("colors.csv", '"Bleu";"Blue"\n', Kind.THELIA),
            ("a.xml", "<?xml version='1.0'?><entity_product/>", Kind.PRESTASHOP),
            ("a.csv", "question,answer\n", Kind.PAGES),
            ("a.json", "{}", Kind.JSON),
            ("feed", '  {"products": []}', Kind.JSON),
            ("a.jsonl", "{}", Kind.JSON_LINES),
            ("a.xml", "<urlset/>", Kind.SITEMAP),
            ("sitemap.xml.gz", "<sitemapindex/>", Kind.SITEMAP),
            ("a.md", "id,title,availability", Kind.DOCUMENT),
            ("a.txt", "Hello, world", Kind.DOCUMENT),
            ("a.txt", "[link](x) and more", Kind.DOCUMENT),
            ("a.csv", "name,price\n", Kind.UNKNOWN_PRODUCTS),
            ("a.csv", "customer,email\n", Kind.UNKNOWN),
            ("a.csv", "", Kind.UNKNOWN),
            ("a.xml", "<config/>", Kind.UNKNOWN),
            ("a.png", "\x89PNG\0\0", Kind.UNKNOWN),
        ],
    )
    def test_is_told_by_its_content_then_by_its_name(
        self, path: str, content: str, kind: Kind
    ) -> None:
        assert sniff(source(content, path)).kind is kind

    def test_of_the_web_is_what_the_server_says(self) -> None:
        page = source("id,title,availability", "feed.php", media_type="text/html")
        feed = source("id,title,availability", "feed.php", media_type="text/csv")

        assert sniff(page).kind is Kind.WEB_PAGE
        assert sniff(feed).kind is Kind.GOOGLE_TABLE
