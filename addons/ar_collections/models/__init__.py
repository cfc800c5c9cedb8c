from . import (
    account_bank_statement,
    account_bank_statement_line,
    account_journal,
    account_move_line,
    ar_case,
    ar_feed,
    ar_feed_document,
    ar_match,
    ar_match_allocation,
    res_company,
    res_config_settings,
    res_partner,
)
