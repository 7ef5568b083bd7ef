"""What the command line says, by who says it: tables of texts in English and in Korean, without any code that uses them."""
