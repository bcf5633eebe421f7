"""The cashier's part: what batches, bank files, receipts and the books hand up."""

from mis.part import Part

CASHIER = Part(name="cashier")
