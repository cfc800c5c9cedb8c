"""PDFs and e-mails of payers: known document numbers and the amounts on their lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank_formats import FormatError, UnknownFormat
from bank_formats.remittance import RemittanceAdvice, identify_advice, parse_advice, pdf
from bank_formats.remittance import mail as mail_reader
from bank_formats.remittance.mail import parts
from bank_formats.remittance.mail.html import lines_of_html
from bank_formats.remittance.mail.quotes import without_quotes
from bank_formats.remittance.page import NothingKnown, read_page
from bank_formats.remittance.page.known import KnownNumbers
from bank_formats.remittance.table.rows import Reading
from tests.bank_formats.golden import ADVICES, fixtures, known_numbers

PAGES = fixtures("pdf", ADVICES) + fixtures("mail", ADVICES)
KNOWN = ("RE-2026-0815", "RE-2026-0816", "100020728", "8901", "INV/7712")
repeatable = settings(derandomize=True, max_examples=200, deadline=None)


def page(text: str, documents: Sequence[str] = KNOWN) -> RemittanceAdvice:
    return read_page(text.splitlines(), documents, Reading("page", {}))


def paid(text: str, documents: Sequence[str] = KNOWN) -> list[tuple[str, str]]:
    return [(line.document, str(line.paid)) for line in page(text, documents).lines]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RE-2026-0815", ["RE-2026-0815"]),
        ("re 2026 0815", ["RE-2026-0815"]),
        ("RE20260815", ["RE-2026-0815"]),
        ("RE-2026/815", ["RE-2026-0815"]),
        ("RE - 2026 - 0815", ["RE-2026-0815"]),
        ("(RE-2026-0815)", ["RE-2026-0815"]),
        ("Straße 5, Groß GmbH: RE-2026-0815", ["RE-2026-0815"]),  # capitals of ß are two letters
        ("RE-2026-0815, RE-2026-0816", ["RE-2026-0815", "RE-2026-0816"]),
        ("Nr. 100 020 728 und 100-020-728", ["100020728", "100020728"]),
        ("invoice 8901.", ["8901"]),
        ("INV 7712", ["INV/7712"]),
        ("RE-2026-08155", []),
        ("XRE-2026-0815", []),
        ("89 01", []),
        ("8,901.00", []),
        ("8.901,00", []),
        ("8901,50", []),
        ("1,8901", []),
        ("IBAN DE89 3704 0044 8901 0130 00", []),
        ("28.06.8901", []),
        ("RE 2026, 0815", []),
        ("RE\t2026\t0815", []),
        ("7712", []),
    ],
)
def test_numbers_are_found_as_people_write_them(line: str, expected: list[str]) -> None:
    assert [found.document for found in KnownNumbers(KNOWN).find(line)] == expected


def test_missing_zeros_only_where_one_number_can_be_meant() -> None:
    known = KnownNumbers(["INV-0012", "INV-012", "F-0077"])
    assert [each.document for each in known.find("INV-12, INV-0012, INV-012, F-77")] == [
        "INV-0012",
        "INV-012",
        "F-0077",
    ]


def test_years_and_short_numbers_are_not_looked_up() -> None:
    assert KnownNumbers(["2026", "123", "A1", ""]).find("2026 123 A1") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RE-2026-0815  1.234,50", [("RE-2026-0815", "1234.50")]),
        ("8901: EUR 1200", [("8901", "1200")]),
        ("8901 vom 28.06.2026 über 500,00 EUR", [("8901", "500.00")]),
        ("8901 - 500.00", [("8901", "500.00")]),
        ("8901 -500.00", [("8901", "-500.00")]),
        ("8901 500.00-", [("8901", "-500.00")]),
        ("8901 500.00 (2 % = 10)", [("8901", "500.00")]),
        ("8901 100.00, INV/7712 200.00", [("8901", "100.00"), ("INV/7712", "200.00")]),
        ("500,00 fuer 8901", [("8901", "500.00")]),
        ("8901 100.00 2.00 98.00", [("8901", "98.00")]),
        ("8901 100.00 100.00", [("8901", "100.00")]),
        ("8901 100.00\n8901 50.00", [("8901", "100.00"), ("8901", "50.00")]),
        ("8901 100.00\n8901 100.00\nTotal 200.00", [("8901", "100.00"), ("8901", "100.00")]),
        ("8901 100.00\n8901 100.00\nTotal 100.00", [("8901", "100.00")]),
        ("8901 1.234\nINV/7712 12,50", [("8901", "1234"), ("INV/7712", "12.50")]),
        ("8901 1 234,50\nSumme 1 234,50", [("8901", "1234.50")]),
        ("8901 3 x 100.00 98.00\nTotal 98.00", [("8901", "98.00")]),
    ],
)
def test_the_amount_on_the_line_is_paid(text: str, expected: list[tuple[str, str]]) -> None:
    assert paid(text) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello\n8901 100.00 98.00", 2),
        ("8901 1.234", 1),
        ("8901 12.50\nINV/7712 12,50", 2),
        ("8901 and INV/7712 100.00", 1),
        ("100.00 8901 200.00 INV/7712", 1),
        ("8901 EUR 1.50\nINV/7712 USD 1.50", 2),
        ("8901 1.50\nTotal 1.50\nTotal 2.50", 3),
        ("8901 3 234.50", 1),
        ("Payment reference: A\nPayment reference: B\n8901 1.50", 2),
        ("Payment date: 01/02/2026\n8901 1.50", 1),
        ("Payment date: 01.02.2026\nPayment date: 02.02.2026\n8901 1.50", 2),
        ("nothing", 1),
    ],
)
def test_what_has_two_meanings_is_refused(text: str, line: int) -> None:
    with pytest.raises(FormatError) as caught:
        page(text)
    assert (caught.value.source, caught.value.line) == ("page", line)


def test_what_is_said_of_the_payment() -> None:
    found = page(
        "Payer: Lakeside Foods Inc.\nPayment reference: PA-8901    Payment date: 28 June 2026\n"
        "8901  $ 10.00\nAmount paid: 10.00\n"
    )
    assert (found.payer.name, found.payment_reference) == ("Lakeside Foods Inc.", "PA-8901")
    assert (found.day, found.total) == (date(2026, 6, 28), Decimal("10.00"))
    assert [check.holds for check in found.checks] == [True]


def test_a_wrong_total_is_a_failed_check() -> None:
    assert [check.found for check in page("8901 10.00\nTotal 11.00").failed_checks] == ["10.00"]


def test_documents_without_amount_are_named() -> None:
    found = page("8901 10.00\nINV/7712 see letter")
    assert found.leniencies == ("documents without an amount on their line left out",)
    assert found.extra == (("left out, line 2", "INV/7712: INV/7712 see letter"),)


def test_without_known_numbers_no_page_is_read() -> None:
    with pytest.raises(NothingKnown, match="none were given"):
        page("8901 10.00", ())


def letter(text: str, **headers: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "payer@payer.example"
    message["To"] = "us@us.example"
    message["Subject"] = "advice"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message


def received(message: EmailMessage) -> tuple[RemittanceAdvice, ...]:
    return parse_advice(message.as_bytes(), source="letter.eml", documents=KNOWN)


def test_an_attached_table_goes_before_the_text() -> None:
    message = letter("we paid 8901 999.00")
    message.add_attachment(b"Invoice;Paid\n8901;10.00\n", "text", "csv", filename="a.csv")
    [found] = received(message)
    assert [line.paid for line in found.lines] == [Decimal("10.00")]
    assert found.lines[0].origin.source == "letter.eml/a.csv"


def test_an_attached_table_that_cannot_be_read_is_no_reason_to_read_the_text() -> None:
    message = letter("we paid 8901 999.00")
    message.add_attachment(b"Invoice;Paid\n8901;1.234\n", "text", "csv", filename="a/b.csv")
    with pytest.raises(FormatError, match="decimal mark") as caught:
        received(message)
    assert caught.value.source == "letter.eml/a_b.csv"


def test_two_attachments_that_differ_about_a_payment() -> None:
    message = letter("see files")
    for amount in (b"10.00", b"11.00"):
        content = b"Payment reference;Invoice;Paid\nA;8901;" + amount
        message.add_attachment(content, "text", "csv", filename="a.csv")
    with pytest.raises(FormatError, match="tell the same payment differently"):
        received(message)


def test_a_pdf_without_known_numbers_is_left_out() -> None:
    message = letter("we paid 8901 10.00")
    terms = (ADVICES / "pdf" / "broken" / "no_known_number.pdf").read_bytes()
    message.add_attachment(terms, "application", "pdf", filename="terms.pdf")
    [found] = received(message)
    assert [line.paid for line in found.lines] == [Decimal("10.00")]
    assert "attachment not read: terms.pdf" in found.leniencies[0]


def test_text_in_a_charset_that_is_not_what_it_says() -> None:
    data = (
        b"From: a@a.example\nTo: b@b.example\nSubject: x\n"
        b"Content-Type: text/plain; charset=nonsense\n\nZahlung f\xfcr 8901 10,00\n"
    )
    [found] = parse_advice(data, documents=KNOWN)
    assert found.lines[0].origin.raw == "Zahlung für 8901 10,00"
    assert identify_advice(data) == "e-mail"


@pytest.mark.parametrize("charset", ["punycode", "x\0y", "rot13"])
def test_charsets_that_are_none(charset: str) -> None:
    data = (
        b"From: a@a.example\nTo: b@b.example\nSubject: x\nContent-Type: text/plain; charset="
        + charset.encode()
        + b"\n\n8901 10,00\n"
    )
    [found] = parse_advice(data, documents=KNOWN)
    assert [line.paid for line in found.lines] == [Decimal("10.00")]


def test_a_part_in_a_charset_with_a_null_character() -> None:
    data = (
        b"From: a@a.example\nTo: b@b.example\nSubject: x\n"
        b"Content-Type: text/plain; charset=x\0y\n\n8901 10,00 f\xfcr\n"
    )
    [found] = parse_advice(data, documents=KNOWN)
    assert [line.paid for line in found.lines] == [Decimal("10.00")]


def test_a_pdf_with_a_filter_that_is_no_longer_known() -> None:
    data = (ADVICES / "pdf" / "column_of_the_total.pdf").read_bytes()
    with pytest.raises(FormatError, match="a damaged PDF"):
        parse_advice(data.replace(b"/FlateDecode", b"/Fl         "), documents=KNOWN)


def test_a_table_with_a_labelled_line_is_no_mail() -> None:
    assert identify_advice(b"Subject: advice\n\nInvoice;Paid\nA;1.50\n") == "CSV"


@pytest.mark.parametrize(
    "introduction",
    [
        "On Fri, 26 Jun 2026 at 10:00, A B <a@b.example> wrote:",
        "Am 26.06.2026 um 10:00 schrieb A B:",
        "Le ven. 26 juin 2026 à 10:00, A B a écrit :",
        "Op vr 26 jun. 2026 om 10:00 schreef A B:",
        "El vie, 26 jun 2026 a las 10:00, A B escribió:",
        "Il giorno ven 26 giu 2026 A B ha scritto:",
        "W dniu 26.06.2026 o 10:00 A B napisał(a):",
        "-----Ursprüngliche Nachricht-----",
        "________________________________",
        "On Fri, 26 Jun 2026 at 10:00, A B\n<a@b.example> wrote:",
        "Am 26.06.2026 schrieb A B <a@b.example>:  ",
        "Von: A B\nGesendet: Freitag, 26. Juni 2026",
        "From: A B\nSent: Friday",
        "De : A B\nEnvoyé : vendredi",
    ],
)
def test_quoted_messages_are_cut_off(introduction: str) -> None:
    lines = f"8901 10.00\n{introduction}\n8901 20.00".splitlines()
    assert [line for line in without_quotes(lines) if line] == ["8901 10.00"]


def test_html_is_read_as_it_is_seen() -> None:
    text = (
        "<html><head><title>8901 1.00</title></head><body><!-- 8901 2.00 -->"
        "<p>8901<br>10.00</p><p style='display: none'>8901 3.00</p><ul><li>8901 <b>4.</b>00"
        "</ul><script>8901 5.00</script><blockquote>8901 6.00</blockquote>end</body></html>"
    )
    assert lines_of_html(text, with_quotes=False) == ["8901", "10.00", "8901 4.00", "end"]
    assert "8901 6.00" in lines_of_html(text, with_quotes=True)


@pytest.mark.parametrize("text", ["", " ", "<", "<!--", "&amp;", "\x00", "<p>" * 5000])
def test_any_html(text: str) -> None:
    assert isinstance(lines_of_html(text, with_quotes=False), list)


def test_entities_of_html_are_not_expanded_from_a_doctype() -> None:
    text = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a; &euro;</p>'
    assert "root" not in "".join(lines_of_html(text, with_quotes=False))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (ADVICES / "pdf" / "two_pages_credit_note.pdf").read_bytes()
    for limit, value in (("MOST_PAGES", 1), ("MOST_BYTES_OF_PAGE", 10), ("MOST_LINES", 2)):
        with monkeypatch.context() as patch:
            patch.setattr(pdf, limit, value)
            with pytest.raises(FormatError, match=r"more than|too large"):
                parse_advice(data, documents=("FA-10021",))
    with monkeypatch.context() as patch:
        patch.setattr(parts, "MOST_PARTS", 0)
        with pytest.raises(FormatError, match="more than 0 parts"):
            received(letter("8901 10.00"))
    with monkeypatch.context() as patch:
        patch.setattr(mail_reader, "MOST_LINES", 0)
        with pytest.raises(FormatError, match="more than 0 lines"):
            received(letter("8901 10.00"))


def test_parts_within_parts_are_refused() -> None:
    data = b"From: a@a.example\nTo: b@b.example\nSubject: x\n"
    with pytest.raises(FormatError, match="parts within parts"):
        parse_advice(data + b"Content-Type: message/rfc822\n\n" * 1500 + b"8901 1.00")


def test_headers_without_end_are_refused() -> None:
    data = b"From: a@a.example\nTo: b@b.example\nSubject: " + b"=?utf-8?q?a?= " * 5000
    with pytest.raises(FormatError, match="20,000 bytes"):
        parse_advice(data + b"\n\n8901 1.00", documents=KNOWN)


def test_very_long_lines_are_not_read() -> None:
    found = page("8901 1.00\n" + "8901 2.00 28.06.2026 " * 500)
    assert [line.paid for line in found.lines] == [Decimal("1.00")]
    assert found.leniencies == ("very long lines are not read",)


def test_messages_within_messages_end_somewhere() -> None:
    message = letter("8901 10.00")
    for _ in range(6):
        outer = letter("see below")
        outer.add_attachment(message)
        message = outer
    with pytest.raises(NothingKnown):
        received(message)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[bytes, tuple[str, ...]]:
    fixture = draw(st.sampled_from(PAGES))
    data = fixture.read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data = data[:start] + draw(st.binary(max_size=4)) + data[end:]
    return data, known_numbers(fixture)


@repeatable
@given(mutated())
def test_mutated_page(case: tuple[bytes, tuple[str, ...]]) -> None:
    data, documents = case
    refused = None
    try:
        hash(parse_advice(data, source="mutated", documents=documents))
    except FormatError as error:
        refused = error
    if refused:
        assert refused.source.startswith("mutated")
        assert refused.line > 0 or isinstance(refused, UnknownFormat)


@repeatable
@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_of_a_page(text: str, documents: list[str]) -> None:
    refused = None
    try:
        hash(page(text, documents))
    except FormatError as error:
        refused = error
    assert refused is None or refused.line > 0


def test_text_that_names_no_known_document() -> None:
    text = b"RE-1001 12,50\nRE-1002 5,00\n"
    with pytest.raises(UnknownFormat, match="names none of the known document numbers"):
        parse_advice(text, documents=["RE-7"])
    with pytest.raises(UnknownFormat, match="known document numbers to look up"):
        parse_advice(text)


@pytest.mark.parametrize(
    "text",
    [
        ":20:STARTUMS\n:86:RE-1001 12,50\n",
        "UNB+UNOA:1+A+B+260628:0930+1'\nRE-1001 12,50\n",
        '{"invoice": "RE-1001 12,50"}',
        "<p>RE-1001 12,50</p>",
        "--b\nContent-Type: text/plain\n\nRE-1001 12,50\n",
        "RE-1001 12,50\n\0",
        "Which;Still open\nRE-1001;12,50\n",
    ],
)
def test_messages_of_programs_are_not_read_as_text(text: str) -> None:
    with pytest.raises(FormatError):
        parse_advice(text.encode(), documents=["RE-1001"])


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", ["plain_text", "forwarded_only", "message_within_message"])
def test_lines_of_an_email_are_lines_of_its_file(name: str, line_end: bytes) -> None:
    path = ADVICES / "mail" / f"{name}.eml"
    data = b"\n" + line_end.join(path.read_bytes().splitlines())
    [found] = parse_advice(data, documents=known_numbers(path))
    file = data.decode().splitlines()
    for line in found.lines:
        assert line.origin.raw.strip() in file[line.origin.line - 1]


def test_encoded_line_ends_are_on_the_line_that_has_them() -> None:
    head = b"From: a@b.example\nTo: c@d.example\nSubject: advice\nMIME-Version: 1.0\n"
    body = b"Paid:=0D=0AINV-101 1.00=0AINV-102=\n 2.50\nINV-103 3.00\n"
    data = head + b"Content-Transfer-Encoding: Quoted-Printable\n\n" + body
    [found] = parse_advice(data, documents=["INV-101", "INV-102", "INV-103"])
    assert [line.origin.line for line in found.lines] == [7, 7, 9]
