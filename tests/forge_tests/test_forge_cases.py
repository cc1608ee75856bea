"""The curated cases and the bad files."""

import io
import json
import zipfile
from dataclasses import fields

import pypdfium2
import pytest
from forge import BREAKS, Look, Printing, bad_files, failed_sums, make_facts
from forge.cases import CASES
from forge.form import t2_fields
from forge.labels import LABEL_CHANGES
from forge.mixtures import mix_case, write_case

from extractors.model.source import sniff

MEDIA = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "scan": "application/pdf",
    "text": "text/plain",
    "markdown": "text/plain",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_renders_as_its_type(case):
    expected = case.expected()

    assert sniff(case.data()) == MEDIA[case.kind]
    assert len(expected) == len(case.facts.cells)
    assert all((value is not None) == (state == "number") for state, value in expected.values())


def test_case_names_are_sentences_of_their_own():
    names = [case.name for case in CASES]

    assert len(set(names)) == len(names)
    assert all(" " in name for name in names)


def test_every_switch_of_a_look_is_thrown_in_some_case():
    plain = Look()
    thrown = {f.name for case in CASES for f in fields(Look) if getattr(case.look, f.name) != getattr(plain, f.name)}

    assert {f.name for f in fields(Look)} - thrown == {"noise", "dots_per_inch", "jpeg_quality", "own_font"}


def test_every_label_change_is_in_some_case():
    used = {name for case in CASES for name in case.look.labels}

    assert set(LABEL_CHANGES) - used == set()


def test_every_break_and_state_is_in_some_case():
    rules = {rule.split(".")[1] for case in CASES for rule, _, _ in failed_sums(case.facts)}
    states = {state for case in CASES for state, _ in case.expected().values()}

    assert len(BREAKS) == 4
    assert rules == {"ROW", "COL", "SUM"}
    assert states == {
        "number",
        "blank",
        "slash",
        "dash",
        "text_na",
        "text",
        "illegible",
        "merged_span",
        "missing_table",
    }


def test_printing_refuses_a_switch_it_does_not_know():
    with pytest.raises(TypeError, match="unexpected keyword"):
        make_facts(1, zeros="/")
    assert Printing().zero == "0"
    assert t2_fields("gb2021_30")[-1] == "admin_fees_cny_10k"


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "text", "markdown"])
def test_mixtures_render_in_every_format(kind):
    cases = [mix_case(seed, kind) for seed in range(8)]

    assert [sniff(case.data()) for case in cases] == [MEDIA[kind]] * 8
    assert len({case.look for case in cases}) == 8
    assert mix_case(3, kind) == mix_case(3, kind)


def test_a_written_case_is_a_source_and_its_truth(tmp_path):
    case = mix_case(1, "docx")
    write_case(case, tmp_path / "case")
    told = json.loads((tmp_path / "case" / "truth.json").read_text(encoding="utf-8"))

    assert (tmp_path / "case" / "source.docx").read_bytes() == case.data()
    assert told == case.truth()


BAD = bad_files()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        pytest.param("empty", "application/x-empty", id="an empty file"),
        pytest.param("truncated pdf", "application/pdf", id="half a PDF"),
        pytest.param("zip that is no docx", "application/zip", id="a zip"),
        pytest.param("photo", "image/jpeg", id="a photo"),
        pytest.param("news page", "text/html", id="news"),
        pytest.param("single page application", "text/html", id="a page without text"),
        pytest.param("docx bomb", MEDIA["docx"], id="a bomb"),
        pytest.param("billion laughs docx", MEDIA["docx"], id="a billion laughs"),
    ],
)
def test_bad_file_is_of_its_type(name, media_type):
    assert sniff(BAD[name]) == media_type


def test_encrypted_pdf_does_not_open_without_its_password():
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(BAD["encrypted pdf"])
    assert len(pypdfium2.PdfDocument(BAD["encrypted pdf"], password="made-up-password")) == 1


def test_bomb_unpacks_to_a_thousand_times_its_size():
    with zipfile.ZipFile(io.BytesIO(BAD["docx bomb"])) as archive:
        size = archive.getinfo("word/document.xml").file_size

    assert size > 900 * len(BAD["docx bomb"])
