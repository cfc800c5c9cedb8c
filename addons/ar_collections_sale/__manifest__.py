{
    "name": "Collections: sales orders",
    "summary": "Orders that are not billed count in the exposure; credit limits hold orders back",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Collections contributors",
    "license": "LGPL-3",
    "depends": ["ar_collections", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/sale_order_security.xml",
        "wizards/ar_credit_release_views.xml",
        "views/sale_order_views.xml",
        "views/ar_credit_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["ar_collections_sale/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
