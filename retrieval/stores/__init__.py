"""Keep vectors and facets where they are searched, behind `retrieval.ports.PassageStore`."""
