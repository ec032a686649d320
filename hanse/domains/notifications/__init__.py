"""Notifications: what people are told, where, and in whose words."""
