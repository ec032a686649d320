"""Reads of identity: narrow definer functions in, types out."""
