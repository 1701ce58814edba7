"""One folder per Lambda. Handlers verify, parse, make one call into core, and map the result."""
