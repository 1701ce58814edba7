"""WooCommerce: what its webhooks mean, and its REST API behind core.ports.StorePort."""
