"""Tables of which only the words are left, read: for the tests of each table."""

from db.schema.records import Fact
from extractors.drafting.draft import draft_report
from extractors.model.document import Block, Document, Origin, Paragraph
from pipeline.catalogue.load import load_catalogue
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker
from pipeline.forms.torn.read import TornReader, TornResult

CATALOGUE = load_catalogue()
CELLS = CellReader(CATALOGUE.values)
READER = TornReader(CATALOGUE)
ALL = ("T2", "T3", "T4")
T4_HEADS = (
    "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"
    "结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计"
)
Facts = dict[tuple[str, str], Fact]


def document(*lines: str) -> Document:
    blocks: list[Block] = [Paragraph(line, Origin(block=i)) for i, line in enumerate(lines)]
    return Document("0" * 64, "text/plain", "x.txt", tuple(blocks))


def read(*lines: str, missing: tuple[str, ...] = ALL, year: int | None = None) -> TornResult:
    draft = draft_report(document(*lines), CATALOGUE.landmarks)
    return READER.read(draft, missing, "gb2021_30", FactMaker(CATALOGUE, CELLS, is_ocr=False), year)


def by_key(result: TornResult) -> Facts:
    return {(fact.field, fact.applicant): fact for fact in result.facts}
