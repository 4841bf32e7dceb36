from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.formats.drawing import ordering
from compose.formats.drawing.layering import Extent, components, layered
from compose.formats.drawing.layout import layout
from compose.formats.drawing.ordering import arrange, crossings
from compose.formats.drawing.placing import place, spread

BOX = Extent(10, 10, 40)
TEXT = Extent(19, 3, 30)

sizes = st.tuples(st.integers(20, 90), st.integers(16, 60))
texts = st.one_of(st.just((0, 0)), st.tuples(st.integers(5, 80), st.just(14)))


@st.composite
def pictures(draw, *, loops=True):
    many = draw(st.integers(1, 9))
    ends = st.tuples(st.integers(0, many - 1), st.integers(0, many - 1))
    edges = draw(st.lists(ends if loops else ends.filter(lambda e: e[0] < e[1]), max_size=14))
    return (
        draw(st.lists(sizes, min_size=many, max_size=many)),
        edges,
        draw(st.lists(texts, min_size=len(edges), max_size=len(edges))),
    )


@st.composite
def acyclic(draw):
    return draw(pictures(loops=False))


def box(middle, size):
    (x, y), (width, height) = middle, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def overlap(one, other, room=0.01):
    return (
        one[0] < other[2] - room
        and other[0] < one[2] - room
        and one[1] < other[3] - room
        and other[1] < one[3] - room
    )


def along(point, seen):
    return point[1] if seen.downwards else point[0]


def line(route, *, downwards):
    """Walk along the curve through the points of a route, as the drawing has it."""
    points = [p[::-1] for p in route] if downwards else route
    for (x0, y0), (x1, y1) in pairwise(points):
        for t in np.linspace(0, 1, 7).tolist():
            x = (1 - t) ** 3 * x0 + 3 * t * (1 - t) * (x0 + x1) / 2 + t**3 * x1
            y = (1 - t) ** 2 * (1 + 2 * t) * y0 + t**2 * (3 - 2 * t) * y1
            yield (y, x) if downwards else (x, y)


def inside(point, area, room=0.5):
    x, y = point
    return area[0] + room < x < area[2] - room and area[1] + room < y < area[3] - room


@given(pictures(), st.booleans())
def test_nothing_lies_on_anything_else(picture, downwards):
    seen = layout(*picture, downwards=downwards)
    nodes = [box(*pair) for pair in zip(seen.nodes, picture[0], strict=True)]
    straight = [k for k, (source, target) in enumerate(picture[1]) if source != target]
    written = [box(seen.texts[k], picture[2][k]) for k in straight if seen.texts[k]]
    for one, other in combinations([*nodes, *written], 2):
        assert not overlap(one, other)


@given(pictures(), st.booleans())
def test_everything_lies_on_the_picture(picture, downwards):
    seen = layout(*picture, downwards=downwards)
    whole = (0, 0, seen.width, seen.height)
    areas = [box(*pair) for pair in zip(seen.nodes, picture[0], strict=True)]
    areas += [(*p, *p) for route in seen.routes for p in route]
    for left, top, right, bottom in areas:
        assert whole[0] - 0.01 <= left
        assert whole[1] - 0.01 <= top
        assert right <= whole[2] + 0.01
        assert bottom <= whole[3] + 0.01


@given(acyclic(), st.booleans())
def test_edges_run_from_border_to_border_past_other_nodes(picture, downwards):
    sizes, edges, _ = picture
    seen = layout(*picture, downwards=downwards)
    nodes = [box(*pair) for pair in zip(seen.nodes, sizes, strict=True)]
    for (source, target), route in zip(edges, seen.routes, strict=True):
        side = 3 if downwards else 2
        assert along(route[0], seen) == pytest.approx(nodes[source][side])
        assert along(route[-1], seen) == pytest.approx(nodes[target][side - 2])
        assert [along(p, seen) for p in route] == sorted(along(p, seen) for p in route)
        passed = [p for p in line(route, downwards=downwards) if any(inside(p, n) for n in nodes)]
        assert not passed


@given(acyclic())
def test_causes_lie_before_their_effects(picture):
    seen = layout(*picture, downwards=False)
    for source, target in picture[1]:
        assert seen.nodes[source][0] < seen.nodes[target][0]


@given(acyclic())
def test_parallel_edges_part(picture):
    seen = layout(*picture, downwards=False)
    assert len(set(seen.routes)) == len(picture[1])


@given(pictures())
def test_every_node_is_read_once(picture):
    assert sorted(layout(*picture).order) == list(range(len(picture[0])))


def test_what_closes_a_circle_leads_backwards():
    seen = layout([(40, 20)] * 3, [(0, 1), (1, 2), (2, 0)], [(0, 0)] * 3)
    assert [route[0][0] < route[-1][0] for route in seen.routes] == [True, True, False]


def test_a_loop_has_its_text_above_its_node():
    seen = layout([(40, 20)], [(0, 0)], [(20, 14)])
    (start, top, end), (text,) = seen.routes[0], seen.texts
    assert text == top
    assert end[0] < top[0] < start[0]
    assert top[1] < seen.nodes[0][1] - 10


