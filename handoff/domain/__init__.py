"""Pure rules and values of the desk: no await, no SQL, no clock."""
