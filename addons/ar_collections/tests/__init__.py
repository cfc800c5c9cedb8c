from . import test_module, test_tour
