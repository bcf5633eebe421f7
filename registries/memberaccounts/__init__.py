"""The accounts of persons: which months are credited, with which wages and contributions."""
