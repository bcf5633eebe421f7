"""The nightly proof that chains, payments, runs and books agree, from scratch."""
