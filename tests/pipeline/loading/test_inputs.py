"""Which files a command line names."""

import os
from pathlib import Path

import pytest

from pipeline.loading.inputs import Inputs, NoSuchInputError, find_files


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


def test_a_link_to_nothing_is_named_so_that_its_reading_is_told(folder):
    (folder / "link.html").symlink_to(folder / "gone.html")

    assert names(folder, str(folder)) == ["b.html", "link.html", "a.pdf", "inner/c.docx", "inner/deep/d.txt"]
    assert names(folder, str(folder / "link.html")) == ["link.html"]
    assert names(folder, str(folder / "l*.html")) == ["link.html"]


def test_what_is_no_file_is_named_so_that_its_reading_is_told(folder):
    os.mkfifo(folder / "pipe.html")
    (folder / "circle").symlink_to("circle")

    assert names(folder, str(folder / "circle"), str(folder)) == [
        "circle",
        "b.html",
        "pipe.html",
        "a.pdf",
        "inner/c.docx",
        "inner/deep/d.txt",
    ]


def test_a_name_longer_than_any_system_takes_is_named(folder):
    path = folder / ("x" * 300)

    assert names(folder, str(path)) == [path.name]


def test_what_is_passed_over_is_counted_by_why(folder):
    (folder / "inner" / "round").symlink_to(folder, target_is_directory=True)
    inputs = Inputs.name([str(folder), str(folder / "inner"), str(folder / ".x")])
    first = list(inputs.walk()), dict(inputs.passed)

    assert first[1] == {".json": 1, ".toml": 1, "hidden": 1, "links back": 1}
    assert (list(inputs.walk()), dict(inputs.passed)) == first


def test_folders_may_be_nested_deeper_than_calls(tmp_path):
    folders = [tmp_path / "/".join(["d"] * depth) for depth in range(1, 1200)]
    for folder in folders:
        folder.mkdir()
    (folders[-1] / "a.html").write_bytes(b"x")

    try:
        assert [path.name for path in find_files([str(tmp_path)])] == ["a.html"]
    finally:  # what clears the folder away afterwards would not come so deep
        (folders[-1] / "a.html").unlink()
        for folder in reversed(folders):
            folder.rmdir()


def test_a_file_that_is_gone_when_the_list_is_drawn_again_is_still_named(folder):
    inputs = Inputs.name([str(folder / "a.pdf")])
    (folder / "a.pdf").unlink()

    assert [path.name for path in inputs.walk()] == ["a.pdf"]


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
