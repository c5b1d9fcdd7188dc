"""What a platform says and how it is told: text to model, changes to commands and back."""
