"""What messages from banks and mobile-money operators have in common."""
