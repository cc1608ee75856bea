from extractors.formats import pdfium_fonts  # noqa: F401  (before the first PDF is opened)
