"""What notify decides: pure values and rules, without input or output."""
