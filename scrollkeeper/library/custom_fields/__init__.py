"""Fields that a team gives its papers beside those of CSL-JSON: their definitions, and values of seven kinds."""
