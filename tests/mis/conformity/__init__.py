"""Requirements of the conformity report."""
