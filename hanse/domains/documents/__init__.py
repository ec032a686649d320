"""Documents: papers as PDF, sealed so that everybody can check them."""
