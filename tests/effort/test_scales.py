from voc.effort import to_ces, to_ease


def test_scales_reverse_the_rating() -> None:
    for scale, hard, easy in ((to_ces, 1, 7), (to_ease, -5, 5)):
        assert scale(5.0) == hard
        assert scale(1.0) == easy
        values = [scale(1 + i / 10) for i in range(41)]
        assert values == sorted(values, reverse=True)
