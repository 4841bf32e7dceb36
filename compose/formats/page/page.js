// The page: what was chosen, and who is told.

const PATHS = 10;
const FOUND = 20;
const OUTPUTS = 8;

class Page {
  constructor(facts) {
    this.facts = facts;
    this.chosen = [];
    this.edge = null;
    this.top = PATHS;
    this.answers = facts.whole && new Answers(facts.whole);
    this.words = this.answers && new Words(facts, this.answers);
    this.values = new Map(Object.entries(facts.whole?.values ?? {}).map(([node, value]) => [Number(node), decoded(value)]));
    this.panel = new Panel(facts, this.answers, this.words, this);
    this.nudging = this.answers && new Nudging(this.answers, this.words, this.values, this);
    const on = { onNode: (node) => this.choose(node), onEdge: (edge) => this.chooseEdge(edge), first: facts.ask?.[0] };
    this.picture = new Picture(document.getElementById("stage"), facts.drawn, on);
    this.leftOut();
    this.listen();
    if (this.answers && facts.ask) facts.ask.forEach((node) => this.choose(node));
    else this.answer();
  }

  leftOut() {
    const place = document.getElementById("left-out");
    place.textContent = this.facts.left_out && `${this.facts.left_out}.`;
    place.hidden = !this.facts.left_out;
  }

  choose(node) {
    if (!this.answers) return;
    if (this.chosen.length === 1 && this.chosen[0] === node) this.chosen = [];
    else this.chosen = this.chosen.length === 1 ? [...this.chosen, node] : [node];
    this.top = PATHS;
    this.answer(true);
  }

  chooseEdge(edge) {
    if (!this.answers) return;
    this.edge = edge;
    this.nudging.open(edge);
    this.answer();
    this.panel.say(this.words.edgeName(edge));
  }

  clear() {
    [this.chosen, this.edge, this.top] = [[], null, PATHS];
    this.nudging?.clear();
    this.answer(true);
    this.panel.say("Nothing is chosen.");
  }

  more() {
    this.top += PATHS;
    this.answer();
  }

  // Works out what is asked, and shows it everywhere. `anew` says that other nodes were chosen.
  answer(anew = false) {
    const [one, other] = this.chosen;
    let found = null;
    if (other !== undefined) {
      found = reckon(this.answers, one, other, this.top);
      this.panel.answer(found, this.before(found));
    } else if (one !== undefined) this.panel.node(one);
    else this.panel.nothing();
    if (this.nudging && (anew || this.chosen.length)) this.offer(found, anew);
    const marks = { shares: found?.shares ?? new Map(), along: found?.nodes ?? new Set() };
    this.picture.mark({ chosen: this.chosen, edge: this.edge, ...marks });
    this.found = found;
  }

  before(found) {
    if (!this.nudging.isChanged) return "";
    if (found.total === undefined) return "With what was changed.";
    if (!this.original || this.original.of !== found.of || this.original.wrt !== found.wrt) this.original = this.unchanged(found);
    return `With what was changed; before, it was ${inFull(this.original.total).text}.`;
  }

  unchanged({ of, wrt }) {
    const changed = this.answers.factors;
    this.answers.factors = Array.from(this.answers.slots, (edge) => this.answers.asFactor(this.answers.given[edge]));
    const { total } = reckon(this.answers, of, wrt, 0);
    this.answers.factors = changed;
    return { of, wrt, total };
  }

  // Offers a slider for the node that is asked about.
  offer(found, anew) {
    if (this.answers.kind === "conversion") {
      if (found?.map) this.nudging.convert(found);
      else this.nudging.input(null, []);
      return;
    }
    if (!anew) {
      this.nudging.again?.();
      return;
    }
    const node = found ? found.wrt : this.chosen[0];
    const targets = found ? [found.of] : this.facts.drawn.nodes.filter((drawn) => drawn.kind === "output").map((drawn) => drawn.number);
    this.nudging.input(node, targets.filter((target) => this.values.has(target) && target !== node).slice(0, OUTPUTS));
  }

  // ---- Listening

  listen() {
    const on = (id, does) => document.getElementById(id).addEventListener("click", does);
    on("larger", () => this.picture.zoom(1.25));
    on("smaller", () => this.picture.zoom(0.8));
    on("all", () => this.picture.fit());
    on("as-picture", () => this.view(true));
    on("as-tables", () => this.view(false));
    const wanted = document.getElementById("wanted");
    wanted.addEventListener("input", () => this.search(wanted.value));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.key === "Escape") {
      if (event.target.id === "wanted") [event.target.value] = [""];
      this.search("");
      this.clear();
    } else if (event.key === "Enter" && event.target.id === "wanted") {
      document.querySelector("#found button")?.click();
    } else if (event.key === "/" && document.getElementById("stage").contains(event.target)) {
      event.preventDefault();
      document.getElementById("wanted").focus();
    }
  }

  view(asPicture) {
    document.getElementById("as-picture").setAttribute("aria-pressed", asPicture);
    document.getElementById("as-tables").setAttribute("aria-pressed", !asPicture);
    document.getElementById("stage").hidden = !asPicture;
    document.getElementById("zooming").hidden = !asPicture;
    const tables = document.getElementById("tables");
    tables.hidden = asPicture;
    if (!asPicture) tables.replaceChildren(nodesTable(this.facts, this), edgesTable(this.facts, this));
  }

  // Finds nodes by any part of their name, whether the picture shows them or not.
  search(text) {
    const like = text.trim().toLowerCase();
    const names = (like && this.facts.whole?.names) || [];
    const hits = names.flatMap((name, node) => (name.toLowerCase().includes(like) ? [node] : []));
    const more = hits.length ? hits.length > FOUND && `and ${hits.length - FOUND} more` : "no node is called so";
    const list = document.getElementById("found");
    list.hidden = !like;
    list.replaceChildren(...hits.slice(0, FOUND).map((node) => this.hit(node)));
    if (like && more) list.append(element("li", { class: "hint" }, more));
    if (like) this.panel.say(several(hits.length, "node") + " found");
  }

  hit(node) {
    const choose = () => {
      document.getElementById("wanted").value = "";
      this.search("");
      this.choose(node);
      this.picture.show(node);
      // What had the focus is gone with the list.
      if (!this.picture.focus(node)) document.getElementById("wanted").focus();
    };
    return element("li", {}, element("button", { type: "button", onclick: choose, title: this.words.names[node].slice(0, 500) }, short(this.words.names[node], 60)));
  }
}

new Page(JSON.parse(document.getElementById("facts").textContent));
