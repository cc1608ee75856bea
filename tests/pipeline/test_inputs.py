"""Which files a command line names."""

from pathlib import Path

import pytest

from pipeline.inputs import NoSuchInputError, find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.html",
        "a.pdf",
        "inner/c.docx",
        "inner/deep/d.txt",
        "truth.json",
        "notes.toml",
        ".hidden/e.pdf",
        ".x",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def names(folder: Path, *paths: str) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files(paths)]


def test_a_folder_is_walked_in_order_pages_first_without_data_and_hidden_files(folder):
    assert names(folder, str(folder)) == ["b.html", "a.pdf", "inner/c.docx", "inner/deep/d.txt"]


@pytest.mark.parametrize("suffix", [".db", ".sqlite", ".sqlite3"])
def test_a_database_in_the_folder_is_no_report_nor_are_the_files_beside_it(tmp_path, suffix):
    for end in ("", "-wal", "-shm", "-run-7.lock"):
        (tmp_path / f"gongkai{suffix}{end}").write_bytes(b"x")

    assert names(tmp_path, str(tmp_path)) == []


def test_a_file_named_by_itself_is_read_whatever_its_suffix(folder):
    assert names(folder, str(folder / "truth.json")) == ["truth.json"]


def test_a_pattern_names_what_it_matches(folder):
    assert names(folder, str(folder / "*.html")) == ["b.html"]
    assert names(folder, str(folder / "**" / "*.txt")) == ["inner/deep/d.txt"]


def test_a_file_named_twice_is_read_once(folder):
    assert names(folder, str(folder / "a.pdf"), str(folder / "*.pdf"), str(folder)) == [
        "a.pdf",
        "b.html",
        "inner/c.docx",
        "inner/deep/d.txt",
    ]


def test_a_file_that_a_walk_leaves_out_is_read_when_it_is_named_after_its_folder(folder):
    paths = (str(folder / "inner"), str(folder / "truth.json"), str(folder), str(folder / ".x"))

    assert names(folder, *paths) == ["inner/c.docx", "inner/deep/d.txt", "truth.json", "b.html", "a.pdf", ".x"]


@pytest.mark.parametrize("name", ["missing.pdf", "*.ofd", "no/such/folder"])
def test_a_name_of_nothing_is_refused_by_name(folder, name):
    with pytest.raises(NoSuchInputError) as caught:
        names(folder, str(folder / name))

    assert str(caught.value) == f"{folder / name}: no such file, folder or pattern"


def test_an_empty_name_is_not_this_folder():
    with pytest.raises(NoSuchInputError, match="a path is empty"):
        names(Path(), "")


def test_a_name_that_looks_like_a_pattern_is_taken_as_it_is(folder):
    path = folder / "报告[2024].html"
    path.write_bytes(b"x")

    assert names(folder, str(path)) == ["报告[2024].html"]


def test_an_empty_folder_has_no_files(tmp_path):
    assert names(tmp_path, str(tmp_path)) == []


def test_a_link_to_nothing_is_passed_over(folder):
    (folder / "link.html").symlink_to(folder / "gone.html")

    assert names(folder, str(folder)) == ["b.html", "a.pdf", "inner/c.docx", "inner/deep/d.txt"]
    with pytest.raises(NoSuchInputError):
        names(folder, str(folder / "link.html"))


@pytest.mark.parametrize("place", [".", "inner", "inner/deep"])
def test_a_link_back_to_a_folder_above_is_not_walked_again(folder, place):
    (folder / place / "round").symlink_to(folder, target_is_directory=True)
    (folder / "inner" / "itself").symlink_to(".", target_is_directory=True)

    assert names(folder, str(folder)) == ["b.html", "a.pdf", "inner/c.docx", "inner/deep/d.txt"]


def test_a_link_to_a_folder_elsewhere_is_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "e.html").write_bytes(b"x")
    (folder / "linked").symlink_to(elsewhere, target_is_directory=True)

    assert names(folder, str(folder / "linked")) == ["linked/e.html"]
    assert "linked/e.html" in names(folder, str(folder))
