"""Annual reports in every format and with every trap, drawn from a seed; all issuers, numbers and prose are made up."""

from forge.facts import BREAKS, Facts, alter, expected_states, failed_sums, make_facts, truth
from forge.hostile import bad_files
from forge.look import Look
from forge.printing import Printed, Printing
from forge.render import RENDERERS, SUFFIXES, render

__all__ = [
    "BREAKS",
    "RENDERERS",
    "SUFFIXES",
    "Facts",
    "Look",
    "Printed",
    "Printing",
    "alter",
    "bad_files",
    "expected_states",
    "failed_sums",
    "make_facts",
    "render",
    "truth",
]
