"""A worker that does nothing until it is told to stop, for the supervisor's tests; run as a module."""

import signal
import sys

if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    signal.sigwait({signal.SIGTERM})
    sys.exit(0)
