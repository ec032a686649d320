"""Pure decisions about stock."""
