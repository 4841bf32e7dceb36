// The picture: built once as SVG; panning and zooming only move it as a whole.

const SVG = "http://www.w3.org/2000/svg";
const NEAR = 0.42;
const LINE = 16;
const TIP = 8;
const READABLE = 0.8;
const SMALL = 0.6;

function shape(name, attributes, ...inside) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

// A curve that runs in the direction of the layers at each of its points, and its arrow head.
function curve(route, downwards) {
  const points = [];
  for (let k = 0; k < route.length; k += 2) points.push([route[k], route[k + 1]]);
  const along = downwards ? 1 : 0;
  const [end, before] = [points.at(-1), points.at(-2)];
  const sign = end[along] < before[along] ? -1 : 1;
  const wings = [-4, 4].map((out) => end.map((length, axis) => length + (axis === along ? -9 * sign : out)));
  // Corners where they lie, and no transform: browsers move thousands of those slowly.
  const tip = [end, ...wings].map((corner) => corner.join(",")).join(" ");
  // The line ends inside its arrow head, which is sharper than a thick line.
  points[points.length - 1] = end.map((length, axis) => (axis === along ? length - sign * TIP : length));
  const path = points.map((point, k) => (k ? bend(points[k - 1], point, along) : `M${point.join(" ")}`));
  return { path: path.join(""), tip };
}

function bend(from, to, along) {
  if (from[1 - along] === to[1 - along]) return `L${to.join(" ")}`;
  const middle = (from[along] + to[along]) / 2;
  const [first, second] = [from, to].map((point) => (along ? `${point[0]} ${middle}` : `${middle} ${point[1]}`));
  return `C${first} ${second} ${to.join(" ")}`;
}

// Where a picture of this length begins, so that none of the room is left empty without need.
function inside(start, length, room) {
  return length < room ? (room - length) / 2 : Math.max(room - length, Math.min(0, start));
}

class Picture {
  constructor(stage, drawn, { onNode, onEdge, first }) {
    Object.assign(this, { stage, drawn, onNode, onEdge, scale: 1, sharp: 1, x: 0, y: 0 });
    const size = { width: drawn.width, height: drawn.height };
    const beside = drawn.downwards ? "beside" : "above";
    this.svg = shape("svg", { ...size, class: beside, role: "group", "aria-label": "Graph" });
    this.edges = new Map();
    this.nodes = new Map();
    this.svg.append(...drawn.edges.map((edge) => this.edge(edge)), ...drawn.nodes.map((node) => this.node(node)));
    this.plane = element("div", { class: "plane" }, this.svg);
    stage.append(this.plane);
    this.listen();
    this.fit();
    this.begin(first ?? drawn.nodes[0]?.number);
  }

  // A large picture opens at a size that can be read, where the paths begin.
  begin(node) {
    if (this.scale >= SMALL) return;
    this.scale = READABLE;
    this.center(node);
    this.x = inside(this.x, this.drawn.width * this.scale, this.stage.clientWidth);
    this.y = inside(this.y, this.drawn.height * this.scale, this.stage.clientHeight);
    this.rest();
  }

  node(node) {
    const group = shape("g", {
      class: `node ${node.kind}`,
      tabindex: 0,
      role: "button",
      "aria-pressed": "false",
      "aria-label": [node.name, ...node.lines, node.kind].join(", "),
      "data-node": node.number,
    });
    const corner = node.kind === "input" ? 2 : 9;
    const middle = node.x + node.width / 2;
    const top = node.y + node.height / 2 - (node.lines.length * LINE) / 2 + 4.5;
    const texts = [node.name, ...node.lines].map((line, place) =>
      shape("text", { x: middle, y: top + place * LINE, class: place ? "more" : "name" }, line),
    );
    group.append(
      shape("title", {}, node.note),
      shape("rect", { x: node.x, y: node.y, width: node.width, height: node.height, rx: corner }),
      ...texts,
    );
    this.nodes.set(node.number, { ...node, group });
    return group;
  }

  edge(edge) {
    const kind = `edge${edge.check ? " check" : ""}${edge.hidden ? " hidden" : ""}`;
    const { path, tip } = curve(edge.route, this.drawn.downwards);
    const text = shape("text", { x: edge.at[0], y: edge.at[1] + 4 }, edge.text);
    const line = shape("path", { d: path, class: "line" });
    const group = shape(
      "g",
      { class: kind, "data-edge": edge.number },
      shape("title", {}, edge.note),
      line,
      shape("polygon", { points: tip }),
      text,
      shape("path", { d: path, class: "grip" }),
    );
    const known = { ...edge, given: edge.text, group, line, label: text };
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

  markEdge({ group, line, label, text, check }, flow, isChosen) {
    const share = flow?.share ?? null;
    group.classList.toggle("along", flow !== undefined && !flow.check && !(share < 0));
    group.classList.toggle("against", share < 0);
    group.classList.toggle("chosen", isChosen);
    group.classList.toggle("check", Boolean(flow?.check ?? check));
    const width = flow === undefined ? 1.3 : share === null ? 2.5 : 1.5 + 3.5 * Math.abs(share);
    line.style.setProperty("--width", width);
    label.textContent = flow?.text ? `${text} (${flow.text})` : text;
  }

  // Writes what an edge carries now; without a text, what it carried at first.
  write(edge, text) {
    const known = this.edges.get(edge);
    if (known) known.text = text ?? known.given;
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
    [this.x, this.y] = [(clientWidth - width) / 2, (clientHeight - height) / 2];
    this.rest();
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
    const { clientWidth, clientHeight } = this.stage;
    if (x < 0 || y < 0 || right > clientWidth || bottom > clientHeight) this.center(number);
  }

  // Gives a node the focus, and says whether it could have it.
  focus(number) {
    const group = this.nodes.get(number)?.group;
    group?.focus();
    return group !== undefined && document.activeElement === group;
  }

  center(number) {
    const node = this.nodes.get(Number(number));
    if (!node) return;
    const [x, y] = [node.x + node.width / 2, node.y + node.height / 2];
    this.moveTo(this.stage.clientWidth / 2 - x * this.scale, this.stage.clientHeight / 2 - y * this.scale);
  }

  // The plane is a layer of its own, which browsers move without drawing it anew. While zooming it is
  // stretched; once it rests, what lies on it is drawn at its new size, sharply.
  moveTo(x, y) {
    this.untouched = false;
    [this.x, this.y] = [x, y];
    this.plane.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) scale(${this.scale / this.sharp})`;
    clearTimeout(this.resting);
    if (this.scale !== this.sharp) this.resting = setTimeout(() => this.rest(), 200);
  }

  rest() {
    this.sharp = this.scale;
    this.svg.style.transform = `scale(${this.scale})`;
    this.svg.classList.toggle("far", this.scale < NEAR && this.drawn.nodes.length > 60);
    this.moveTo(this.x, this.y);
  }
}
