"""The shared document, its wire and its rules, as pure values and functions over pycrdt."""
