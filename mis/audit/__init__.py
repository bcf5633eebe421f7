"""The trail: who did what to which record, when and why; sealed, only added to."""
