// The picture: built once as SVG; panning and zooming only move it as a whole.

const SVG = "http://www.w3.org/2000/svg";
const NEAR = 0.42;
const LINE = 16;

function shape(name, attributes, ...inside) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

class Picture {
  constructor(stage, drawn, { onNode, onEdge }) {
    Object.assign(this, { stage, drawn, onNode, onEdge, scale: 1, x: 0, y: 0 });
    const size = { width: drawn.width, height: drawn.height };
    this.svg = shape("svg", { ...size, role: "group", "aria-label": "Graph" });
    this.edges = new Map();
    this.nodes = new Map();
    this.svg.append(...drawn.edges.map((edge) => this.edge(edge)), ...drawn.nodes.map((node) => this.node(node)));
    stage.append(this.svg);
    this.listen();
    this.fit();
  }

  node(node) {
    const group = shape("g", {
      class: `node ${node.kind}`,
      tabindex: 0,
      role: "button",
      "aria-pressed": "false",
      "aria-label": [node.name, ...node.lines, node.kind].join(", "),
      "data-node": node.number,
      transform: `translate(${node.x} ${node.y})`,
    });
    const corner = node.kind === "input" ? 2 : 9;
    const middle = node.width / 2;
    const top = node.height / 2 - (node.lines.length * LINE) / 2 + 4.5;
    const texts = [node.name, ...node.lines].map((line, place) =>
      shape("text", { x: middle, y: top + place * LINE, class: place ? "more" : "name" }, line),
    );
    group.append(
      shape("title", {}, node.note),
      shape("rect", { width: node.width, height: node.height, rx: corner }),
      ...texts,
    );
    this.nodes.set(node.number, { ...node, group });
    return group;
  }

  edge(edge) {
    const kind = `edge${edge.check ? " check" : ""}${edge.hidden ? " hidden" : ""}`;
    const text = shape("text", { x: edge.at[0], y: edge.at[1] + 4 }, edge.text);
    const line = shape("path", { d: edge.path, class: "line" });
    const group = shape(
      "g",
      { class: kind, "data-edge": edge.number },
      shape("title", {}, edge.note),
      line,
      shape("polygon", { points: "0,0 -9,-4 -9,4", transform: `translate(${edge.tip[0]} ${edge.tip[1]}) rotate(${edge.tip[2]})` }),
      text,
      shape("path", { d: edge.path, class: "grip" }),
    );
    const known = { ...edge, group, line, label: text };
    if (edge.number >= 0) this.edges.set(edge.number, known);
    return group;
  }

  // What is asked: chosen nodes, edges with their shares, nodes on the way.
  mark({ chosen, shares, along, edge }) {
    this.svg.classList.toggle("asked", chosen.length === 2);
    for (const [number, { group }] of this.nodes) {
      group.classList.toggle("chosen", chosen.includes(number));
      group.classList.toggle("along", along.has(number));
      group.setAttribute("aria-pressed", chosen.includes(number));
    }
    for (const [number, known] of this.edges) this.markEdge(known, shares.get(number), number === edge);
  }

  markEdge({ group, line, label, text }, flow, isChosen) {
    const share = flow?.share ?? null;
    group.classList.toggle("along", flow !== undefined && !(share < 0));
    group.classList.toggle("against", share < 0);
    group.classList.toggle("chosen", isChosen);
    const width = flow === undefined ? 1.3 : share === null ? 2.5 : 1.5 + 3.5 * Math.abs(share);
    line.setAttribute("stroke-width", width);
    line.style.strokeWidth = width;
    label.textContent = flow?.text ? `${flow.shown ?? text}  ${flow.text}` : (flow?.shown ?? text);
  }

  write(edge, text) {
    const known = this.edges.get(edge);
    if (known) known.label.textContent = known.text = text;
  }

  trace(edges) {
    const traced = new Set(edges);
    for (const [number, { group }] of this.edges) group.classList.toggle("traced", traced.has(number));
  }

  // ---- Moving

