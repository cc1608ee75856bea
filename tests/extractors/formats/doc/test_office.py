"""The resident office program: started once, bounded, gone with the process that asked."""

import os
import time
from pathlib import Path

import pytest

from extractors.formats.doc import office
from extractors.formats.doc.office import Resident, find_bridge, find_office

RTF = b"{\\rtf1\\ansi 1 2 3\\par}"
PROGRAM = find_office()
BRIDGE = PROGRAM and find_bridge(PROGRAM)
needs_office = pytest.mark.skipif(PROGRAM is None, reason="no LibreOffice on this machine")
needs_bridge = pytest.mark.skipif(not BRIDGE, reason="no Python with LibreOffice's bridge on this machine")


def sessions_of(process_id: int) -> set[int]:
    """The processes of the session that this process leads."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                told = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if told[3] == str(process_id) and told[0] != "Z":
                found.add(int(entry.name))
    return found


def wait_until(told) -> bool:
    for _ in range(200):
        if told():
            return True
        time.sleep(0.1)
    return False


@needs_bridge
def test_it_is_started_once_for_many_documents():
    resident = Resident(PROGRAM, BRIDGE)
    try:
        packed = [resident.convert(RTF) for _ in range(3)]

        assert [one[:2] for one in packed if one] == [b"PK"] * 3
        assert resident.starts == 1
    finally:
        resident.close()
    assert not resident.folder.exists()
    assert list(Path("/tmp").glob(f"OSL_PIPE_*{resident.folder.name}")) == []


@needs_bridge
def test_a_lost_program_costs_one_start():
    resident = Resident(PROGRAM, BRIDGE)
    try:
        resident.convert(RTF)
        office._end_session(resident.driver)
        packed = [resident.convert(RTF) for _ in range(2)]

        assert [one[:2] for one in packed if one] == [b"PK"] * 2
        assert resident.starts == 2
    finally:
        resident.close()


@needs_bridge
def test_it_ends_with_the_process_that_asked():
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resident = Resident(PROGRAM, BRIDGE)
        resident.convert(RTF)
        os.write(writing, f"{resident.driver.pid} {resident.folder}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    driver, folder = os.read(reading, 1000).decode().split()

    assert wait_until(lambda: sessions_of(int(driver)) == set())
    assert wait_until(lambda: not Path(folder).exists())
    assert list(Path("/tmp").glob(f"OSL_PIPE_*{Path(folder).name}")) == []


@needs_office
def test_without_the_bridge_it_is_started_for_each_document():
    packed = Resident(PROGRAM, None).convert(RTF)

    assert packed is not None
    assert packed[:2] == b"PK"


def test_a_program_that_says_nothing_gives_no_document(tmp_path, monkeypatch):
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\necho ready\nsleep 100\n")
    silent.chmod(0o755)
    monkeypatch.setattr(office, "_CONVERT_SECONDS", 0.5)
    monkeypatch.setattr(office, "_END_SECONDS", 0.1)
    resident = Resident("/nowhere/soffice", str(silent))

    assert resident.convert(RTF) is None
    assert resident.driver is None
