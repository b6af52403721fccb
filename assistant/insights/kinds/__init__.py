"""The types of insights, one module each; `register` lists them, `kind` says what each declares."""
