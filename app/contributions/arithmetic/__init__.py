"""What contributions come to: pure calculations from typed inputs, each with its trace. No database.

Which rule counts is decided by the shared rule tables (`app.registers.rulebook`), what it amounts to is computed
here. Rounding follows the same order everywhere: the year unrounded, the quarter to the cent, the fee to the cent.
"""
