import pytest

from voc.touchpoints import find


@pytest.mark.parametrize(
    ("text", "channel", "touchpoint"),
    [
        ("The APP logs me out", "review", "app"),
        ("found it in the app store", "survey", None),
        ("your chat bot is useless, the store was better", "chat", "bot"),
        ("still no parcel", "email", "parcel"),
        ("my bill is wrong", None, "invoice"),
        ("it is fine", "Call", "contact_centre"),
        ("it is fine", "survey", None),
        ("apply for happiness", None, None),
        (None, "chat", "chat"),
    ],
)
def test_find(text: str | None, channel: str | None, touchpoint: str | None) -> None:
    assert find([text], [channel]) == [touchpoint]
