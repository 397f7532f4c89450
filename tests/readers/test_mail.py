import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.readers import mail
from voc.readers.encoding import open_text

FIXTURES = Path(__file__).parent / "fixtures"
MBOX = FIXTURES / "mail.mbox"
EML = FIXTURES / "mail.eml"

ORDERED = (
    "Hello,\n\nI ordered a copper kettle on 12 February and paid extra for next-day delivery. Nothing came. "
    "I have rung twice and was on hold for half an hour both times.\n\nFrom what I can see, the money left my "
    "account the same day.\n\nThanks, but a voucher is not what I want. Please just send the kettle."
)


def row(
    interaction: str, customer: str, role: str, speaker: str, *time: int, text: str, sure: float | None = 0.95
) -> dict[str, object]:
    return {
        "interaction_id": interaction,
        "customer_id": customer,
        "role": role,
        **({} if sure is None else {"role_confidence": sure}),
        "speaker": speaker,
        "channel": "email",
        "timestamp": datetime(2026, 3, *time, tzinfo=UTC),
        "text": text,
    }


KETTLE = ("k1@example.org", "hannah@example.org")
TOASTER = ("j1@example.net", "jose@example.net")
KIM = "Kim at Bright Kettle"
GOLDEN = [
    (7, "is deleted"),
    (13, "is a draft"),
    (14, "has no sender (From)"),
    (12, "is mail 1 again"),
    (1, row(*KETTLE, "customer", "Hannah Osei", 2, 9, 14, 8, text=ORDERED)),
    (
        2,
        row(
            *KETTLE,
            *("bot", "Bright Kettle", 2, 9, 14, 30),
            text="We have received your mail and will answer within two working days.",
            sure=None,
        ),
    ),
    (
        4,
        row(
            *KETTLE,
            *("agent", KIM, 3, 10, 40),
            text="Dear Hannah,\n\nI am sorry, the parcel is lost. Shall I send a new one today?",
        ),
    ),
    (
        5,
        row(
            *KETTLE,
            *("system", KIM, 3, 10, 44),
            text="Second one this week that the courier lost. Please check before it goes out.",
        ),
    ),
    (
        6,
        row(
            *KETTLE,
            *("customer", "Hannah Osei", 3, 18, 20),
            text="Yes please, today. It's my mum’s birthday on Friday & I promised.",
        ),
    ),
    (
        3,
        row(
            *TOASTER,
            *("customer", "José Martín", 2, 11, 2),
            text="The lever of my café toaster sticks since Saturday. Photo attached. Is that covered?",
        ),
    ),
    (
        8,
        row(
            *TOASTER, "agent", "Priya (Bright Kettle)", 4, 8, 5, text="Yes, that is covered. Where shall we pick it up?"
        ),
    ),
    (9, row(*TOASTER, "customer", "jose@example.net", 4, 21, 30, text="At work, please. And who pays for the parcel?")),
    (10, row(*TOASTER, "system", "Mail Delivery System", 5, 7, text="The mailbox is full.", sure=None)),
    (
        11,
        row(
            *("form-1@brightkettle.example", "ann@example.com", "customer", "Ann Lee", 5, 12),
            text="Do you still sell the red lid? Nobody answers the phone",
        ),
    ),
    (
        15,
        row("v2@example.com", "ann@example.com", "customer", "Ann Lee", 7, 10, 0, 5, text="The red one.\n\nYesterday."),
    ),
]


def test_a_mailbox_gives_its_threads() -> None:
    assert list(mail.rows(MBOX)) == GOLDEN


def test_a_single_mail_belongs_to_the_thread_that_it_answers() -> None:
    text = "It came on Thursday and she loves it – thank you, Kim!"
    assert list(mail.rows(EML)) == [(1, row(*KETTLE, "customer", "Osei, Hannah", 8, 8, text=text))]


def test_sniffing_knows_mails_from_everything_else() -> None:
    for path in sorted(FIXTURES.iterdir()):
        with open_text(path) as file:
            head = file.read(2**16)
        assert mail.sniff(head) is (path.suffix in mail.SUFFIXES), path.name
    for head in (
        "",
        "Agent: hi\nCustomer: hello",
        "Date: x\nSubject: y\n",
        "From: Leeds\nTo: York\n",
        "From the start\n",
        "a,b\n1,2\n",
    ):
        assert not mail.sniff(head), head


