"""What is kept of the catalogue's files: used when they are the same, made anew when they are not, or when it is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

import pipeline.commands.cli as command_line
from pipeline.catalogue import compiled as kept
from pipeline.catalogue.compiled import Parted, keep, part, read_toml
from pipeline.catalogue.load import HERE, load_catalogue
from pipeline.prose.words.lexicon import load_lexicon

TEXT = 'names = ["甲", "乙"]\n[one]\nyear = 2024\n'
TOLD = {"names": ["甲", "乙"], "one": {"year": 2024}}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def list_kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.kept"))


@pytest.fixture
def refuse_to_parse(monkeypatch):
    def refuse(path):
        raise AssertionError(f"{path} is parsed")

    return lambda: monkeypatch.setattr(kept, "_parse", refuse)


def test_a_file_is_parsed_once_and_then_read_from_what_was_kept(file, refuse_to_parse):
    first = read_toml(file)
    refuse_to_parse()

    assert (read_toml(file), first) == (TOLD, TOLD)


def test_a_changed_file_is_parsed_anew_and_what_was_kept_replaced(file):
    read_toml(file)
    file.write_text(TEXT.replace("2024", "2025"), encoding="utf-8")

    assert read_toml(file)["one"] == {"year": 2025}
    assert len(list_kept(file.parent)) == 1


@pytest.mark.parametrize("damage", [b"", b"short", "cut", "flipped"])
def test_what_was_kept_and_is_damaged_is_ignored_and_made_anew(file, damage, refuse_to_parse):
    read_toml(file)
    (place,) = list_kept(file.parent)
    whole = place.read_bytes()
    flipped = bytes([*whole[:-3], whole[-3] ^ 1, *whole[-2:]])
    place.write_bytes({"cut": whole[:-1], "flipped": flipped}.get(damage, damage))

    assert read_toml(file) == TOLD
    assert place.read_bytes() == whole
    refuse_to_parse()
    assert read_toml(file) == TOLD


def test_where_nothing_can_be_kept_it_is_made_each_time(file):
    (file.parent / "__pycache__").write_text("a file in the place of the folder")

    assert (read_toml(file), read_toml(file)) == (TOLD, TOLD)


def test_what_fails_to_be_made_is_not_kept(file):
    file.write_text("[", encoding="utf-8")

    for _ in range(2):
        with pytest.raises(ValueError):
            read_toml(file)
    assert list_kept(file.parent) == []


def test_it_is_made_anew_when_any_of_its_sources_has_changed(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    made = []

    def make():
        made.append(one.read_text() + other.read_text())
        return made[-1]

    one.write_text("a")
    other.write_text("b")
    first = [keep(one, (one, other), make) for _ in range(2)]
    other.write_text("c")

    assert (first, keep(one, (one, other), make), made) == (["ab", "ab"], "ac", ["ab", "ac"])


def test_a_mapping_kept_in_parts_says_what_the_whole_one_says():
    whole = {"河南省": "41", "河北省": "13", "新乡市": "4107"}
    parted: Parted[str] = Parted(part(whole, 1), 1)

    assert dict(parted) == whole
    assert [parted.get(name) for name in ("河南省", "河", "山东省", "")] == ["41", None, None, None]
    assert [name in parted for name in ("新乡市", "新", 41)] == [True, False, False]
    with pytest.raises(KeyError):
        parted["山东省"]


def test_a_catalogue_that_is_read_from_what_was_kept_is_the_same(tmp_path, monkeypatch):
    for path in HERE.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    first = load_catalogue.__wrapped__(tmp_path)
    monkeypatch.setattr(kept, "_parse", None)
    second = load_catalogue.__wrapped__(tmp_path)

    assert [describe(one) for one in (first, second)] == [describe(load_catalogue())] * 2


def describe(catalogue):
    told = (catalogue.fields, catalogue.applicants, catalogue.rules, catalogue.identities, catalogue.old_tables)
    return catalogue.version, told, catalogue.values, catalogue.topics, catalogue.t3_labels, catalogue.t4_labels


def test_the_patterns_of_all_numbers_that_count_nothing_are_sound():
    """They are compiled when a text first may hold such a number, and must not fail then."""
    assert all(mask.tried and mask.any_sign for mask in load_lexicon().not_a_count)


NEEDLESS = {
    "alembic", "cssselect", "cv2", "docx", "jieba", "numpy", "onnxruntime", "openpyxl", "pandas", "pdfplumber", "PIL",
    "pyarrow", "pypdfium2", "rapidocr", "rich", "sqlalchemy", "subprocess", "zipfile",
}  # fmt: skip
"""What a page without style sheets needs none of."""


def test_a_web_page_is_read_without_what_other_formats_and_the_database_need():
    root = next(folder for folder in Path(__file__).parents if (folder / "samples").is_dir())
    page = sorted(root.glob("samples/*/source.html"))[0]
    code = (
        f"import sys\nfrom {command_line.__name__} import main\n"
        f"try: main(['extract', '--json', {str(page)!r}])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert NEEDLESS.intersection(name.partition(".")[0] for name in run.stderr.split()) == set()
