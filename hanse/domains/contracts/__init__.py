"""Contracts: drafting with clauses, negotiation, signing, commitments and renewals."""
