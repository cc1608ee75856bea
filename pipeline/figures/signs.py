"""The signs of the folded text at which its parts end."""

BREAKS = "。;!?\n"
"""Signs that end a segment; ";" does not end a sentence."""
SENTENCE_BREAKS = "。!?\n"
