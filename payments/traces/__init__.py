"""One money, from the law to the books: a payment with everything that it rests on."""
