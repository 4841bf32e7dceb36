"""What yEd and Gephi show, and what they write."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from compose import Graph, read_graphml, units, write_graphml
from compose.errors import FormatError
from tests.formats.graphs import facts, graphs

NAMES = {"g": "http://graphml.graphdrawing.org/xmlns", "y": "http://www.yworks.com/xml/graphml"}


def text_of(graph, style="yed"):
    stream = io.StringIO()
    write_graphml(graph, stream, style=style)
    return stream.getvalue()


def read(text, **options):
    return read_graphml(io.StringIO(text), **options)


def labels(text, which):
    root = ET.fromstring(text)  # noqa: S314 - it is our own
    return [element.text for element in root.iterfind(f".//y:{which}Label", NAMES)]


def product():
    graph = Graph()
    graph.add_node("w", value=-2.0, unit="mm", label="width")
    graph.add_edges(["w", "g"], ["g", "f<1>"], [5.0, 1.0])
    return graph


@given(graphs())
def test_drawings_change_nothing(graph):
    back = read(text_of(graph))
    assert back.equals(graph)
    assert facts(back) == facts(graph)


def test_boxes_and_arrows_have_texts():
    text = text_of(product())
    assert labels(text, "Node") == ["w\nwidth\n-2 mm", "g", "f<1>"]
    assert labels(text, "Edge") == ["5", "1"]


def test_conversions_say_what_is_done():
    graph = units.graph_between("degC", "degF")
    assert "× 9/5 - 459.67" in labels(text_of(graph), "Edge")


@given(graphs())
def test_each_node_and_edge_is_drawn_once_as_yed_looks_for_it(graph):
    root = ET.fromstring(text_of(graph))  # noqa: S314 - it is our own
    keys = {key.get("yfiles.type"): key.get("id") for key in root.iterfind("g:key", NAMES)}
    for which, kind, drawing in [("node", "nodegraphics", "Shape"), ("edge", "edgegraphics", "")]:
        for element in root.iterfind(f".//g:{which}", NAMES):
            (data,) = element.iterfind(f"g:data[@key='{keys[kind]}']", NAMES)
            (drawn,) = data
            assert drawn.tag == f"{{{NAMES['y']}}}{'ShapeNode' if drawing else 'PolyLineEdge'}"


def test_without_the_style_nothing_of_yed_is_there():
    assert "yworks" not in text_of(product(), None)


def test_the_styles_are_named(tmp_path):
    for style in ("Yed", "gephi", 3, []):
        with pytest.raises(FormatError, match=r"there is no style.*'yed'"):
            write_graphml(product(), tmp_path / "graph.graphml", style=style)
    assert not list(tmp_path.iterdir())


YED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
  xmlns:y="http://www.yworks.com/xml/graphml" xmlns:yed="http://www.yworks.com/xml/yed/3">
  <!--Created by yEd 3.23-->
  <key attr.name="Description" attr.type="string" for="graph" id="d0"/>
  <key for="port" id="d1" yfiles.type="portgraphics"/>
  <key attr.name="description" attr.type="string" for="node" id="d5"/>
  <key for="node" id="d6" yfiles.type="nodegraphics"/>
  <key for="graphml" id="d7" yfiles.type="resources"/>
  <key attr.name="gain" attr.type="double" for="edge" id="d9"><default>1.5</default></key>
  <key for="edge" id="d10" yfiles.type="edgegraphics"/>
  <graph edgedefault="directed" id="G">
    <data key="d0" xml:space="preserve"/>
    <node id="n0">
      <data key="d5" xml:space="preserve"><![CDATA[the <input>]]></data>
      <data key="d6">
        <y:ShapeNode>
          <y:Geometry height="30.0" width="30.0" x="385.0" y="185.0"/>
          <y:NodeLabel alignment="center" visible="true">width &amp; more<y:LabelModel>
            <y:SmartNodeLabelModel distance="4.0"/></y:LabelModel></y:NodeLabel>
          <y:Shape type="rectangle"/>
        </y:ShapeNode>
      </data>
    </node>
    <node id="n1">
      <data key="d6"><y:ShapeNode><y:NodeLabel hasText="false"/></y:ShapeNode></data>
      <port name="north"/>
    </node>
    <edge id="e0" source="n0" target="n1">
      <data key="d9">5</data>
      <data key="d10"><y:PolyLineEdge><y:EdgeLabel>2.5<y:LabelModel/></y:EdgeLabel>
        </y:PolyLineEdge></data>
    </edge>
    <edge id="e1" source="n0" target="n1">
      <data key="d10"><y:PolyLineEdge><y:EdgeLabel>-4</y:EdgeLabel></y:PolyLineEdge></data>
    </edge>
  </graph>
  <data key="d7"><y:Resources/></data>
</graphml>
"""


def test_a_file_by_yed():
    graph = read(YED, local="gain")
    assert [edge.local for edge in graph.edges] == [5.0, 1.5]
    assert [graph.node(name).label for name in ("n0", "n1")] == ["width & more", None]
    assert [edge.label for edge in graph.edges] == ["2.5", "-4"]


def test_locals_that_stand_beside_the_lines():
    assert read(YED, local="label").derivative("n1", "n0") == -1.5


def test_what_a_file_by_yed_lacks():
    with pytest.raises(FormatError) as caught:
        read(YED)
    message = str(caught.value)
    assert "no local 'weight' at edge 'n0' → 'n1' (line 33), 'n0' → 'n1' (line 36)" in message
    assert message.endswith("the file has 'gain', 'label'")


def test_a_group_of_nodes_by_yed():
    group = YED.replace('<port name="north"/>', '<graph id="n1:" edgedefault="directed"/>')
    with pytest.raises(FormatError, match=r"line 27.*a graph within a node cannot be read"):
        read(group, local="gain")


GEPHI = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key attr.name="label" attr.type="string" for="node" id="label"/>
<key attr.name="Edge Label" attr.type="string" for="edge" id="edgelabel"/>
<key attr.name="weight" attr.type="double" for="edge" id="weight"/>
<key attr.name="r" attr.type="int" for="node" id="r"/>
<key attr.name="size" attr.type="float" for="node" id="size"/>
<key attr.name="times" attr.type="timestampset" for="node" id="times"/>
<graph edgedefault="directed">
<node id="w">
<data key="label">width</data>
<data key="r">153</data>
<data key="size">10.0</data>
<data key="times">&lt;[2001.0]&gt;</data>
</node>
<node id="f"/>
<edge id="0" source="w" target="f">
<data key="edgelabel">gain</data>
<data key="weight">5.0</data>
</edge>
</graph>
</graphml>
"""


def test_a_file_by_gephi():
    graph = read(GEPHI)
    assert graph.derivative("f", "w") == 5.0
    assert graph.node("w").label == "width"
    assert graph.edges[0].attributes == {"Edge Label": "gain"}


def test_an_undirected_file_is_taken_as_it_is_written_on_request():
    text = GEPHI.replace('"directed"', '"undirected"').replace('id="0" ', 'directed="false" ')
    with pytest.raises(FormatError, match="directed=True"):
        read(text)
    assert read(text, directed=True).derivative("f", "w") == 5.0
