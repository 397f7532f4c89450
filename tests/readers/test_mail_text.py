import email
import time

import pytest

from voc.readers.mail_html import to_text
from voc.readers.mail_text import body, own_words

ASKED = "On Tue, 4 Mar 2026 at 10:00, Kim <kim@brightkettle.example> wrote:"


@pytest.mark.parametrize(
    "above",
    [
        f"{ASKED}\n> Is it still broken?",
        "On Tue, 4 Mar 2026 at 10:00, Kim of the team for lids\n<kim@brightkettle.example> wrote:\n\n> Is it?",
        "-----Original Message-----\nFrom: Kim\nSent: Tuesday\nTo: Ann\nSubject: Lid\n\nIs it still broken?",
        "________________________________\nFrom: Kim <kim@brightkettle.example>\nSent: Tuesday\nSubject: Lid\n\nIs it?",
        "Von: Kim <kim@brightkettle.example>\nGesendet: Dienstag\nAn: Ann\nBetreff: Deckel\n\nIst er noch kaputt?",
        "Il giorno mar 4 mar 2026 alle ore 10:00 Kim <kim@brightkettle.example> ha scritto:\n\n> Ancora rotto?",
        "2026-03-04 10:00 GMT+01:00 Kim <kim@brightkettle.example>:\n\n> Is it?",
        "##- Please type your reply above this line -##\n\nKim, 4 March\n\nIs it?",
        "> Is it still broken?",
    ],
)
def test_quoted_replies_go(above: str) -> None:
    assert own_words(f"Yes, still broken.\n\n{above}", True) == "Yes, still broken."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Lee\nAcme - better since 1987, in every room.",
        "Kind regards,\nAnn Lee\n07700 900123",
        "Yours sincerely\n\nAnn Lee",
        "Regards\nAnn",
        "thanks\nann",
        "Thanks, Ann",
        "Best,\nAnn\n\nPlease consider the environment before printing this e-mail.",
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Mit freundlichen Grüßen\nAnn",
        "Regards,\nAnn\n\nThis e-mail and any files are confidential and intended solely for the addressee. "
        "If you have received it in error please delete it.",
        "DISCLAIMER: This e-mail is confidential. Any liability for viruses is excluded.",
        "This email and any files transmitted with it are privileged\nand intended for the named recipient only.",
    ],
)
def test_signatures_and_disclaimers_go(signature: str) -> None:
    assert own_words(f"The lid is broken.\n\n{signature}", True) == "The lid is broken."


def test_a_warning_put_before_outside_mail_goes() -> None:
    banner = "CAUTION: This email originated from outside of the organization. Do not click links."
    assert own_words(f"{banner}\n\nThe lid is broken.", True) == "The lid is broken."


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but that did not help.\nI want my money back.",
        "Hello,\n\nThank you, for nothing. Three weeks and no lid!",
        "Hello,\n\nThanks!\n\nIt now works, and I have told my neighbours.",
        "Best, most helpful agent ever was Kim",
        "Taken together this is bad.",
        'On Monday your agent wrote:\n"we refund it today"\nand nothing came.',
        "My trip:\nFrom: Leeds\nTo: York\nDate: 3 May\nThe train never came.",
        "Warning: I will write to the ombudsman by e-mail if this goes on.",
        "I received this email in error, it has confidential data of my neighbour and you must delete it.",
        "What is wrong:\n- the lid\n- the switch\nPlease fix it.",
        ">:( this makes me so angry",
        "First the lid\n--\nthen the switch broke, on the same day.\nAnd then you sent me the bill for both of them.",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert own_words(text, False) == text


def test_a_postscript_below_the_signature_stays() -> None:
    text = "Where is it?\n\nBest,\nAnn\n\nPS: you still owe me 20 pounds from March, and I have not forgotten."
    assert own_words(text, True).split("\n\n") == ["Where is it?", "PS: you" + text.partition("PS: you")[2]]


