"""Help for agents who answer: drafts, rewrites, the documents, an operation. Nothing is sent."""
