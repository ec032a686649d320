"""Approvals: policies that say who decides what, and the decisions, with their evidence and deadlines."""
