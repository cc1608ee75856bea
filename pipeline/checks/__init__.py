"""Every check: a report in, findings out. A check never changes a value."""
