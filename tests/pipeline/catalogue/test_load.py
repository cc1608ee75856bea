"""The catalogue loads, agrees with the form, and refuses ambiguity with file and line."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from forge.form import APPLICANT_LABELS, T3, T4_GROUPS, t2_fields, t3_leaves, t4_fields

from pipeline.catalogue import load as loader
from pipeline.catalogue.load import CatalogueError, load_catalogue

Break = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue to break."""
    for path in loader.HERE.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def append(folder: Path) -> Callable[[str, str], int]:
    """Adds an entry at the end of a file; gives the line on which it begins."""

    def add(name: str, entry: str) -> int:
        path = folder / name
        text = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n"
        path.write_text(f"{text}{entry}\n", encoding="utf-8")
        return text.count("\n") + 1

    return add


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return str(caught.value)


def test_the_catalogue_is_the_form():
    catalogue = load_catalogue()

    for form in catalogue.t2:
        assert tuple(spec.code for spec in form.cells.values()) == t2_fields(form.edition)
    for edition, rows in T3.items():
        assert [(r.code, r.label) for r in catalogue.t3_fields(edition)] == [(r.field, r.label) for r in rows]
        leaves = tuple(row.code for row in catalogue.t3_fields(edition) if row.role == "leaf")
        assert leaves == t3_leaves(edition)
    assert tuple(column.code for column in catalogue.t4_columns) == t4_fields()
    assert {a.code: a.label for a in catalogue.applicants} == APPLICANT_LABELS
    assert [i.rule for i in catalogue.identities if i.table_code == "T4"] == [f"T4.SUM.{group}" for group in T4_GROUPS]


def test_the_version_follows_the_files(folder):
    before = load_catalogue(folder).version
    load_catalogue.cache_clear()
    replace_once(folder / "editions.toml", "Form of 2021", "The form of 2021")

    assert load_catalogue(folder).version != before


def test_every_rule_has_words_in_both_languages_and_advice():
    lacking = [r.code for r in load_catalogue().rules.values() if not (r.zh and r.en and r.fix)]

    assert lacking == []


ROW = '[[row]]\nfield = "{field}"\nlabel = "{label}"\nen = "x"\npath = {path}\nvariants = []\nkeywords = {keywords}\n'
ROW += 'role = "leaf"\neditions = ["gb2021_30"]'
T2_CELL = '[[cell]]\nfield = "{field}"\nrow = "{row}"\ncolumn = "{column}"\nen = "x"\nkind = "count"'
IDENTITY = (
    '[[identity]]\nrule = "{rule}"\ntable = "T2"\nleft = ["{left}"]\nrelation = "="\nright = ["regulations_issued"]'
)


