"""The built-in functions of FEEL, a module for each topic."""
