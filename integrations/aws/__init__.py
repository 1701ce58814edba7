"""AWS services as a few plain functions. botocore is imported at the first call, not before."""
