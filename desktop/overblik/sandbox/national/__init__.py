"""The national services that speak SOAP: FMK, DDV and STS, and an organisation's broker."""
