"""Claims: what people ask for, decided by the law and approved by a second officer."""
