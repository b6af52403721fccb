"""Match a customer's description with their own things: lines of an order, variants, reasons."""