def message(sender: str, to: str, text: str = "x", subject: str = "Lid", more: Sequence[str] = ()) -> str:
    return "\n".join([f"From: {sender}", f"To: {to}", f"Subject: {subject}", *more, "", text, ""])


def read(folder: Path, *messages: str) -> list[tuple[int, Any]]:
    path = folder / "x.mbox"
    path.write_text("".join(f"From x Mon Mar  2 10:00:00 2026\n{text}\n" for text in messages), encoding="utf-8")
    return list(mail.rows(path))


def roles(folder: Path, *messages: str) -> dict[int, str]:
    return {number: "?" if isinstance(found, str) else found["role"] for number, found in read(folder, *messages)}


def test_the_domain_in_most_threads_is_the_company(tmp_path: Path) -> None:
    found = roles(
        tmp_path,
        message("info@firm.example", "bob@acme.example", subject="one"),
        message("bob@acme.example", "info@firm.example", subject="Re: one"),
        message("eve@mail.acme.example", "tom@home.example", subject="two"),
        message("kim@acme.example", "bob@acme.example", subject="Re: one"),
    )
    assert found == {1: "customer", 2: "agent", 3: "agent", 4: "system"}


def test_an_office_that_writes_is_not_the_company(tmp_path: Path) -> None:
    asked = message("info@firm.example", "bob@acme.example", "My kettle stopped working and I want my money back.")
    assert roles(tmp_path, asked) == {1: "customer"}
    assert roles(tmp_path, message("bob@firm.example", "info@acme.example")) == {1: "customer"}


def test_else_the_domain_of_a_support_address_is(tmp_path: Path) -> None:
    thread = (
        message("tom@home.example", "customer.care@acme.example"),
        message("bob@acme.example", "tom@home.example", subject="Re: Lid"),
    )
    assert roles(tmp_path, *thread) == {1: "customer", 2: "agent"}
    assert roles(tmp_path, thread[1]) == {1: "?"}


def test_a_support_address_at_a_free_mail_provider_is_the_company_alone(tmp_path: Path) -> None:
    found = roles(
        tmp_path,
        message("t@gmail.com", "lid-support@gmail.com"),
        message("lid-support@gmail.com", "t@gmail.com", subject="Re: Lid"),
    )
    assert found == {1: "customer", 2: "agent"}


def test_where_all_have_one_domain_the_first_writer_is_the_customer(tmp_path: Path) -> None:
    found = roles(
        tmp_path,
        message("ann@acme.example", "helpdesk@acme.example"),
        message("kim@acme.example", "ann@acme.example", subject="Re: Lid", more=["Cc: helpdesk@acme.example"]),
        message("ann@acme.example", "helpdesk@acme.example", subject="Re: Lid"),
    )
    assert found == {1: "customer", 2: "agent", 3: "customer"}


def test_the_address_in_most_threads_is_the_company_where_all_have_free_mail(tmp_path: Path) -> None:
    found = roles(
        tmp_path,
        *(message(f"{letter}@gmail.com", "k@gmail.com", subject=letter) for letter in "abc"),
        message("k@gmail.com", "a@gmail.com", subject="Re: a"),
    )
    assert found == {1: "customer", 4: "agent", 2: "customer", 3: "customer"}


def test_free_mail_writes_to_a_domain_of_its_own(tmp_path: Path) -> None:
    assert roles(tmp_path, message("t@gmail.com", "kim@acme.example")) == {1: "customer"}


def test_else_the_words_tell_or_nothing_does(tmp_path: Path) -> None:
    asked = message("ann@one.example", "bob@two.example", "My kettle stopped working and I want my money back.")
    answered = message(
        "bob@two.example", "ann@one.example", "Sorry to hear that. Can you confirm your address?", "Re: Lid"
    )
    assert roles(tmp_path, asked, answered) == {1: "customer", 2: "agent"}
    found = read(tmp_path, message("ann@one.example", "bob@two.example", "See you."))
    assert [(number, reason[:35]) for number, reason in found] == [(1, "may be the customer's or an agent's")]


