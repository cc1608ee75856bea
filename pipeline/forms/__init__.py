"""Labels to canonical fields, texts to numbers: a draft becomes a report."""
