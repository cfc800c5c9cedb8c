"""HTML of an e-mail -> lines of text: a row of a table is a line. Scripts are left out, not run."""

from __future__ import annotations

import re

from lxml import etree

_OWN_LINE = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section"),
        *("table", "tbody", "thead", "tr", "ul"),
    )
)
_CELLS = frozenset(("td", "th"))
_LEFT_OUT = frozenset(("head", "noscript", "object", "script", "style", "template", "title"))
_QUOTES = re.compile(r"gmail_quote|moz-cite-prefix|yahoo_quoted|OutlookMessageHeader")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")


def lines_of_html(data: str, *, with_quotes: bool) -> list[str]:
    """The lines that a reader sees, with or without what is quoted from earlier messages."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    content = data.encode("utf-8", "replace")
    root = etree.fromstring(content, parser) if content.strip() else None
    if root is None:
        return []
    pieces: list[str] = []
    hidden: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if hidden is None and _is_left_out(element, tag, with_quotes):
                hidden = element
            if hidden is None:
                pieces.append(_mark(tag, "\n", "\t"))
                pieces.append(_BLANKS.sub(" ", element.text or ""))
            continue
        if hidden is element:
            hidden = None
        if hidden is None:
            pieces.append(_mark(tag, "\n", "") if tag != "br" else "")
            pieces.append(_BLANKS.sub(" ", element.tail or ""))
    lines = "".join(pieces).split("\n")
    return [line.strip() for line in lines if line.strip()]


def _mark(tag: str, line: str, cell: str) -> str:
    if tag in _OWN_LINE:
        return line
    return cell if tag in _CELLS else ""


def _is_left_out(element: etree._Element, tag: str, with_quotes: bool) -> bool:
    if tag in _LEFT_OUT or _HIDDEN.search(element.get("style") or ""):
        return True
    if with_quotes:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return tag == "blockquote" or bool(_QUOTES.search(named))
