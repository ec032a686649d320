"""Tenants: the businesses of an installation, their face, settings, features and addresses."""