def test_answers_between_quoted_lines_stay() -> None:
    text = (
        f"See below.\n\n{ASKED}\n> Which model is it, please? The number is on the bottom, next to the\nmark.\n"
        "> Thanks,\n\nThe X200.\n\n> And when did it break?\nLast week.\n\n> Kim\n"
    )
    assert own_words(text, True) == "See below.\n\nThe X200.\n\nLast week."
    assert own_words(f"{ASKED}\n> Which model is it?\n\nThe X200.", True) == "The X200."


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n",
        "> Is it?",
        f"{ASKED}\n> Is it?",
        "---------- Forwarded message ---------\nFrom: a@b.example\nSubject: x\n\nx",
    ],
)
def test_nothing_new_is_nothing(text: str) -> None:
    assert own_words(text, True) == ""


def test_lines_that_the_mail_client_broke_are_joined() -> None:
    wrapped = (
        "I have been a customer of yours for eleven years and I have never had to\n"
        "wait this long for an engineer.\n"
        "Two things:\n- the lid\n- the switch"
    )
    joined = wrapped.replace("had to\nwait", "had to wait")
    assert own_words(wrapped, True) == joined
    assert own_words(wrapped, False) == wrapped


@pytest.mark.parametrize(
    "text",
    [
        "x" + "\n" * 50_000 + "y",
        "On a b " * 20_000,
        "On " * 20_000,
        "Thanks,\nIt is still not working.\n" * 300,
        "<" * 20_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    own_words(text, True)
    assert time.process_time() - start < 20, "seconds; unguarded, the library takes minutes for some of these"


def test_html_is_shown_as_a_reader_sees_it() -> None:
    html = """<html><head><title>t</title><style>p {}</style></head><body><!-- c -->
        <div style="display: none">preview</div><p>Still&nbsp;<b>broken</b>,<br>
        see:</p><ul><li>lid</li><li>switch</ul><table><tr><td>a</td><td>b</td></tr></table>
        <pre>x  y
z</pre><div class="moz-signature">Ann</div><blockquote>old<blockquote>older</blockquote></blockquote></body></html>"""
    assert to_text(html) == "Still broken,\nsee:\n\n- lid\n- switch\n\na b\n\nx  y\nz\n\n> old\n\n> > older"


def test_html_that_no_parser_takes_is_text_without_tags() -> None:
    assert to_text("<![foo[ <p>broken &amp; late</p>").split() == ["broken", "&", "late"]


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "café – 1"),
        ("iso-8859-1", "café 1"),
        ("windows-1252", "café – 1"),
        ("shift_jis", "カフェ"),
        ("us-ascii", "café – 1"),
        ("x-unknown", "café – 1"),
        ("unicode_escape", "café – 1"),
    ],
)
def test_text_is_in_the_encoding_that_it_names_or_the_one_that_it_is_in(charset: str, data: str) -> None:
    encoded = data.encode(
        {"us-ascii": "cp1252", "x-unknown": "cp1252", "unicode_escape": "utf-8"}.get(charset, charset)
    )
    mail = email.message_from_bytes(b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + encoded)
    assert body(mail) == (data, True)


def test_text_in_utf8_that_claims_latin1_is_utf8() -> None:
    mail = email.message_from_bytes(b"Content-Type: text/plain; charset=iso-8859-1\n\n" + "naïve".encode())
    assert body(mail)[0] == "naïve"


def test_flowed_text_is_joined_where_it_says_so() -> None:
    mail = email.message_from_string(
        "Content-Type: text/plain; format=flowed; delsp=yes\n\nbro \nken \nlid\n> one \n> two\n From space\n-- \nAnn"
    )
    assert body(mail)[0] == "brokenlid\n> onetwo\nFrom space\n-- \nAnn"


def test_parts_within_parts_are_read_to_a_limit() -> None:
    mail = "Content-Type: text/plain\n\ndeep"
    for i in range(60):
        mail = f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n{mail}\n--b{i}--'
    assert body(email.message_from_string(mail)) == ("", True)
