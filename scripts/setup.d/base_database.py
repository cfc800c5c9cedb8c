"""Run inside ``odoo shell``: a European company in EUR with the generic chart, assets compiled."""

company = env.ref("base.main_company")
company.write({"country_id": env.ref("base.be").id})
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
company.currency_id = env.ref("base.EUR")
assert company.chart_template == "generic_coa", company.chart_template
env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:8069")
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
