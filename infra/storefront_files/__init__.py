"""What is installed in stores, put together from its sources and the built storefront files."""
