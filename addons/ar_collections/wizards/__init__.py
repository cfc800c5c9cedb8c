from . import (
    ar_backtest,
    ar_backtest_line,
    ar_case_plan,
    ar_feed_document_upload,
    ar_match_policy,
    ar_promise_make,
    ar_write_off_refusal,
    base_partner_merge_automatic_wizard,
)
