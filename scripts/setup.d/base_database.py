"""Run inside ``odoo shell``: a European company in EUR with the generic chart, assets compiled."""

company = env.ref("base.main_company")  # noqa: F821
company.country_id = env.ref("base.be")  # noqa: F821
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)  # noqa: F821
company.currency_id = env.ref("base.EUR")  # noqa: F821
if company.chart_template != "generic_coa":
    raise SystemExit(f"the chart of accounts is {company.chart_template}, not generic_coa")
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821
