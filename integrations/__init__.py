"""Store platforms and AWS services, each behind a few plain functions.

Imports run one way: functions -> integrations -> core. What a webhook needs (webhook.py, parse.py
and what they import) is standard library and core only; SDKs are imported late, by the clients.
"""
