"""The desk: the one server that customers, agents and editors meet."""
