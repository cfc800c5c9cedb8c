from . import (
    test_access,
    test_account_bank_statement,
    test_account_bank_statement_line,
    test_ar_case,
    test_ar_feed,
    test_ar_feed_document,
    test_ar_match,
    test_ar_payer,
    test_formats,
    test_module,
    test_screens,
    test_tour,
)
