"""Run inside ``odoo shell``: a European company in EUR with the generic chart, assets compiled."""

company = env.ref("base.main_company")
company.country_id = env.ref("base.be")
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
company.currency_id = env.ref("base.EUR")
if company.chart_template != "generic_coa":
    raise SystemExit(f"the chart of accounts is {company.chart_template}, not generic_coa")
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
