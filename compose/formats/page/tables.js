// The same facts as tables.

function nodesTable(facts, page) {
  const rows = facts.drawn.nodes.map((node) => {
    const choose = element("button", { type: "button", class: "plain", onclick: () => page.choose(node.number) }, node.name);
    return [facts.whole ? choose : node.name, node.kind, short(node.note.split("\n").slice(1).join("\n"), 400)];
  });
  return plainTable("Nodes", ["node", "kind", "what is known"], rows);
}

function edgesTable(facts, page) {
  const names = new Map(facts.drawn.nodes.map((node) => [node.number, node.name]));
  const rows = facts.drawn.edges.map((edge) => {
    const change = () => page.chooseEdge(edge.number);
    const canChange = facts.whole && edge.number >= 0 && page.nudging.canChange(edge.number);
    const carried = canChange ? element("button", { type: "button", class: "plain", onclick: change }, edge.text) : edge.text;
    return [names.get(edge.source), names.get(edge.target), carried, short(edge.note, 400)];
  });
  return plainTable("Edges", ["from", "to", "carries", "what is known"], rows);
}

function plainTable(caption, head, rows) {
  const titles = head.map((text) => element("th", { scope: "col" }, text));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))));
  return element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...titles)), element("tbody", {}, ...body));
}
