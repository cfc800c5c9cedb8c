{
    "name": "Collections",
    "summary": "From the bank's file to posted cash, and what stays unpaid to the collector",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Collections contributors",
    "license": "LGPL-3",
    "depends": ["account", "mail"],
    "external_dependencies": {"python": ["ar-collections", "rapidfuzz", "python-stdnum"]},
    "data": [],
    "application": True,
}
