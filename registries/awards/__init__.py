"""Awards: what was granted, its dated terms, and what stops it or starts it again."""
