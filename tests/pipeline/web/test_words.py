"""The words of the page: each in both languages, each used, none in the code."""

import re
from pathlib import Path

import pytest

import pipeline.loading.typed_numbers
import pipeline.web
from db.schema.records import CheckState, Method, Period, Scope, State, VerdictKind
from pipeline.catalogue.load import load_catalogue
from pipeline.forms.pre2019.labels import ALL_YEARS
from pipeline.web.words import PageWords, find_language, read_words

FOLDER = Path(pipeline.web.__file__).parent
TYPED = Path(pipeline.loading.typed_numbers.__file__)
CODE = [
    TYPED,
    *sorted(FOLDER.glob("*.py")),
    *sorted(FOLDER.glob("templates/*.html")),
    *sorted(FOLDER.glob("static/*.js")),
]
SAID = re.compile(r"""say\(\s*["'](\w+)["']|"(nav_\w+)"|NotSaidError\("(\w+)"\)""")


def list_said() -> set[str]:
    found = {
        key
        for path in CODE
        for match in SAID.finditer(path.read_text(encoding="utf-8"))
        for key in match.groups()
        if key
    }
    computed = {f"error_{status}" for status in (400, 403, 404, 405, 409, 413, 415, 500, 503)} | {
        "wrong_token",
        "name_missing",
        "too_many_attempts",
        "form_unreadable",
    }
    return found | computed


def test_every_message_that_is_said_is_declared_and_every_one_declared_is_said():
    assert list_said() == set(read_words()["say"])


def test_every_word_is_in_both_languages():
    words = read_words()
    one_sided = [
        (group, code)
        for group, entries in words.items()
        if group != "gloss"
        for code, told in entries.items()
        if set(told) != {"zh", "en"} or not all(told.values())
    ]

    assert one_sided == []


def test_both_languages_of_a_message_take_the_same_values():
    marks = re.compile(r"\{(\w+)\}")
    differ = [
        key
        for key, told in read_words()["say"].items()
        if set(marks.findall(told["zh"])) != set(marks.findall(told["en"]))
    ]

    assert differ == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_no_chinese_stands_in_the_code(path):
    assert re.findall(r"[一-鿿]+", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        pytest.param("state", State, id="states"),
        pytest.param("method", Method, id="methods"),
        pytest.param("sum_state", CheckState, id="states of a sum"),
        pytest.param("scope", Scope, id="scopes"),
        pytest.param("period", Period, id="periods"),
        pytest.param("verdict", VerdictKind, id="verdicts"),
    ],
)
def test_every_code_has_a_name(group, codes):
    assert set(codes.__args__) <= set(read_words()[group])


def test_every_label_of_the_form_has_english():
    catalogue = load_catalogue()
    labels = {label for form in catalogue.t2 for spec in form.cells.values() for label in spec.path}
    labels |= {label for spec in catalogue.t3_rows for label in spec.path}
    labels |= {label for spec in catalogue.t4_columns for label in (*spec.path, spec.label)}

    assert labels <= set(read_words()["gloss"])
    assert {one.code for one in catalogue.applicants} | {ALL_YEARS} == set(read_words()["applicant"])
    assert {one.code for one in catalogue.editions} == set(read_words()["edition"])


def test_a_word_that_is_not_declared_is_its_own_name():
    assert PageWords("en").name("state", "new_state") == "new_state"
    assert PageWords("en").gloss("新标签") == PageWords("zh").gloss("新标签") == "新标签"


@pytest.mark.parametrize(
    ("told", "language"),
    [
        pytest.param(("一", "one"), "one", id="the asked one"),
        pytest.param(("一", ""), "一", id="the other where it is missing"),
        pytest.param((None, None), "", id="nothing at all"),
    ],
)
def test_a_text_in_two_languages_is_picked(told, language):
    assert PageWords("en").pick(*told) == language


def test_a_language_that_is_none_is_no_language():
    assert (find_language("en"), find_language("fr"), find_language(None)) == ("en", None, None)
