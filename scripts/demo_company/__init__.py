"""A company to look at: its customers, six months of invoices, and what its bank sends today.

All people, companies, bank accounts and tax numbers are invented; e-mail addresses end in
``.example``. The content is the same each time; only the dates move with the day it is made on.
"""
