"""How we know what an OMS answers: by its documents, and by the deployments that were looked at."""
