"""Reads one line of print with a recognition model that ships inside an installed package; nothing is downloaded."""

import importlib.util
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.page import Gray
from extractors.model.document import Unreadable

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it tells its maker, by the network, that it was started and on what
import onnxruntime

HEIGHT = 48
"""Pixels: the height the models were trained on."""
_MAX_WIDTH = 3200
_BATCH_PIXELS = 2400
"""Width of all lines of one batch together, which bounds the memory of a run."""

_MISTAKEN = {"丶": "、", "{": "（", "}": "）"}
"""What a worn mark of punctuation is read as, and what it is: prose and forms have no braces and no lone dot stroke."""

_PACKAGES = ("rapidocr_onnxruntime", "rapidocr")


@dataclass(frozen=True, slots=True)
class RecognisedSign:
    """One recognised character."""

    text: str
    probability: float
    at: float
    """Where in the line it stands, 0 (left edge) to 1 (right edge): the middle of its peak."""
    runner_up: str = ""
    """Second choice of the model at this place; "" when that is no character."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """What the model made of one line."""

    signs: tuple[RecognisedSign, ...]

    @property
    def text(self) -> str:
        """The characters in order."""
        return "".join(sign.text for sign in self.signs)

    @property
    def probability(self) -> float:
        """That of the least sure character; 0 for no text."""
        return min((sign.probability for sign in self.signs), default=0.0)


class Recogniser:
    """One recognition model, loaded once; ``read`` takes lines of any width."""

    def __init__(self, model: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        # A thread that waits for the next line sleeps; spinning would take the time of other workers.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
        names = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *names, " "]
        self._input = self._session.get_inputs()[0].name

    def read(self, lines: Sequence[Gray], only: str = "") -> list[LineReading]:
        """What each line says; lines of like width go through the model together.

        ``only`` bounds the characters that may come out, for lines of which it is known what they can hold.
        """
        allowed = self._mask(only)
        sized = [_to_height(line) for line in lines]
        order = sorted(range(len(sized)), key=lambda index: sized[index].shape[1])
        readings: list[LineReading] = [LineReading(())] * len(sized)
        for batch in _split_batches(order, [line.shape[1] for line in sized]):
            widths = [sized[index].shape[1] for index in batch]
            scores = self._session.run(None, {self._input: _stack([sized[index] for index in batch])})[0]
            if allowed is not None:
                scores = _bound(scores, allowed)
            for index, width, steps in zip(batch, widths, scores, strict=True):
                readings[index] = self._decode(steps, width / max(widths))
        return readings

    def _mask(self, only: str) -> npt.NDArray[np.float32] | None:
        if not only:
            return None
        return np.array([not name or name in only for name in self._characters], dtype=np.float32)

    def _decode(self, steps: npt.NDArray[np.float32], share: float) -> LineReading:
        """Greedy CTC: a run of one character is that character once, at the middle of the run."""
        best = steps.argmax(axis=1)
        signs = []
        start = 0
        for stop in range(1, len(best) + 1):
            if stop < len(best) and best[stop] == best[start]:
                continue
            if best[start] != 0:
                signs.append(self._sign(steps[start:stop], (start + stop) / 2 / len(best) / share))
            start = stop
        return LineReading(tuple(signs))

    def _sign(self, peak: npt.NDArray[np.float32], at: float) -> RecognisedSign:
        summit = peak[int(peak.max(axis=1).argmax())]
        second, first = (int(index) for index in np.argpartition(summit, -2)[-2:])
        if summit[second] > summit[first]:
            first, second = second, first
        name = self._characters[first]
        return RecognisedSign(_MISTAKEN.get(name, name), float(summit[first]), min(at, 1.0), self._characters[second])


def _bound(scores: npt.NDArray[np.float32], allowed: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The scores with nothing but allowed characters, and one of them wherever the model saw a character at all."""
    bounded = scores * allowed
    bounded[..., 0][scores.argmax(axis=-1) != 0] = 0.0
    return np.asarray(bounded, dtype=np.float32)


def _to_height(line: Gray) -> Gray:
    factor = HEIGHT / line.shape[0]
    width = min(max(round(line.shape[1] * factor), 16), _MAX_WIDTH)
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(line, (width, HEIGHT), interpolation=how), dtype=np.uint8)


def _split_batches(order: list[int], widths: list[int]) -> Iterator[list[int]]:
    """Neighbours in width, none padded by more than a quarter, few enough for the memory."""
    batch: list[int] = []
    for index in order:
        if batch and (widths[index] > 1.25 * widths[batch[0]] or widths[index] * (len(batch) + 1) > _BATCH_PIXELS):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _stack(lines: list[Gray]) -> npt.NDArray[np.float32]:
    """The model's input: (line, 3 equal channels, 48, width), -1 black to 1 white, short lines padded with paper."""
    stacked = np.ones((len(lines), 3, HEIGHT, max(line.shape[1] for line in lines)), np.float32)
    for place, line in zip(stacked, lines, strict=True):
        place[:, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1.0
    return stacked


@lru_cache(maxsize=2)
def load_recogniser(threads: int = 2) -> Recogniser:
    """The recogniser of this process, made at the first call.

    Raises:
        Unreadable: FILE.NEEDS_EXTRA when no installed package ships a model.
    """
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            models = sorted((Path(folder) / "models").glob("*rec*.onnx"))
            if models:
                return Recogniser(models[0], threads)
    raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[ocr]'")
