"""The reasons, one small function per clue. The sentences are what the accountant reads."""

from .advices import *
from .amounts import *
from .currencies import *
from .numbers import *
from .payers import *
from .refusals import *
from .returns import *
from .sentence import documents as documents
from .sentence import money as money
