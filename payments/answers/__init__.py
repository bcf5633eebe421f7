"""What banks and mobile-money operators answer, whatever the format."""
