"""The functions of NumPy that autograd 1.9 differentiates, by the module that holds them.

They are the least that compose differentiates.
"""

from __future__ import annotations

__all__ = ["AUTOGRADS"]

_NAMES = {
    "numpy": """
        absolute add amax amin angle append arccos arccosh arcsin arcsinh arctan arctan2
        arctanh array array_split astype atleast_1d atleast_2d atleast_3d broadcast_to clip
        column_stack concatenate conjugate cos cosh cross cumsum deg2rad degrees diag
        diagonal diff divide dot dsplit einsum exp exp2 expand_dims expm1 fabs fliplr flipud
        fmax fmin full gradient hsplit hstack hypot imag inner kron linspace log log10 log1p
        log2 logaddexp logaddexp2 matmul max maximum mean min minimum moveaxis multiply
        nan_to_num negative outer pad partition power prod rad2deg radians ravel real
        real_if_close reciprocal remainder repeat reshape roll rollaxis rot90 select sin
        sinc sinh sort split sqrt square squeeze stack std subtract sum swapaxes tan tanh
        tensordot tile trace transpose tril triu var vsplit vstack where
    """,
    "numpy.linalg": """
        cholesky det eig eigh inv norm pinv slogdet solve svd
    """,
    "numpy.fft": """
        fft fft2 fftn fftshift ifft ifft2 ifftn ifftshift irfft irfft2 irfftn rfft rfft2
        rfftn
    """,
}

AUTOGRADS = {room: names.split() for room, names in _NAMES.items()}
