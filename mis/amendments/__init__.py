"""Amendments: how an officer drafts law, in forms or as text, and how a second one approves it."""