@pytest.mark.parametrize(
    ("more", "role"),
    [
        (["Auto-Submitted: auto-replied"], "bot"),
        (["Auto-Submitted: no"], "customer"),
        (["Auto-Submitted: auto-generated"], "bot"),
        (["X-Autoreply: yes"], "bot"),
        (["Precedence: auto_reply"], "bot"),
        (["Content-Type: multipart/report; boundary=b"], "system"),
    ],
)
def test_what_a_header_says_about_the_writer_is_believed(tmp_path: Path, more: list[str], role: str) -> None:
    assert roles(tmp_path, message("ann@one.example", "support@acme.example", more=more)) == {1: role}


def test_the_confidence_is_that_of_the_rule_that_decided(tmp_path: Path) -> None:
    def sure(*messages: str) -> list[float | None]:
        return [found.get("role_confidence") for _, found in read(tmp_path, *messages)]

    three = [message(f"{letter}@gmail.com", "k@gmail.com", subject=letter) for letter in "abc"]
    assert sure(*three) == [0.8] * 3, "in three threads of three"
    assert sure(message("t@gmail.com", "lid-support@gmail.com")) == [0.95]
    assert sure(message("t@gmail.com", "kim@acme.example")) == [0.8]
    asked = message("ann@one.example", "bob@two.example", "My kettle stopped working and I want my money back.")
    assert sure(asked) == [0.8], "three signs"
    said = message("ann@one.example", "support@acme.example", more=["Auto-Submitted: auto-replied"])
    away = message("ann@one.example", "support@acme.example", subject="Out of office: Lid")
    assert sure(said, away) == [None, 1.0], "a header states it, a subject is judged"


def test_who_wrote_through_a_google_group_is_the_customer(tmp_path: Path) -> None:
    via = message("support@acme.example", "support@acme.example", more=["X-Original-From: Ann <ann@one.example>"])
    [(_, found)] = read(tmp_path, via)
    assert (found["role"], found["speaker"], found["customer_id"]) == ("customer", "Ann", "ann@one.example")


def test_subjects_and_senders_of_machines(tmp_path: Path) -> None:
    away = message("ann@one.example", "support@acme.example", subject="Automatic reply: Lid")
    notice = message("no-reply@acme.example", "ann@one.example", subject="Your parcel")
    assert list(roles(tmp_path, away, notice).values()) == ["bot", "bot"]


@pytest.mark.parametrize(("subject", "threads"), [("Re: Lid", 1), ("AW: lid", 1), ("Lid", 2), ("Re: Cup", 2)])
def test_answers_without_references_join_by_subject_and_customer(tmp_path: Path, subject: str, threads: int) -> None:
    first, other = (
        message("ann@one.example", "support@acme.example"),
        message("eve@two.example", "support@acme.example"),
    )
    found = read(tmp_path, first, other, message("ann@one.example", "support@acme.example", subject=subject))
    assert len({row["interaction_id"] for number, row in found if number != 2}) == threads


def test_gmail_threads_come_together(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        *(message("ann@one.example", "support@acme.example", subject=s, more=["X-GM-THRID: 7"]) for s in "ab"),
    )
    assert len({row["interaction_id"] for _, row in found}) == 1


def test_rows_go_through_the_common_reader(tmp_path: Path) -> None:
    from voc.readers.rows import Columns, parse, table

    used = table(parse(row, Columns(), "x") for _, row in mail.rows(MBOX) if isinstance(row, dict))
    assert used.num_rows == len(GOLDEN) - 4
    assert used["role"].value_counts().to_pylist()[0] == {"values": "customer", "counts": 6}


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_the_file(tmp_path: Path, encoding: str, ending: bytes) -> None:
    for source in (MBOX, EML):
        path = tmp_path / source.name
        path.write_bytes(
            source.read_text(encoding="utf-8").encode(encoding).replace(b"\n", ending)
            if encoding != "utf-16"
            else source.read_text(encoding="utf-8").replace("\n", ending.decode()).encode(encoding)
        )
        assert list(mail.rows(path)) == list(mail.rows(source))


