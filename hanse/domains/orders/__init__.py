"""Orders: from placing to shipment, with holds, changes and cancellation."""
