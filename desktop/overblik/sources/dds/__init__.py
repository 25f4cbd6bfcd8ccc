"""Document sharing (XDS.b): DDS and SFSK."""
