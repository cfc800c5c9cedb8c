from . import ar_backtest, ar_feed_document_upload, base_partner_merge_automatic_wizard
