"""Shopify: what its webhooks mean, and its Admin GraphQL API behind core.ports.StorePort."""
