"""Why a bank returns a payment: its codes in plain words.

Codes of ISO 20022 (SEPA direct debits and transfers), of NACHA (ACH in the United States), and what
banks print on returned cheques.
"""

import re

from odoo import api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

_REASONS = {
    "AC01": _lt("Wrong account number"),
    "AC02": _lt("Wrong account number of the payer"),
    "AC03": _lt("Wrong account number of the payee"),
    "AC04": _lt("Account closed"),
    "AC05": _lt("Payer's account closed"),
    "AC06": _lt("Account blocked"),
    "AC07": _lt("Payee's account closed"),
    "AC13": _lt("Not an account for this kind of direct debit"),
    "AC14": _lt("A bank on the way is not valid"),
    "AC15": _lt("Account details have changed"),
    "AC16": _lt("Account seized"),
    "AC17": _lt("Account of a company in liquidation"),
    "AG01": _lt("Direct debits are not allowed on this account"),
    "AG02": _lt("Wrong kind of collection for this account"),
    "AG07": _lt("Direct debit not successful"),
    "AGNT": _lt("The agent is wrong"),
    "AM01": _lt("The amount is zero"),
    "AM02": _lt("The amount is not allowed"),
    "AM03": _lt("The currency is not allowed"),
    "AM04": _lt("Not enough money in the account"),
    "AM05": _lt("Collected or paid twice"),
    "AM06": _lt("The amount is below the least one"),
    "AM07": _lt("The amount is blocked"),
    "AM09": _lt("Wrong amount"),
    "AM10": _lt("Wrong control sum"),
    "ARDT": _lt("It was already returned"),
    "BE01": _lt("Account and name do not belong together"),
    "BE04": _lt("The payee's address is missing or wrong"),
    "BE05": _lt("The payer's bank does not know the creditor identifier"),
    "BE06": _lt("The customer is not known at the bank"),
    "BE07": _lt("The payer's address is missing or wrong"),
    "BE08": _lt("Error of the bank"),
    "CNOR": _lt("The payee's bank cannot be reached"),
    "CURR": _lt("Wrong currency"),
    "CUST": _lt("The customer asked for it"),
    "DNOR": _lt("The payer's bank cannot be reached"),
    "DT01": _lt("Wrong date"),
    "DUPL": _lt("Paid twice"),
    "ED05": _lt("Settlement between the banks failed"),
    "FF03": _lt("Wrong kind of payment"),
    "FF05": _lt("Wrong kind of direct debit"),
    "FOCR": _lt("Returned after a request to cancel it"),
    "FR01": _lt("Suspicion of fraud"),
    "FRAD": _lt("Suspicion of fraud"),
    "LEGL": _lt("Decision of a court"),
    "MD01": _lt("No valid mandate"),
    "MD02": _lt("Data of the mandate are missing or wrong"),
    "MD05": _lt("Collected before its day"),
    "MD06": _lt("The payer asked for a refund"),
    "MD07": _lt("The payer has died"),
    "MS02": _lt("Refused by the payer without a reason"),
    "MS03": _lt("Returned by the bank without a reason"),
    "NARR": _lt("The reason is in the text"),
    "NOAS": _lt("The customer did not answer"),
    "NOOR": _lt("The original payment never arrived"),
    "RC01": _lt("Wrong bank identifier (BIC)"),
    "RC07": _lt("Wrong bank identifier (BIC) of the payee"),
    "RF01": _lt("The reference was used before"),
    "RR01": _lt("Legal reasons: the payer's account or identification is missing"),
    "RR02": _lt("Legal reasons: the payer's name or address is missing"),
    "RR03": _lt("Legal reasons: the payee's name or address is missing"),
    "RR04": _lt("Legal reasons"),
    "RUTA": _lt("The bank could not carry out the request"),
    "SL01": _lt("A service of the payer's bank forbids it"),
    "SL11": _lt("The payer has not allowed this creditor"),
    "SL12": _lt("The payer has blocked this creditor"),
    "SL13": _lt("More direct debits than the payer allows"),
    "SL14": _lt("More than the amount that the payer allows"),
    "SP01": _lt("The payer has stopped the payment"),
    "SP02": _lt("The payer had stopped the payment before"),
    "SVNR": _lt("The service was not rendered"),
    "TM01": _lt("It came too late for the bank's day"),
    "UPAY": _lt("The payment was not due"),
    "R01": _lt("Not enough money in the account"),
    "R02": _lt("Account closed"),
    "R03": _lt("No such account"),
    "R04": _lt("Wrong account number"),
    "R05": _lt("Consumer did not allow a direct debit for companies"),
    "R06": _lt("The bank that sent it asked for it"),
    "R07": _lt("The customer has withdrawn the authorisation"),
    "R08": _lt("The payer has stopped the payment"),
    "R09": _lt("The money in the account is not available yet"),
    "R10": _lt("The customer did not authorise it"),
    "R11": _lt("It is not as the customer authorised it"),
    "R12": _lt("The account has moved to another bank"),
    "R13": _lt("Wrong bank number"),
    "R14": _lt("Account holder or representative has died"),
    "R15": _lt("The account holder has died"),
    "R16": _lt("Account frozen"),
    "R17": _lt("Data of the payment are wrong, or suspicion of fraud"),
    "R18": _lt("Wrong effective date"),
    "R19": _lt("Wrong amount"),
    "R20": _lt("Direct debits are not allowed on this account"),
    "R21": _lt("Wrong identification of the company"),
    "R22": _lt("Wrong identification of the customer"),
    "R23": _lt("The receiver refuses it"),
    "R24": _lt("Sent twice"),
    "R25": _lt("Error in the addenda"),
    "R26": _lt("Data of the payment are missing"),
    "R27": _lt("Wrong trace number"),
    "R28": _lt("Wrong bank number"),
    "R29": _lt("The company did not authorise it"),
    "R31": _lt("Returned late, as agreed between the banks"),
    "R33": _lt("Returned cheque conversion"),
    "R37": _lt("The cheque itself was presented as well"),
    "R38": _lt("The cheque was stopped"),
    "R39": _lt("The cheque must not be collected electronically"),
    "R51": _lt("The cheque must not be collected electronically"),
    "R52": _lt("The payer has stopped the payment"),
    "R53": _lt("The cheque itself was presented as well"),
}
_CODE = re.compile(r"(?<![A-Z0-9])(?:[A-Z]{2}[0-9]{2}|[A-Z]{4}|R[0-9]{2})(?![A-Z0-9])")
# What banks print on cheques, the clearer words first.
_PRINTED = (
    (
        re.compile(r"\brefer\s+to\s+drawer\b|\bR/D\b", re.IGNORECASE),
        _lt("The payer's bank did not honour it"),
    ),
    (
        re.compile(r"\binsuff\w*\s+funds\b|\bNSF\b", re.IGNORECASE),
        _lt("Not enough money in the account"),
    ),
    (
        re.compile(r"\b(?:pay\w*|cheque|check)\s+stopped\b", re.IGNORECASE),
        _lt("The payer has stopped the payment"),
    ),
    (re.compile(r"\bRTD\b", re.IGNORECASE), _lt("Cheque returned unpaid")),
)


def return_reason_in_words(env, said):
    """What the bank says, a code or text, in plain words; the bank's own words beside them."""
    said = (said or "").strip()
    meant = [_REASONS[code] for code in _CODE.findall(said) if code in _REASONS]
    meant = meant or [words for printed, words in _PRINTED if printed.search(said)]
    if not meant:
        return said
    words = env._(meant[0])
    return said if said.casefold() == words.casefold() else f"{words} ({said})"


class ArMatch(models.Model):
    _inherit = "ar.match"

    return_reason_in_words = fields.Char(
        "Why it came back", compute="_compute_return_reason_in_words", help="The bank's reason."
    )

    @api.depends("return_reason")
    @api.depends_context("lang")
    def _compute_return_reason_in_words(self):
        for record in self:
            record.return_reason_in_words = return_reason_in_words(self.env, record.return_reason)
