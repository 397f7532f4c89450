from voc.effort import expressed, to_ces, to_ease


def test_expressed_is_null_without_evidence() -> None:
    assert expressed([None, None]) is None
    assert expressed([]) is None
    assert expressed([4.0, None, 2.0]) == 3.0


def test_scales_reverse_the_rating() -> None:
    for scale, hard, easy in ((to_ces, 1, 7), (to_ease, -5, 5)):
        assert scale(5.0) == hard
        assert scale(1.0) == easy
        values = [scale(1 + i / 10) for i in range(41)]
        assert values == sorted(values, reverse=True)
