"""Matrices of a PDF, and what they do to places on the page."""

from typing import Any

import pypdfium2.raw as pdfium

SLANT = 0.12
"""Rise of a line of text, for its length, from which it is slanted: about seven degrees."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def read_matrix(item: Any) -> Matrix:
    """The matrix of a page object."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def is_slanted(matrix: Matrix) -> bool:
    """Whether the matrix turns a line of text neither by quarters nor by the few degrees of a crooked scan."""
    along, across = abs(matrix[0]), abs(matrix[1])
    return min(along, across) > SLANT * max(along, across)


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point after the matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bound(matrix: Matrix, bounds: Bounds) -> Bounds:
    """The upright rectangle around a rectangle after the matrix."""
    if matrix is IDENTITY:
        return bounds
    left, bottom, right, top = bounds
    xs, ys = zip(*(transform(matrix, x, y) for x in (left, right) for y in (bottom, top)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
