"""Importing a store's past orders: fetched, put into the order in which they were placed, tried
without writing anything, and, once the merchant has seen what will come of it, applied."""
