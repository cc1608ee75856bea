"""Answers about texts, remembered."""

from pipeline.forms.memo import Memo, remember


def test_asks_once_for_each_text():
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    of = remember(length, 10)
    assert [of("件"), of("总计"), of("件"), of("")] == [1, 2, 1, 0]
    assert asked == ["件", "总计", ""]


def test_remembers_that_there_is_no_answer():
    asked: list[str] = []
    of = remember(lambda text: asked.append(text), 10)
    assert of("无") is of("无") is None
    assert asked == ["无"]


def test_holds_no_more_texts_than_it_may():
    memo: Memo[int] = Memo(len, 3)
    assert [memo["x" * n] for n in range(50)] == list(range(50))
    assert 0 < len(memo) <= 3
