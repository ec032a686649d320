"""Owns the quick answer whether set-up has anything to do; most starts end here.

Usage: python setup/fresh.py run|dev; status 0 means nothing to do. Standard library only.
"""

import sys

import browser_files
import environment

if __name__ == "__main__":
    sys.exit(0 if environment.nothing_to_do(sys.argv[1]) and browser_files.nothing_to_do() else 1)
