"""A file as one JSON object: amounts are signed strings, money in positive, days ISO 8601."""

from __future__ import annotations

import json
from typing import Any

from ..errors import FormatError
from ..model import Balance, Check, Statement, Transaction
from .reading import Reading


def line(reading: Reading) -> str:
    """The object in one line."""
    content = {
        "source": reading.source,
        "format": reading.format or None,
        "statements": [_statement(each, checks) for each, checks in reading.checks()],
        "error": _error(reading.error) if reading.error else None,
    }
    return json.dumps(content, default=str, ensure_ascii=False)


def _error(error: FormatError) -> dict[str, Any]:
    return {
        "kind": type(error).__name__,
        "source": error.source,
        "line": error.line,
        "field": error.field,
        "value": error.value,
        "message": str(error),
    }


def _statement(statement: Statement, checks: tuple[Check, ...]) -> dict[str, Any]:
    return {
        "account": statement.account,
        "currency": statement.currency,
        "number": statement.number,
        "bank": statement.bank,
        "kind": statement.kind,
        "action": statement.action,
        "line": statement.origin.line,
        "opening": _amount(statement.opening),
        "opening_day": statement.opening.day if statement.opening else None,
        "closing": _amount(statement.closing),
        "closing_day": statement.closing.day if statement.closing else None,
        "checks": [_check(check) for check in checks],
        "leniencies": statement.leniencies,
        "transactions": [_transaction(each) for each in statement.transactions],
        "expected": [_transaction(each) for each in statement.expected],
        "extra": statement.extra,
    }


def _amount(balance: Balance | None) -> str | None:
    return f"{balance.amount:f}" if balance else None


def _check(check: Check) -> dict[str, Any]:
    return {
        "check": check.check,
        "of": check.of,
        "holds": check.holds,
        "expected": check.expected,
        "found": check.found,
        "line": check.origin.line,
    }


def _transaction(transaction: Transaction) -> dict[str, Any]:
    party, exchange = transaction.counterparty, transaction.exchange
    return {
        "booked": transaction.booked,
        "value_date": transaction.value_date,
        "amount": f"{transaction.amount:f}",
        "reference": transaction.reference,
        "end_to_end_id": transaction.end_to_end_id,
        "creditor_reference": transaction.creditor_reference,
        "remittance": transaction.remittance,
        "counterparty": {"name": party.name, "account": party.account, "bank": party.bank},
        "bank_reference": transaction.bank_reference,
        "type_code": transaction.type_code,
        "purpose": transaction.purpose,
        "reversal": transaction.reversal,
        "return_reason": transaction.return_reason,
        "charges": transaction.charges,
        "exchange": exchange
        and {"amount": exchange.amount, "currency": exchange.currency, "rate": exchange.rate},
        "availability": transaction.availability,
        "line": transaction.origin.line,
        "extra": transaction.extra,
    }
