"""Writes of identity, one function per intention.

Three rules hold for all of them. Passwords are hashed and checked before the transaction takes a connection. What must
stay although the request fails (a failed attempt, a used code) is written apart, by `database.lookup`, also before the
transaction takes a connection, so that no request ever holds two. No answer and no time tells whether there is an
account.
"""
