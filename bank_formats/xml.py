"""The one place that reads XML: without DOCTYPE, entities, network and unbounded depth."""

from __future__ import annotations

from lxml import etree

from .errors import FormatError


def read_root(data: bytes, source: str) -> etree._Element:
    """The root element of a small document.

    Raises:
        FormatError: not well-formed, or with a DOCTYPE (which no format here has).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(f"not XML: {error.msg}", source=source, line=error.lineno or 1) from None
    if root.getroottree().docinfo.doctype:
        raise FormatError("an XML file with a DOCTYPE is not read", source=source, line=1)
    return root
