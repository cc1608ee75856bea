"""One resident LibreOffice a process, that turns old Word documents into .docx.

Starting the program costs some seconds, a conversion some tenths of one: so it is started at the first document that
needs it and kept. It is driven through its own bridge (``office_driver``), by the Python that has it; where no Python
has it, every document starts the program anew, with a profile that is kept.
"""

import contextlib
import os
import select
import shutil
import subprocess
import sys
import tempfile
import weakref
from functools import cache
from pathlib import Path

from extractors.formats import confined_process as child

_DRIVER = Path(__file__).with_name("office_driver.py")
_START_SECONDS = 60
_CONVERT_SECONDS = 60
_END_SECONDS = 3
_QUIET = subprocess.DEVNULL
_OFFLINE = (sys.executable, "-I", "-S", str(Path(child.__file__)))
"""What a program is started by, so that it has no network: a document may link to whom it likes."""


def find_office() -> str | None:
    """The path of LibreOffice's program, or None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_by_office(office: str, data: bytes) -> bytes | None:
    """The document as .docx, or None when the office program gives none within a minute.

    It runs with a profile of its own, so that it neither meets nor changes the one of a person at the same machine.
    """
    return _get_resident(office, os.getpid()).convert(data)


@cache
def _get_resident(office: str, process_id: int) -> "Resident":
    """One for each process: a forked worker must not talk over its parent's pipe."""
    return Resident(office, find_bridge(office))


@cache
def find_bridge(office: str) -> str | None:
    """A Python that can import LibreOffice's bridge: its own when it has one, else the system's; None without."""
    beside = Path(office).resolve().with_name("python")
    for candidate in (str(beside), "/usr/bin/python3"):
        if Path(candidate).is_file() and _has_bridge(candidate):
            return candidate
    return None


def _has_bridge(python: str) -> bool:
    try:
        asked = subprocess.run([python, "-c", "import uno"], stdin=_QUIET, stdout=_QUIET, stderr=_QUIET, timeout=20)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


class Resident:
    """LibreOffice kept running for this process; started when first needed, and again when it was lost."""

    def __init__(self, office: str, bridge: str | None) -> None:
        self.office, self.bridge = office, bridge
        self.folder = Path(tempfile.mkdtemp(prefix="gongkai-office-"))
        self.driver: subprocess.Popen[str] | None = None
        self.starts = 0
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, True)

    def convert(self, data: bytes) -> bytes | None:
        """The document as .docx, or None when none comes within the time; what hangs is ended."""
        self.folder.mkdir(exist_ok=True)
        source, result = self.folder / "source.doc", self.folder / "source.docx"
        # The program marks what it opened as read-only: a new file each time, never an old one written over.
        source.unlink(missing_ok=True)
        result.unlink(missing_ok=True)
        source.write_bytes(data)
        answer = self._ask(source)
        if answer is None:
            self._convert_once(source)
        return result.read_bytes() if result.is_file() and answer != "hangs" else None

    def close(self) -> None:
        """Ends the office program; the next document starts it again.

        The driver ends it when its input ends, and clears up behind it; only a driver that does not is killed.
        """
        if self.driver is not None:
            for pipe in (self.driver.stdin, self.driver.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):  # what was not yet sent, nobody waits for
                        pipe.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.driver.wait(_END_SECONDS)
            _end_session(self.driver)
            self.driver = None

    def _ask(self, source: Path) -> str | None:
        """The resident program's answer, ``hangs`` when it gave none in time, None when there is no such program."""
        driver = self.driver or self._start()
        if driver is None or driver.stdin is None:
            return None
        try:
            driver.stdin.write(f"{source}\n")
            driver.stdin.flush()
        except BrokenPipeError:
            self.close()
            return None
        answer = _wait_for_line(driver, _CONVERT_SECONDS)
        if answer not in ("done", "failed"):
            self.close()
        return answer

    def _start(self) -> subprocess.Popen[str] | None:
        if self.bridge is None:
            return None
        command = [*_OFFLINE, self.bridge, str(_DRIVER), self.office, str(self.folder)]
        pipe = subprocess.PIPE
        self.driver = subprocess.Popen(  # noqa: S603
            command, stdin=pipe, stdout=pipe, stderr=_QUIET, text=True, start_new_session=True
        )
        self.starts += 1
        if _wait_for_line(self.driver, _START_SECONDS) != "ready":
            self.close()
            self.bridge = None
        return self.driver

    def _convert_once(self, source: Path) -> None:
        """Starts the program for one document, for at most a minute, with whatever it starts."""
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        wanted = ["--headless", "--norestore", "--convert-to", "docx", "--outdir", str(self.folder)]
        command = [*_OFFLINE, self.office, profile, *wanted, str(source)]
        waits, lifeline = os.pipe()
        process = subprocess.Popen(command, stdin=waits, stdout=_QUIET, stderr=_QUIET, start_new_session=True)  # noqa: S603
        child.end_group_with(waits, process.pid)
        os.close(waits)
        try:
            process.wait(_CONVERT_SECONDS)
        except subprocess.TimeoutExpired:
            _end_session(process)
        finally:
            os.close(lifeline)


def _wait_for_line(driver: subprocess.Popen[str], seconds: float) -> str | None:
    """What the driver says: a line, ``hangs`` when none comes in time, None when it is gone."""
    if driver.stdout is None:
        return None
    if not select.select([driver.stdout], [], [], seconds)[0]:
        return "hangs"
    return driver.stdout.readline().strip() or None


def _end_session(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """Ends a program that leads a session, and all it started: the office program stands behind a script."""
    child.end_group(process.pid)
    process.wait()
