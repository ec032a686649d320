"""Quotes: requests, offers and counter offers, in versions both sides can compare."""
