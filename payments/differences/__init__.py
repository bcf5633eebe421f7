"""Why a run differs from the one before it, to the last cent."""
