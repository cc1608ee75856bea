"""What is to be read and cannot be, told apart from a fault of the program."""


class UnusableError(Exception):
    """What is to be read cannot be, and no fault of the program: it costs the document, under its own code."""

    code = ""
    """Of the finding that says so."""
