"""The context that a document's metadata gives."""

from pipeline.issuers.context import read_context
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.resolve import resolve


def test_publisher_site_and_other_names_are_kept_apart():
    metadata = (
        ("meta:SiteName", "徐州市人民政府"),
        ("meta:SiteIDCode", "3203000001"),
        ("索引号", "014000000/2024-00002"),
        ("发布机构", " 鼓楼区财政局 "),
        ("来源", "徐州日报"),
    )
    context = read_context(metadata, year=2023, url="https://www.example.gov.cn:8080/zwgk/a.html", others=("区财政局",))

    assert context == IssuerContext(
        publisher="鼓楼区财政局",
        site_name="徐州市人民政府",
        site_domain="www.example.gov.cn",
        site_code="3203000001",
        others=("区财政局", "徐州日报"),
        year=2023,
    )
    assert resolve("区财政局", context).issuer.code == "320302/财政局"


def test_a_document_without_metadata_gives_no_context():
    assert read_context(()) == IssuerContext()


def test_a_newspaper_called_after_a_city_speaks_neither_for_nor_against():
    context = IssuerContext(publisher="新华报业", site_name="长安新闻网")

    assert resolve("海淀区", context).issuer.code == "110108"
    assert resolve("祝楼乡", context).reason == "unconfirmed"
