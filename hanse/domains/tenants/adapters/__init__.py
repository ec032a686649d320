"""What tenants needs of the outside: the look-up of addresses for the platform, and DNS."""
