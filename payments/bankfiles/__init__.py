"""Files of payments for banks and mobile-money operators, and what an answer does to a payment."""
