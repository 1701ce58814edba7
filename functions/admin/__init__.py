"""The merchant page: server-rendered, for the one store that the credential vouches for."""
