"""A customer has one case in a company for ever: of several, the newest takes over what was told."""

TOLD = (("mail_message", "model"), ("mail_activity", "res_model"), ("ir_attachment", "res_model"))


def migrate(cr, version):
    cr.execute(
        """CREATE TEMPORARY TABLE ar_case_merged ON COMMIT DROP AS
           SELECT id, newest FROM (
               SELECT id, first_value(id) OVER (PARTITION BY partner_id, company_id
                                                ORDER BY state = 'open' DESC, id DESC) AS newest
                 FROM ar_case) AS cases
            WHERE id != newest"""
    )
    for table, model in TOLD:
        cr.execute(
            f"UPDATE {table} SET res_id = newest FROM ar_case_merged merged"  # nosec B608
            f" WHERE {table}.{model} = 'ar.case' AND {table}.res_id = merged.id"
        )
    cr.execute(
        """DELETE FROM mail_followers
            WHERE res_model = 'ar.case' AND res_id IN (SELECT id FROM ar_case_merged)"""
    )
    cr.execute("DELETE FROM ar_case WHERE id IN (SELECT id FROM ar_case_merged)")
