"""The typesetter that makes PDF."""
