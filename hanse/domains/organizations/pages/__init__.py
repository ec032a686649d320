"""Pages of organizations, for staff (/admin), for partners (/app) and for applicants (/t/<handle>/apply)."""
