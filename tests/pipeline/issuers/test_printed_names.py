"""Names of issuers in traditional script are those of the registry."""

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.model import NO_CONTEXT
from pipeline.issuers.printed_names import resolve_printed
from pipeline.issuers.resolve import resolve


@pytest.mark.parametrize(
    ("printed", "simple"),
    [
        ("江蘇省財政廳", "江苏省财政厅"),
        ("興國縣良村鎮人民政府", "兴国县良村镇人民政府"),
        ("西寧市城中區生態環境局", "西宁市城中区生态环境局"),
    ],
)
def test_traditional_script_is_read_as_the_simplified_name(printed: str, simple: str):
    found = resolve_printed(printed, load_catalogue().folding)

    assert found.is_resolved
    assert found == resolve(simple, NO_CONTEXT)


def test_a_name_that_the_registry_prints_with_an_old_sign_is_left():
    name = "杭州市临安区於潜镇人民政府"

    assert resolve_printed(name, load_catalogue().folding) == resolve(name, NO_CONTEXT)
