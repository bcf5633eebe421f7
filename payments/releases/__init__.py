"""Releasing an approved run: who is held out at the last moment, the files, and their handing over."""