  listen() {
    const { stage } = this;
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.grab(event));
    stage.addEventListener("click", (event) => this.click(event));
    stage.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("focusin", (event) => this.show(event.target.dataset.node));
    new ResizeObserver(() => this.untouched && this.fit()).observe(stage);
  }

  wheel(event) {
    event.preventDefault();
    const { left, top } = this.stage.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.clientX - left, event.clientY - top);
  }

  grab(down) {
    if (down.button) return;
    const start = [down.clientX - this.x, down.clientY - this.y];
    this.dragged = false;
    const drag = (event) => {
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > 4;
      this.dragged ||= far;
      if (this.dragged) this.moveTo(event.clientX - start[0], event.clientY - start[1]);
      this.stage.classList.toggle("dragged", this.dragged);
    };
    const release = () => {
      window.removeEventListener("pointermove", drag);
      this.stage.classList.remove("dragged");
    };
    window.addEventListener("pointermove", drag);
    window.addEventListener("pointerup", release, { once: true });
    window.addEventListener("pointercancel", release, { once: true });
  }

  click(event) {
    // What ends a drag is no click.
    if (this.dragged) return;
    const node = event.target.closest("[data-node]");
    const edge = event.target.closest("[data-edge]");
    if (node) this.onNode(Number(node.dataset.node));
    else if (edge && Number(edge.dataset.edge) >= 0) this.onEdge(Number(edge.dataset.edge));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = event.target.dataset.node;
    const step = 60;
    const does = {
      Enter: () => node && this.onNode(Number(node)),
      " ": () => node && this.onNode(Number(node)),
      "+": () => this.zoom(1.25),
      "=": () => this.zoom(1.25),
      "-": () => this.zoom(0.8),
      0: () => this.fit(),
      ArrowLeft: () => this.moveTo(this.x + step, this.y),
      ArrowRight: () => this.moveTo(this.x - step, this.y),
      ArrowUp: () => this.moveTo(this.x, this.y + step),
      ArrowDown: () => this.moveTo(this.x, this.y - step),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  zoom(by, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const scale = Math.max(0.02, Math.min(4, this.scale * by));
    const change = scale / this.scale;
    this.scale = scale;
    this.moveTo(x - (x - this.x) * change, y - (y - this.y) * change);
  }

  fit() {
    const { clientWidth, clientHeight } = this.stage;
    const room = Math.min(clientWidth / this.drawn.width, clientHeight / this.drawn.height);
    this.scale = Math.max(0.02, Math.min(1.4, room * 0.96));
    const [width, height] = [this.drawn.width * this.scale, this.drawn.height * this.scale];
    this.moveTo((clientWidth - width) / 2, (clientHeight - height) / 2);
    this.untouched = true;
  }

  // Brings a node into sight, if it is not there already.
  show(number) {
    const node = this.nodes.get(Number(number));
    if (!number || !node) return;
    const [x, y] = [this.x + node.x * this.scale, this.y + node.y * this.scale];
    const [right, bottom] = [x + node.width * this.scale, y + node.height * this.scale];
    // A browser scrolls what it focuses into sight by itself; only the transform is to move.
    this.stage.scrollTo(0, 0);
    if (x >= 0 && y >= 0 && right <= this.stage.clientWidth && bottom <= this.stage.clientHeight) return;
    const { clientWidth, clientHeight } = this.stage;
    this.moveTo(clientWidth / 2 - (x + right) / 2 + this.x, clientHeight / 2 - (y + bottom) / 2 + this.y);
  }

  moveTo(x, y) {
    this.untouched = false;
    [this.x, this.y] = [x, y];
    // While it moves the picture is a layer of its own; once it rests it is drawn anew, sharply.
    this.svg.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), 180);
    this.svg.style.transform = `translate(${x}px, ${y}px) scale(${this.scale})`;
  }

  rest() {
    this.svg.classList.remove("moving");
    this.svg.classList.toggle("far", this.scale < NEAR && this.drawn.nodes.length > 60);
  }
}
