"""The one place that reads XML: without DOCTYPE, entities, network and unbounded depth."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from io import IncrementalNewlineDecoder
from typing import BinaryIO
from xml.parsers import expat

from lxml import etree

from .errors import FormatError

DEPTH = 100
"""How deep elements may lie in each other; no message of a bank comes near."""

_CHUNK = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_LATIN_1 = frozenset(("iso-8859-1", "iso8859-1", "iso_8859-1", "latin-1", "latin1"))
_C1 = re.compile("[\x80-\x9f]")
_WIDE = ("utf-16", "utf-32", "utf16", "utf32", "ucs", "iso-10646-ucs")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# XML 1.0 section 2.2: what no document may hold.
_NO_CHARACTERS = "".join(map(chr, {*range(32), 0xFFFE, 0xFFFF} - {9, 10, 13}))


def read_root(data: bytes, source: str) -> etree._Element:
    """The root element of a small document.

    Raises:
        FormatError: not well-formed, or with a DOCTYPE (which no format here has).
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(f"not XML: {error.msg}", source=source, line=error.lineno or 1) from None
    if root.getroottree().docinfo.doctype:
        raise FormatError("an XML file with a DOCTYPE is not read", source=source, line=1)
    return root


def charset_of(head: bytes) -> str:
    """The charset by byte order mark, else as declared, else UTF-8 (XML 1.0 appendix F)."""
    for mark, charset in _MARKS:
        if head.startswith(mark):
            return charset
    declared = declared_charset(head)
    # The declaration could be read, so it is not in charsets of two or four bytes.
    return "utf-8" if declared.startswith(_WIDE) else declared or "utf-8"


def declared_charset(head: bytes) -> str:
    """What the declaration says in lower case, or ``""``."""
    declared = _DECLARED.match(head)
    return declared[1].decode("ascii").lower() if declared else ""


def read_text(file: BinaryIO, source: str, leniencies: dict[str, None]) -> Iterator[str]:
    """The characters of a document piece by piece, every line end as ``\\n`` (section 2.11).

    Forgives a declaration of UTF-16 that is not in UTF-16 (programs write it that convert later),
    and one of Latin-1 that is Windows' cp1252.

    Raises:
        FormatError: an unknown charset, bytes that it does not have, control characters.
    """
    data = file.read(_CHUNK)
    charset = charset_of(data)
    if charset == "utf-8" and declared_charset(data).startswith(_WIDE):
        leniencies[f"declared {declared_charset(data)}, read as utf-8"] = None
    line = 1
    decoder = IncrementalNewlineDecoder(_decoder(charset, source), translate=True)
    while True:
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(charset.removesuffix("-sig"), "replace")
            raise FormatError(
                f"not {charset}, which the file says it is",
                source=source,
                line=line + before.count("\n"),
                value=error.object[error.start : error.end].hex(" "),
            ) from None
        if charset in _LATIN_1:
            text = _as_windows(text, leniencies)
        if bad := [text.index(each) for each in _NO_CHARACTERS if each in text]:
            line += text.count("\n", 0, min(bad))
            raise FormatError("not XML: a control character", source=source, line=line)
        if not data:
            yield text
            return
        line += text.count("\n")
        yield text
        data = file.read(_CHUNK)


def _as_windows(text: str, leniencies: dict[str, None]) -> str:
    """Latin-1 without its control characters: programs of Windows mean their own signs there."""
    if not _C1.search(text):
        return text
    leniencies["charset cp1252"] = None
    return _C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text)


def _decoder(charset: str, source: str) -> codecs.IncrementalDecoder:
    try:
        if charset.startswith("utf-16") or b"<".decode(charset) == "<":
            return codecs.getincrementaldecoder(charset)()
    except (LookupError, UnicodeError):
        pass
    raise FormatError("an unknown charset", source=source, line=1, field="xml", value=charset)


def new_parser(
    start: Callable[[str, list[str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> expat.XMLParserType:
    """A parser of text that was decoded already, without namespaces (so any prefix is read).

    ``start`` gets name and attributes (name, value, name, value ...). Nothing outside of the
    document is looked up, and a DOCTYPE, the only place where entities can be made, is an error.
    """
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


class RefusedDoctype(Exception):
    """Raised inside a parser of :func:`new_parser`."""


def _refuse_doctype(*declaration: object) -> None:
    raise RefusedDoctype
