"""The idea: dX/dY is the sum over paths of the product over edges. Start reading at `graph`."""
