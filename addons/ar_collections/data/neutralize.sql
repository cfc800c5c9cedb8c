-- A copied database must never visit the bank: files taken there are missing here.
UPDATE ar_feed SET active = FALSE, private_key_sealed = NULL;
UPDATE ir_cron SET active = FALSE
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE module = 'ar_collections' AND name = 'cron_fetch');
