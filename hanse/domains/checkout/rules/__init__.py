"""Pure decisions of checkout: what was pasted, what may be ordered, who must agree, when the next run is."""
