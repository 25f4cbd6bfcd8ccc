"""The sign-in of the embedded services: an OpenID provider for three synthetic clinicians."""
