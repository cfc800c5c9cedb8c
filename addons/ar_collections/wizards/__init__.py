from . import ar_feed_document_upload
