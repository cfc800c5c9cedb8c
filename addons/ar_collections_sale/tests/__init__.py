from . import test_ar_credit, test_sale_order, test_sale_order_tour
