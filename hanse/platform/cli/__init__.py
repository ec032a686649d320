"""Owns the command line: how commands look, answer and fail, and the commands that need no domain.

Must not be here: what the commands look after. Nothing is imported here, so that `hanse --help` stays quick.
"""
