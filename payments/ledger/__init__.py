"""The books: accounts, postings that balance, and their proof."""
