"""What happens when something breaks: programs that break a real installation and look at what became of the data."""
