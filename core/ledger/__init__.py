"""The ledger: the only code that reads and writes DynamoDB."""
