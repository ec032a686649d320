"""Owns measuring speed and size against the bars of docs: `make bench`, or `python -m bench [NAME ...]`.

Every figure comes from a real installation started for it, in short bursts. Must not be here: tests.
"""