def test_a_band_is_turned_and_a_square_is_not():
    chain = [(k, k + 1) for k in range(39)]
    fan = [(0, k) for k in range(1, 40)]
    nodes, none = [(60, 40)] * 40, [(30, 14)] * 39
    assert layout(nodes, chain, none).downwards
    assert not layout(nodes, fan, none).downwards
    assert not layout(nodes[:4], chain[:3], none[:3]).downwards


def test_the_shape_of_a_large_picture_is_guessed():
    nodes, none = [(60, 40)] * 400, [(0, 0)] * 399
    assert layout(nodes, [(k, k + 1) for k in range(399)], none).downwards
    assert not layout(nodes, [(0, k) for k in range(1, 400)], none).downwards


def test_parts_stand_beside_one_another():
    seen = layout([(50, 20)] * 40, [(0, 1)], [(0, 0)])
    assert 0.5 < seen.width / seen.height < 4


@pytest.mark.parametrize("edges", [[(0, 1), (2, 3)], [(0, 3), (1, 3), (4, 2)], []])
def test_components_are_those_of_networkx(edges):
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(5))
    wanted = sorted(sorted(part) for part in nx.connected_components(graph))
    assert components(5, edges) == wanted


@given(acyclic())
def test_edges_have_a_joint_in_every_layer(picture):
    _, edges, _ = picture
    seen = layered([BOX] * len(picture[0]), edges, [TEXT] * len(edges))
    for chain, text in zip(seen.chains, seen.texts, strict=True):
        steps = [seen.layer[after] - seen.layer[before] for before, after in pairwise(chain)]
        assert set(steps) == {1}
        assert text in chain
        assert seen.layer[text] % 2 == 1


def test_joints_are_bounded():
    far = [(0, k) for k in range(2, 2000)]
    edges = [(k, k + 1) for k in range(1999)] + far
    seen = layered([BOX] * 2000, edges, [TEXT] * len(edges))
    assert len(seen.layer) < 20_000
    assert min(seen.texts[:1999]) >= 0
    assert seen.chains[-1] == [0, 1999]


def test_a_node_stands_beside_the_one_it_feeds():
    seen = layered([BOX] * 5, [(0, 1), (1, 2), (2, 3), (4, 3)], [None] * 4)
    assert seen.layer[4] == seen.layer[2]


def crossing_pairs(seen):
    rank = {v: k for members in seen.members for k, v in enumerate(members)}
    pairs = [(u, v) for u, ends in enumerate(seen.ahead) for v in ends]
    return sum(
        (rank[a] - rank[c]) * (rank[b] - rank[d]) < 0
        for (a, b), (c, d) in combinations(pairs, 2)
        if seen.layer[a] == seen.layer[c]
    )


@given(acyclic())
def test_crossings_are_counted(picture):
    seen = layered([BOX] * len(picture[0]), picture[1], [TEXT] * len(picture[1]))
    before = crossings(seen)
    assert before == crossing_pairs(seen)
    members = [sorted(layer) for layer in seen.members]
    arrange(seen)
    assert crossings(seen) <= before
    assert [sorted(layer) for layer in seen.members] == members


@pytest.mark.parametrize("seed", range(8))
def test_a_tree_has_no_crossings(seed):
    rng = np.random.default_rng(seed)
    edges = [(int(rng.integers(0, k)), k) for k in range(1, 40)]
    seen = layered([BOX] * 40, edges, [TEXT] * 39)
    arrange(seen)
    assert crossings(seen) == 0


def test_two_branches_and_a_direct_edge_have_no_crossings():
    seen = layered([BOX] * 5, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 4), (3, 4)], [TEXT] * 6)
    arrange(seen)
    assert crossings(seen) == 0


def test_neighbours_change_places_only_where_that_helps():
    seen = layered([BOX] * 4, [(0, 3), (1, 2)], [None] * 2)
    place = [0, 1, 0, 1, 0, 1]
    ordering._exchange(seen, place)
    assert crossings(seen) == 0
    kept = [members[:] for members in seen.members]
    ordering._exchange(seen, place)
    assert seen.members == kept


def test_a_long_edge_is_straight_where_there_is_room():
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]
    seen = layered([BOX] * 5, edges, [TEXT] * 5)
    arrange(seen)
    across = place(seen)
    assert len({across[joint] for joint in seen.chains[4][1:-1]}) == 1


wishes = st.lists(
    st.tuples(st.floats(-99, 99), st.floats(0.1, 9), st.floats(0, 30)), min_size=1, max_size=12
)


@given(wishes)
def test_places_are_the_nearest_that_keep_their_distance(asked):
    isotonic = pytest.importorskip("sklearn.isotonic").isotonic_regression
    wish, weight, steps = (np.array(column) for column in zip(*asked, strict=True))
    offsets = np.cumsum(steps)
    wanted = isotonic(wish - offsets, sample_weight=weight) + offsets
    assert np.allclose(spread(wish, weight, offsets), wanted, atol=1e-6)
