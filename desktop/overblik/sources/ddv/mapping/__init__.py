"""From answers of DDV to vaccinations: pure, total, raising nothing but Unintelligible."""
