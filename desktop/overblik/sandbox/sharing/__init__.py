"""Document sharing: DDS and SFSK as IHE XDS.b registries and repositories."""
