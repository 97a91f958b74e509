"""How the responses of an OMS are known: from the documents, and from checked deployments."""