@pytest.mark.parametrize(
    ("file", "entry", "complaint"),
    [
        pytest.param(
            "editions.toml",
            '[[edition]]\ncode = "gb2021_30"\nzh = "x"\nen = "x"\nfirst_year = 2021\ntables = []',
            "edition 'gb2021_30' is already taken by the entry in line 3",
            id="an edition twice",
        ),
        pytest.param(
            "applicants.toml",
            '[[applicant]]\ncode = "x"\nlabel = "个人"\nen = "x"\nvariants = []\nrole = "leaf"',
            "label '个人' is already taken by the entry in line 3",
            id="a label of two applicants",
        ),
        pytest.param(
            "t3.toml",
            ROW.format(field="outcome_granted", label="x", path="[]", keywords="[]"),
            "field 'outcome_granted' is already taken",
            id="a field of two rows",
        ),
        pytest.param(
            "t3.toml",
            ROW.format(
                field="x", label="9、属于国家秘密", path='["三、本年度办理结果", "(三)不予公开"]', keywords="[]"
            ),
            "label path '本年度办理结果›不予公开›属于国家秘密' is already taken",
            id="two labels that fold to one under one parent",
        ),
        pytest.param(
            "t3.toml",
            ROW.format(field="x", label="x", path="[]", keywords='["国家秘密"]'),
            "keyword '国家秘密' is already taken",
            id="a keyword of two rows",
        ),
        pytest.param(
            "t2_gb2021_30.toml",
            '[[row]]\nlabel = "规范性文件（件）"\nblock = "x"\nvariants = []\nkeywords = []',
            "row label '›规范性文件' is already taken",
            id="a row label that is another's variant",
        ),
        pytest.param(
            "t2_gb2019_60.toml",
            '[[column]]\nlabel = "本年新公开"\nvariants = []\nkeywords = []',
            "column label '›本年新公开' is already taken",
            id="a column label that is another's variant",
        ),
        pytest.param(
            "t2_gb2021_30.toml",
            T2_CELL.format(field="regulations_issued", row="行政许可", column="现行有效件数"),
            "field 'regulations_issued' is already taken",
            id="a field of two cells",
        ),
        pytest.param(
            "t2_gb2021_30.toml",
            T2_CELL.format(field="x", row="规章", column="现行有效件数"),
            "cell '规章 × 现行有效件数' is already taken",
            id="two fields of one cell",
        ),
        pytest.param(
            "t2_gb2021_30.toml",
            T2_CELL.format(field="x", row="规约", column="现行有效件数"),
            "no such row or column: 规约 × 现行有效件数",
            id="a cell of no row",
        ),
        pytest.param(
            "t4.toml",
            '[[column]]\nfield = "reconsideration_total"\nlabel = "x"\nvariants = []\npath = ["行政复议"]\nen = "x"\nrole = "leaf"',
            "field 'reconsideration_total' is already taken",
            id="a field of two columns",
        ),
        pytest.param(
            "t4.toml",
            '[[column]]\nfield = "x"\nlabel = "总计"\nvariants = []\npath = ["行政复议"]\nen = "x"\nrole = "leaf"',
            "label path '行政复议›总计' is already taken",
            id="two columns of one path",
        ),
        pytest.param(
            "identities.toml",
            IDENTITY.format(rule="T2.NONNEG", left="regulations_issed"),
            "names no field: regulations_issed",
            id="a sum over a field that is none",
        ),
        pytest.param(
            "identities.toml",
            IDENTITY.format(rule="T2.UNHEARD", left="regulations_issued"),
            "no rule has the code T2.UNHEARD",
            id="a sum under a code that is none",
        ),
        pytest.param(
            "rules.toml",
            '[[rule]]\ncode = "CELL.TEXT"\nseverity = "error"\nzh = "x"\nen = "x"\nfix = "x"',
            "code 'CELL.TEXT' is used twice",
            id="a code of two rules",
        ),
    ],
)
def test_an_ambiguous_entry_is_refused_with_file_and_line(folder, append, file, entry, complaint):
    line = append(file, entry)
    message = refusal(folder)

    assert message.startswith(f"{file}:{line}: ")
    assert complaint in message


def test_a_code_used_again_in_another_file_of_rules_is_refused(folder):
    (folder / "rules_more.toml").write_text(
        '[[rule]]\ncode = "CELL.TEXT"\nseverity = "error"\nzh = "x"\nen = "x"\nfix = "x"\n', encoding="utf-8"
    )

    assert refusal(folder) == "rules_more.toml:1: code 'CELL.TEXT' is used twice"


def test_a_file_that_is_no_toml_is_refused_by_name(folder):
    replace_once(folder / "t4.toml", "[[group]]", "[[group]")

    assert refusal(folder).startswith("t4.toml: ")


def test_a_list_of_traditional_signs_of_uneven_length_is_refused(folder):
    replace_once(folder / "labels.toml", 'from = "', 'from = "臺')

    assert refusal(folder) == "labels.toml: [traditional] from and to differ in length"


def test_an_unchanged_copy_is_the_same_catalogue(folder):
    assert load_catalogue(folder).version == load_catalogue().version


def test_labels_fold_traditional_script_and_radicals():
    folding = load_catalogue().folding

    assert folding.text_key("政府信息公開行政複議、訴訟") == "政府信息公开行政复议、诉讼"
    assert (
        folding.text_key("無正當理由大量反覆申請")
        == folding.text_key("無正當理由大量反複申請")
        == "无正当理由大量反复申请"
    )
    assert folding.text_key("同意公開答覆數、發佈會、查閱點") == "同意公开答复数、发布会、查阅点"
    assert folding.label_key("⼀、本年新收").key == "本年新收"
    assert folding.text_key("⻓⻔⻅") == "长门见"


def test_every_code_that_the_program_can_raise_is_declared():
    literal = re.compile(r'"((?:FILE|PAGE|TABLE|DOC|READ|CELL|ROW|T[234]|EDITION|PLAUS|NARR|XY|S14)\.[A-Z0-9_.]+)"')
    packages = (loader.HERE.parents[1] / name for name in ("extractors", "pipeline", "db"))
    raised = {
        code for package in packages for path in package.rglob("*.py") for code in literal.findall(path.read_text())
    }
    declared = tuple(load_catalogue().rules)

    assert len(raised) > 40
    assert [code for code in sorted(raised) if not any(rule.startswith(code) for rule in declared)] == []
