"""The pages of the catalogue for staff."""
