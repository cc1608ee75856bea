"""The screen: what documents and people wrote is shown as it stands.

Left to itself, rich takes ``[b]`` in a text for a word of its own, and ``:on:`` for a picture: a name that holds such a
thing would be shown as another one, and ``[/b]`` would end the command. So no text is read for either; what is to be
bold is said beside it.
"""

import sys

from rich.console import Console


def open_screen(*, piped_width: int | None = None, soft_wrap: bool = False) -> Console:
    """Standard output.

    Args:
        piped_width: Signs in a line where the output is no terminal.
        soft_wrap: Leave long lines to the terminal; else they are folded.
    """
    width = None if sys.stdout.isatty() else piped_width
    return Console(markup=False, emoji=False, width=width, soft_wrap=soft_wrap)
