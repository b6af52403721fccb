"""Sets a number or a page up with Meta, and says what is wrong with one."""
