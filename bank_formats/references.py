"""References that creditors give out with their invoices, recognised by their check digits.

=====================  =====================================  ============================
reference              shape                                  check
=====================  =====================================  ============================
RF (ISO 11649)         ``RF``, 2 check digits, 1-21           modulo 97, as an IBAN
QRR, ESR (CH, LI)      27 digits                              modulo 10, recursive
OGM, VCS (BE)          ``+++123/4567/89002+++``               modulo 97, two digits
KID (NO)               label, 4-25 digits                     modulo 10 or 11
viite (FI)             label, 4-20 digits                     weights 7, 3, 1
OCR (SE)               label, 4-25 digits                     modulo 10
=====================  =====================================  ============================

A number of 27 digits, or with the slashes of an OGM, is told by its shape. Any other bare number
may be an invoice's, a customer's or a date: only a label before it makes it a reference. KID and
OCR may be shorter by their rules; so short a number says nothing in a free text.

>>> creditor_reference("Rechnung 4711, RF18 5390 0754 7034")
'RF18539007547034'
>>> creditor_reference("***123/4567/89002***")
'123456789002'
>>> creditor_reference("123456789002")
''
"""

from __future__ import annotations

import re
from collections.abc import Callable

_RF = re.compile(
    r"(?<![A-Z0-9])RF[0-9]{2}(?:[A-Z0-9]{1,21}|(?:[ ][A-Z0-9]{4}){0,5}(?:[ ][A-Z0-9]{1,4}))"
    r"(?![A-Z0-9])"
)
_QRR = re.compile(r"[0-9]{2}(?:[ ]?[0-9]{5}){5}")
_OGM = re.compile(r"[0-9]{3}/[0-9]{4}/[0-9]{5}")
_END_OF_OGM = re.compile(r"/[0-9]{4}/(?<=[0-9]{3}/[0-9]{4}/)[0-9]{5}")
"""As ``_OGM``, and quick where there are few slashes."""
_MARKED_OGM = re.compile(
    r"([+*])\1\1[ ]?([0-9]{3})[ ]?/?[ ]?([0-9]{4})[ ]?/?[ ]?([0-9]{5})[ ]?\1\1\1"
)
_LABELLED = re.compile(
    r"(?<![A-Z0-9])(KID|OCR|VIITE|OGM|VCS|MEDEDELING|COMMUNICATION)"
    r"(?:[ -]?(?:NUMERO|NUMMER|NRO|NR|NO)(?![A-Z]))?[ ]?[:.=/]{0,2}[ ]{0,2}"
    r"([0-9]{1,5}(?:[ ][0-9]{5}){1,3}|[0-9]{3,24}[0-9-])(?![A-Z0-9])"
)


def creditor_reference(text: str) -> str:
    """The first creditor's reference in a free text, without blanks and signs, or ``""``."""
    upper = text.upper()
    if "RF" in upper and (found := _find_rf(upper)):
        return found
    # Digits and blanks, 27 or more in a row: they hold every 27th character of the text.
    if not upper[26::27].isalpha() and len(upper) > 26 and (found := _find_qrr(upper)):
        return found
    if "/" in upper and _END_OF_OGM.search(upper) and (found := _find_ogm(upper)):
        return found
    if ("+++" in upper or "***" in upper) and (found := _find_marked_ogm(upper)):
        return found
    # Not a pattern: this is asked of every entry.
    has_label = (
        "KID" in upper
        or "OCR" in upper
        or "VIITE" in upper
        or "OGM" in upper
        or "VCS" in upper
        or "MEDEDELING" in upper
        or "COMMUNICATION" in upper
    )
    return _find_labelled(upper) if has_label else ""


def _find_rf(upper: str) -> str:
    for found in _RF.finditer(upper):
        groups = found[0].split(" ")
        # Words may stand behind the groups of four; where two lengths are right, neither is taken.
        lengths = range(len(groups), 1 if len(groups) > 1 else 0, -1)
        right = [text for end in lengths if is_rf(text := "".join(groups[:end]))]
        if len(right) == 1:
            return right[0]
    return ""


def _find_qrr(upper: str) -> str:
    for found in _QRR.finditer(upper):
        digits = found[0].replace(" ", "")
        if _stands_alone(upper, found, "") and is_qrr(digits):
            return digits
    return ""


def _find_ogm(upper: str) -> str:
    for found in _OGM.finditer(upper):
        digits = found[0].replace("/", "")
        if _stands_alone(upper, found, "/") and is_ogm(digits):
            return digits
    return ""


def _find_marked_ogm(upper: str) -> str:
    digits = ("".join(found.group(2, 3, 4)) for found in _MARKED_OGM.finditer(upper))
    return next(filter(is_ogm, digits), "")


def _stands_alone(upper: str, found: re.Match[str], sign: str) -> bool:
    """Whether neither letter nor digit nor ``sign`` touches what was found."""
    around = upper[max(found.start() - 1, 0) : found.start()] + upper[found.end() : found.end() + 1]
    return not any(char.isalnum() or char == sign for char in around)


def _find_labelled(upper: str) -> str:
    for found in _LABELLED.finditer(upper):
        digits = found[2].replace(" ", "")
        if _CHECKS[found[1]](digits):
            return digits
    return ""


def is_rf(text: str) -> bool:
    """Whether ``text`` (no blanks) is a reference of ISO 11649."""
    if not re.fullmatch(r"RF[0-9]{2}[A-Z0-9]{1,21}", text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def is_qrr(digits: str) -> bool:
    """Whether 27 digits are a Swiss QR (formerly ESR) reference."""
    if not re.fullmatch(r"[0-9]{27}", digits) or not digits.strip("0"):
        return False
    carry = 0
    for digit in digits[:-1]:
        carry = _RECURSIVE[(carry + int(digit)) % 10]
    return (10 - carry) % 10 == int(digits[-1])


def is_ogm(digits: str) -> bool:
    """Whether 12 digits are a Belgian structured communication."""
    if not re.fullmatch(r"[0-9]{12}", digits) or not digits[:10].strip("0"):
        return False
    return (int(digits[:10]) % 97 or 97) == int(digits[10:])


def is_kid(text: str) -> bool:
    """Whether ``text`` is a Norwegian customer identification (2-25, the last may be ``-``)."""
    return is_ocr(text) or (
        bool(re.fullmatch(r"[0-9]{1,24}[0-9-]", text)) and _modulo_11(text[:-1]) == text[-1]
    )


def is_ocr(digits: str) -> bool:
    """Whether 2-25 digits have the check digit of a Swedish OCR number (modulo 10)."""
    if not re.fullmatch(r"[0-9]{2,25}", digits) or not digits.strip("0"):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def is_viite(digits: str) -> bool:
    """Whether 4-20 digits are a Finnish reference number."""
    if not re.fullmatch(r"[0-9]{4,20}", digits) or not digits.strip("0"):
        return False
    weighted = (int(d) * (7, 3, 1)[place % 3] for place, d in enumerate(reversed(digits[:-1])))
    return -sum(weighted) % 10 == int(digits[-1])


def _modulo_11(digits: str) -> str:
    weighted = (int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    check = -sum(weighted) % 11
    return "-" if check == 10 else str(check)


_RECURSIVE = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_CHECKS: dict[str, Callable[[str], bool]] = {
    "KID": is_kid,
    "OCR": is_ocr,
    "VIITE": is_viite,
    "OGM": is_ogm,
    "VCS": is_ogm,
    "MEDEDELING": is_ogm,
    "COMMUNICATION": is_ogm,
}
