"""Faults, each a function that plants itself with a monkeypatch."""
# ruff: noqa: ARG005 - a mutant has the parameters of what it replaces

from __future__ import annotations

from fractions import Fraction

import numpy as np

from compose import Graph
from compose.engine import agreement, explain, interval, maps, order, paths, prepared, sweep
from compose.engine.action import scalar
from compose.engine.algebra import COUNTING, EXACT, INTERVAL, MAGNITUDE, REAL, Semiring
from compose.engine.maps import Affine, Dense


def drop_a_branch(patch):
    patch.setattr(EXACT, "_plus", lambda a, b: a)


def drop_a_branch_of_floats(patch):
    patch.setattr(INTERVAL, "_plus", lambda a, b: a)


def count_branches_once(patch):
    patch.setattr(COUNTING, "_plus", max)


def lose_parallel_edges(patch):
    add = Graph.add_edge

    def add_once(graph, source, target, local, **attributes):
        if not any((e.source, e.target) == (source, target) for e in graph.edges):
            add(graph, source, target, local, **attributes)

    patch.setattr(Graph, "add_edge", add_once)


def swap_factors_going_forward(patch):
    def swapped(self, tangents):
        return np.tensordot(tangents, self.jacobian, axes=len(self.source_shape))

    patch.setattr(Dense, "push_block", swapped)


def swap_factors_going_back(patch):
    def swapped(self, cotangents):
        return np.tensordot(self.jacobian, cotangents, axes=len(self.target_shape))

    patch.setattr(Dense, "pull_block", swapped)


def forget_to_transpose(patch):
    def straight(self, cotangents):
        return cotangents @ self.jacobian.T

    patch.setattr(Dense, "pull_block", straight)


def swap_factors_of_a_semiring(patch):
    patch.setattr(Semiring, "push", lambda self, x, c: self._times(c, self._lift(x)))


def keep_a_stale_answer(patch):
    patch.setattr(prepared.Prepared, "current", lambda self: True)


def keep_a_stale_answer_for_the_same_nodes(patch):
    patch.setattr(
        prepared.Prepared, "current", lambda self: self._counted[0] == len(self.columns.names)
    )


def believe_every_local_finite(patch):
    build = sweep.Floats.__init__

    def hopeful(self, structure, column):
        build(self, structure, column)
        self._finite = True

    patch.setattr(sweep.Floats, "__init__", hopeful)


def visit_every_node(patch):
    patch.setattr(
        prepared, "between", lambda structure, of, wrt: bytearray(b"\1" * structure.nodes)
    )


def visit_all_that_follows(patch):
    patch.setattr(prepared, "between", lambda structure, of, wrt: order.downstream(structure, wrt))


def order_backwards(patch):
    sort = order._sort_nodes.python

    def backwards(*columns):
        found = sort(*columns)
        columns[-1].reverse()
        return found

    patch.setattr(order._sort_nodes, "python", backwards)


def rank_the_smallest_first(patch):
    patch.setattr(paths, "_negative", lambda size: size)


def rank_by_signed_products(patch):
    build = paths.Ranking.__init__

    def signed(self, *args, **options):
        patch.setattr(paths, "abs", lambda x: x, raising=False)
        build(self, *args, **options)

    patch.setattr(paths.Ranking, "__init__", signed)


def forget_a_sidetrack(patch):
    opened = paths.Ranking._open

    def forgetful(self, size, prefix, target):
        if prefix.depth < 2:
            opened(self, size, prefix, target)

    patch.setattr(paths.Ranking, "_open", forgetful)


def list_backwards(patch):
    patch.setattr(order.Structure, "slots", lambda s, p: range(s.first[p], s.first[p + 1])[::-1])


def forget_a_prefix(patch):
    sums = explain._prefix_sums
    patch.setattr(explain, "_prefix_sums", lambda *args: list(sums(*args))[1:])


def share_of_the_signed_sum(patch):
    patch.setattr(MAGNITUDE, "_lift", scalar)


def subtract_what_is_shown(patch):
    def blindly(ready, of, wrt, mark, walks):
        assert walks.frontier()
        shown = next(paths.Ranking(ready.plain, of, wrt, mark, ready.numbers, exact=False))
        return ready.reverse(REAL, of, mark)[wrt] - ready.carry(shown, REAL, 1.0), 0.0

    patch.setattr(explain, "_real_rest", blindly)


def believe_all_branches(patch):
    patch.setattr(agreement, "_close", lambda a, b, tolerance: True)


def believe_no_branch(patch):
    patch.setattr(agreement, "_close", lambda a, b, tolerance: False)


def take_the_widest_tolerance(patch):
    def after(self, first):
        return Affine(
            self.scale * first.scale,
            self.scale * first.offset + self.offset,
            max(self.tolerance, first.tolerance),
        )

    patch.setattr(maps.Affine, "after", after)


def round_to_nearest(patch):
    patch.setattr(interval, "nextafter", lambda x, towards: x)


def add_in_another_order(patch):
    def ascending(first, target, local, of, stop, adjoint):
        adjoint[:] = 0.0
        adjoint[of] = 1.0
        for u in range(of - 1, stop - 1, -1):
            for slot in range(first[u], first[u + 1]):
                adjoint[u] += local[slot] * adjoint[target[slot]]
        return 0

    patch.setattr(sweep.kernels, "reverse_finite", ascending)


def multiply_and_add_at_once(patch):
    def fused(first, target, local, wrt, stop, tangent):
        tangent[:] = 0.0
        tangent[wrt] = 1.0
        for u in range(wrt, stop):
            for slot in range(first[u], first[u + 1]):
                v = target[slot]
                tangent[v] = float(
                    Fraction(float(tangent[v]))
                    + Fraction(float(local[slot])) * Fraction(float(tangent[u]))
                )
        return 0

    patch.setattr(sweep.kernels, "forward_finite", fused)


def leave_the_last_answer_behind(patch):
    def dirty(first, target, local, of, stop, adjoint):
        adjoint[of] = 1.0
        for u in range(of - 1, stop - 1, -1):
            adjoint[u] = 0.0
            for slot in range(int(first[u + 1]) - 1, int(first[u]) - 1, -1):
                adjoint[u] += local[slot] * adjoint[target[slot]]
        return 0

    patch.setattr(sweep.kernels, "reverse_finite", dirty)
