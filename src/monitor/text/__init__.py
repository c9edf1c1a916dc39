"""Text without meaning: folding, lines and sentences, language, dates."""
