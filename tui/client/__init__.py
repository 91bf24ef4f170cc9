"""The asyncio client of OpenD; headless."""