def test_raw_latin1_and_nul_are_survived(tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes("From: José <j@one.example>\nTo: support@acme.example\n\n\0Café\0 kaputt".encode("latin-1"))
    [(_, found)] = mail.rows(path)
    assert (found["speaker"], found["text"]) == ("José", "Café kaputt")


def test_a_charset_that_is_none_is_survived(tmp_path: Path) -> None:
    sender = "=?\xe9\u20ac?Q?Ann?= <ann@one.example>"
    [(_, found)] = read(tmp_path, message(sender, "support@acme.example", "", "=?\xe9?Q?caf=E9?="))
    assert (found["role"], found["text"]) == ("customer", "=?\xe9?Q?caf=E9?=")


def test_a_sentence_that_begins_with_from_ends_no_mail(tmp_path: Path) -> None:
    text = "From Monday 10:30 until Tuesday 12:00, in 2026, I waited.\n\nFrom me to you: no."
    [(_, found)] = read(tmp_path, message("ann@one.example", "support@acme.example", text))
    assert found["text"] == text


def test_a_mailbox_that_is_cut_off_loses_its_tail_only(tmp_path: Path) -> None:
    data = MBOX.read_bytes()
    path = tmp_path / "x.mbox"
    path.write_bytes(data[: data.index(b"Dear Hannah,</p>") + 4])
    numbers = [number for number, found in mail.rows(path) if isinstance(found, dict)]
    assert numbers == [1, 2, 4, 3]
    assert [reason for number, reason in mail.rows(path) if isinstance(reason, str)] == [
        "is cut off at the end of the file; what there is of it is used"
    ]
    path.write_bytes(data[: data.index(b'From: Hannah Osei <hannah@example.org>\nTo: "Kim')])
    assert [found for number, found in mail.rows(path) if number == 6] == ["has no sender (From)"]


@pytest.mark.parametrize("lost", range(15))
def test_a_mail_that_is_garbled_costs_no_other(tmp_path: Path, lost: int) -> None:
    parts = [b"From " + part for part in MBOX.read_bytes().split(b"\n\nFrom ")]
    parts[0] = parts[0].removeprefix(b"From ")
    garbage = parts[lost].split(b"\n")[0] + b"\nX: \xff\xfe\n\n" + bytes(range(256)) * 3
    path = tmp_path / "x.mbox"
    path.write_bytes(b"\n\n".join([*parts[:lost], garbage, *parts[lost + 1 :]]))
    found = {number: row["text"] for number, row in mail.rows(path) if isinstance(row, dict)}
    good = {number: row["text"] for number, row in GOLDEN if isinstance(row, dict) and number != lost + 1}
    assert {number: text for number, text in found.items() if number in good} == good


@pytest.mark.parametrize("content", [b"", b"hello\n", b'{"a": 1}', b"\0" * 100, b"From x Mon Mar  2 10:00:00 2026\n"])
def test_a_file_without_a_mail_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mbox"
    path.write_bytes(content)
    with pytest.raises(InputError, match="holds no mail"):
        list(mail.rows(path))


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(mail.rows(tmp_path))


def test_memory_does_not_grow_with_the_mails(tmp_path: Path) -> None:
    attachment = ("QUFB" * 18 + "\n") * 5_000
    mixed = f"--b\nContent-Type: text/plain\n\nBroken.\n--b\nContent-Type: image/png\n\n{attachment}--b--"
    header = ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"]
    path = tmp_path / "x.mbox"
    with path.open("w") as file:
        for i in range(40):
            text = message(f"c{i}@one.example", "support@acme.example", mixed, f"s{i}", header)
            file.write(f"From x Mon Mar  2 10:00:00 2026\n{text}\n")
    tracemalloc.start()
    texts = [row["text"] for _, row in mail.rows(path) if isinstance(row, dict)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert texts == ["Broken."] * 40
    assert peak < path.stat().st_size / 3, "one mail at a time"
