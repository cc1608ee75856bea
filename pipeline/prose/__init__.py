"""Figures in prose: every count that the sections of a report state in words."""
