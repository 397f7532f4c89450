"""Cue patterns: what they find, what they leave, and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.cues import find
from voc.cues.context import FLIP
from voc.cues.language import required
from voc.cues.patterns import PRECISION, patterns
from voc.taxonomy import Cue
from voc.text import pipeline


def found(text: str) -> list[tuple[str, str]]:
    """Return the cues of a text with their quotes."""
    return [(span.cue.value, text[span.start : span.end]) for span in find(pipeline()(text))]


POSITIVE = [
    ("I called again on Friday.", "repeat_contact", "I called again"),
    ("We emailed them three times about it.", "repeat_contact", "emailed them three times"),
    ("This is my fifth call this week.", "repeat_contact", "fifth call"),
    ("I have had to chase you for a date.", "repeat_contact", "had to chase"),
    ("I had to repeat myself to everyone.", "repeat_information", "repeat myself"),
    ("I uploaded my payslip twice.", "repeat_information", "uploaded my payslip twice"),
    ("She made me start from scratch.", "repeat_information", "start from scratch"),
    ("I was transferred around for an hour.", "transfer", "transferred around"),
    ("They passed me from desk to desk.", "transfer", "passed me from"),
    ("It was the usual run around.", "transfer", "run around"),
    ("Then they put me through to billing again.", "transfer", "put me through to"),
    ("So I had to call customer service.", "channel_switch", "So I had to call"),
    ("In the end I drove to the shop.", "channel_switch", "In the end I drove"),
    ("They told me to go to the branch.", "channel_switch", "told me to go to the branch"),
    ("I waited 40 minutes.", "wait", "waited 40 minutes"),
    ("A very long queue at the desk.", "wait", "long queue"),
    ("I was on hold for an hour", "wait", "on hold for an hour"),
    ("He is still waiting.", "wait", "still waiting"),
    ("I never heard back from anyone.", "no_response", "never heard back from"),
    ("No response to my letter.", "no_response", "No response"),
    ("He hung up on me.", "no_response", "hung up on me"),
    ("Nobody answered the phone.", "no_response", "Nobody answered"),
    ("The form is long-winded.", "complexity", "long-winded"),
    ("There are too many steps.", "complexity", "too many steps"),
    ("What a complicated process.", "complexity", "complicated"),
    ("I couldn't find the returns address.", "hard_to_find", "couldn't find"),
    ("I have no idea where to send it.", "hard_to_find", "no idea where to"),
    ("Nobody could tell me what to do.", "hard_to_find", "Nobody could tell me what"),
    ("The kiosk would not read my passport.", "self_service_failure", "kiosk would not read"),
    ("I was stuck with your chatbot.", "self_service_failure", "your chatbot"),
    ("An automated system answered.", "self_service_failure", "automated system"),
    ("The app crashed at the payment page.", "technical_failure", "crashed"),
    ("I keep getting an error message.", "technical_failure", "error message"),
    ("The page went blank.", "technical_failure", "page went blank"),
    ("They refused to refund me.", "policy_barrier", "refused to refund me"),
    ("They won't let me change the name.", "policy_barrier", "won't let me change"),
    ("It is against company policy.", "policy_barrier", "against company policy"),
    ("My claim was denied.", "policy_barrier", "was denied"),
    ("My radiator is still not fixed.", "unresolved", "still not fixed"),
    ("It is still broken.", "unresolved", "still broken"),
    ("Nothing has changed since my complaint.", "unresolved", "Nothing has changed"),
    ("It was so easy to order.", "easy", "It was so easy"),
    ("Everything went smoothly.", "easy", "Everything went smoothly"),
    ("I love how easy this was to set up.", "easy", "how easy this"),
    ("Loved how simple it was to cancel.", "easy", "how simple it"),
    ("There was no paperwork.", "easy", "no paperwork"),
    ("The engineer came quickly.", "fast", "came quickly"),
    ("Very fast delivery.", "fast", "Very fast delivery"),
    ("No queue at all.", "fast", "No queue"),
    ("Sorted in one call.", "resolved_first_time", "in one call"),
    ("They fixed it there and then.", "resolved_first_time", "fixed it there and then"),
    ("No need to call again.", "resolved_first_time", "No need to call again"),
    ("They rang me to say the driver was delayed.", "proactive", "rang me to say"),
    ("They kept me informed.", "proactive", "kept me informed"),
    ("She told me before I even asked.", "proactive", "before I even asked"),
    ("The instructions were very clear.", "clear_guidance", "instructions were very clear"),
    ("She explained everything.", "clear_guidance", "explained everything"),
    ("He talked me through it.", "clear_guidance", "talked me through"),
]
FLIPPED = [
    ("I didn't have to call back.", "resolved_first_time", "didn't have to call back"),
    ("dont have to call back", "resolved_first_time", "dont have to call back"),
    ("i didnt have to wait long", "fast", "didnt have to wait"),
    ("No queue at all", "fast", "No queue"),
    ("without any waiting", "fast", "without any waiting"),
    ("I only waited five minutes.", "fast", "only waited five minutes"),
    ("I never had to repeat myself.", "easy", "never had to repeat myself"),
    ("no hassle", "easy", "no hassle"),
    ("It wasn't complicated at all.", "easy", "wasn't complicated"),
    ("The app never crashes.", "easy", "never crashes"),
    ("It was not easy to order.", "complexity", "was not easy to order"),
    ("It was not very fast.", "wait", "was not very fast"),
    ("It couldn't have been easier.", "easy", "couldn't have been easier"),
    ("not only did I have to wait, they were rude", "wait", "have to wait"),
    ("I can't believe I had to wait two hours.", "wait", "had to wait"),
    ("There was no error and I had to wait.", "wait", "had to wait"),
]
NEGATIVE = {
    Cue.REPEAT_CONTACT: ["They called me three times to sell insurance.", "I will call again tomorrow."],
    Cue.REPEAT_INFORMATION: ["I said it was lovely.", "Please send two more boxes."],
    Cue.TRANSFER: ["I want to transfer money to my account.", "my old bank always transferred me"],
    Cue.CHANNEL_SWITCH: ["I went to the shop for milk.", "I use the app and the website."],
    Cue.WAIT: [
        *("I can't wait to see it.", "The wait staff were lovely.", "Hold the onions please."),
        *("How long do I have to wait?", "I hope I don't have to wait.", "Do I have to queue?"),
        "My friend waited two hours.",
    ],
    Cue.NO_RESPONSE: ["You responded to my letter.", "would be nice if you answered"],
    Cue.COMPLEXITY: ["The dress is simple.", "If the form is complicated I stop."],
    Cue.HARD_TO_FIND: ["I found the address at once.", "Let me find my glasses."],
    Cue.SELF_SERVICE_FAILURE: ["I like the new app.", "The website is pretty."],
    Cue.TECHNICAL_FAILURE: ["The trial and error was fun.", "If the app crashed again I would leave."],
    Cue.POLICY_BARRIER: ["The home insurance policy starts in May.", "Will my claim be denied?"],
    Cue.UNRESOLVED: ["The problem was fixed.", "We changed nothing on the order."],
    Cue.EASY: ["It is easy to wear.", "How easy is switching?", "an easy going skirt"],
    Cue.FAST: ["I love fast food.", "I hope it is very quick.", "a quick question"],
    Cue.RESOLVED_FIRST_TIME: ["I have one phone.", "The first time I saw it was in May."],
    Cue.PROACTIVE: ["I rang my mother.", "They did not keep the receipt."],
    Cue.CLEAR_GUIDANCE: ["I explained everything to my wife.", "Please explain the charge.", "It was not explained."],
}
LATER = ["if I have to call again I am leaving", "will I need to call again?", "I hope I never have to call again"]


@pytest.mark.parametrize(("text", "cue", "quote"), POSITIVE + FLIPPED)
def test_finds_the_cue_and_its_words(text: str, cue: str, quote: str) -> None:
    assert found(text) == [(cue, quote)]


@pytest.mark.parametrize("text", [text for texts in NEGATIVE.values() for text in texts] + LATER)
def test_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_every_cue_has_cases_patterns_and_a_precision() -> None:
    names = [cue for _, cue, _ in POSITIVE]
    for cue in Cue:
        assert names.count(cue.value) >= 3
        assert len(NEGATIVE[cue]) >= 2
        assert patterns(cue)
        assert 0 < PRECISION[cue] < 1
        assert cue in FLIP


def test_every_pattern_has_words_that_call_for_it() -> None:
    for cue in (*Cue, None):
        assert all(required(pattern) for pattern in patterns(cue))


def test_speech_without_punctuation() -> None:
    text = "i was on hold for fifty minutes and then they hung up on me"
    assert found(text) == [("wait", "on hold for fifty minutes"), ("no_response", "hung up on me")]


def test_apostrophes_of_any_kind() -> None:
    assert found("I didn\u2019t have to wait.") == [("fast", "didn\u2019t have to wait")]
    assert found("I DIDNT HAVE TO WAIT.") == [("fast", "DIDNT HAVE TO WAIT")]


def test_text_without_sentence_bounds_is_one_sentence() -> None:
    doc = pipeline().make_doc("I had to wait. No hassle")
    assert [span.cue for span in find(doc)] == [Cue.WAIT, Cue.EASY]


def test_empty_text() -> None:
    assert found("") == []
    assert found(" \n ") == []


WORDS = sorted({word for cue in Cue for p in patterns(cue) for t in p for word in t.words})
MARKS = ["not", "didn't", "if", "only", ",", ".", "?", "\n", "\U0001f621", "3", "2hrs"]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([*WORDS, *MARKS]), max_size=15).map(" ".join),
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_spans_of_any_text(text: str) -> None:
    spans = find(pipeline()(text))
    assert spans == find(pipeline()(text))
    assert [(s.start, s.end) for s in spans] == sorted((s.start, s.end) for s in spans)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        assert span.score == PRECISION[span.cue]
    for a in spans:
        assert not any(a is not b and a.cue == b.cue and a.start < b.end and b.start < a.end for b in spans)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([text for text, _, _ in POSITIVE + FLIPPED]),
    st.sampled_from(["It rained.", "I had to wait.", "No."]),
)
def test_a_later_sentence_changes_nothing(text: str, later: str) -> None:
    text = text.rstrip(".") + "."
    spans = find(pipeline()(text))
    both = find(pipeline()(f"{text} {later}"))
    assert [span for span in both if span.start < len(text)] == spans
