from . import (
    ar_credit,
    res_company,
    res_config_settings,
    sale_order,
    sale_order_credit,
    sale_order_line,
)
