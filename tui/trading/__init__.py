"""The order desk: the one way an order leaves this program; headless."""
