"""Run by the Python that has LibreOffice's bridge, beside one resident LibreOffice: a path a line in, a word out.

This file is a program of its own and not imported: the bridge (module ``uno``) belongs to the system's Python or to
LibreOffice's, never to ours. ``office`` starts it. Arguments: the office program, a folder for its profile. Each
line of its input is the path of a Word document; the answer is ``done`` when the .docx stands beside it, else
``failed``. The first line it says is ``ready``. It must lead a session of its own: at the end of its input it ends
all that belong to it, the office program and itself.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.uno import Exception as OfficeException

_START_SECONDS = 40
_CLEAR_UP_SECONDS = 0.5
"""In which the office program, told to end, takes its lock and its socket away, at most."""
_SOCKET_FOLDERS = ("/tmp", "/var/tmp")  # noqa: S108 - not ours: the office program puts them there, whatever TMPDIR says


def _start(office: str, folder: Path) -> Any:
    """The desktop of the running program, from which documents are opened."""
    pipe = f"pipe,name={_name_pipe(folder)}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    quiet = subprocess.DEVNULL
    flags = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault", f"--accept={pipe};urp;"]
    own = os.environ | {"TMPDIR": str(folder)}  # what it leaves behind goes with the folder
    subprocess.Popen([office, profile, *flags], stdin=quiet, stdout=quiet, stderr=quiet, env=own)  # noqa: S603
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(_START_SECONDS * 20):
        try:
            context = resolver.resolve(f"uno:{pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.05)
    raise TimeoutError("the office program does not answer")


def _name_pipe(folder: Path) -> str:
    return f"gongkai-{folder.name}"


def _convert(desktop: Any, path: Path) -> bool:
    """Writes the document at ``path`` as .docx beside it, with no macro run and no link followed."""
    quiet = [_say("Hidden", True), _say("ReadOnly", True), _say("MacroExecutionMode", 0), _say("UpdateDocMode", 0)]
    document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, quiet)
    if document is None:
        return False
    try:
        wanted = _say("FilterName", "Office Open XML Text")
        document.storeToURL(path.with_suffix(".docx").as_uri(), [wanted])
    finally:
        document.close(True)
    return True


def _say(name: str, value: object) -> Any:
    return PropertyValue(Name=name, Value=value)


def _end_with(parent: int, folder: Path) -> None:
    """Waits until the process that asked is gone or wants no more, whatever the office program is doing."""
    asked = select.poll()
    asked.register(sys.stdin, 0)  # a writer that is gone is told unasked
    while os.getppid() == parent and not asked.poll(1000):
        pass
    _end_all(folder)


def _end_all(folder: Path) -> None:
    """Ends the office program, which is a grandchild behind a script, what it leaves behind, and this program."""
    os.killpg(os.getpgrp(), signal.SIGTERM)
    until = time.monotonic() + _CLEAR_UP_SECONDS
    with contextlib.suppress(ChildProcessError):  # they are gone
        while time.monotonic() < until:
            os.waitpid(-1, os.WNOHANG)
            time.sleep(0.01)
    for sockets in _SOCKET_FOLDERS:
        Path(sockets, f"OSL_PIPE_{os.getuid()}_{_name_pipe(folder)}").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Answers until its input ends."""
    folder = Path(sys.argv[2])
    # Not ignored but passed over: what is ignored stays so in the programs started from here.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        desktop = _start(sys.argv[1], folder)
        print("ready", flush=True)
        for line in sys.stdin:
            try:
                told = _convert(desktop, Path(line.rstrip("\n")))
            except OfficeException:
                told = False
            print("done" if told else "failed", flush=True)
    finally:
        _end_all(folder)


if __name__ == "__main__" and os.getpgrp() == os.getpid():
    threading.Thread(target=_end_with, args=(os.getppid(), Path(sys.argv[2])), daemon=True).start()
    main()
