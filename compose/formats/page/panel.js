// The panel: what was chosen, the answer, and what may be changed.

class Panel {
  constructor(facts, answers, words, page) {
    Object.assign(this, { facts, answers, words, page });
    this.place = document.getElementById("answer");
    this.nudges = document.getElementById("nudges");
    this.said = document.getElementById("said");
    this.notes = new Map(facts.drawn.nodes.map((node) => [node.number, node]));
  }

  say(text) {
    this.said.textContent = text;
  }

  show(...parts) {
    this.place.replaceChildren(...parts.filter(Boolean));
  }

  nothing() {
    const { whole, answer } = this.facts;
    const ask = "Choose a node, then another: the paths between them appear here.";
    const keys = "Tab goes from node to node, Enter chooses, Escape clears.";
    const more = whole?.kind === "linear" ? LINEAR : "An edge that is clicked can be changed.";
    if (whole) return this.show(element("p", {}, ask), element("p", { class: "hint" }, `${keys} ${more}`));
    const large = "This graph is too large for the page, which holds its picture only. Ask the library about other nodes.";
    return this.show(element("p", { class: "hint" }, large), ...this.given(answer));
  }

  // An answer that the library worked out while the page was written.
  given(answer) {
    if (!answer) return [];
    const rows = answer.rows.map((row) => [row.share, row.product, row.path, row.factors]);
    return [
      element("p", { class: "total", id: "total" }, answer.title),
      rows.length > 1 && this.table("Paths", ["share", "product", "path", "factors"], rows),
      answer.rest && element("p", {}, answer.rest),
    ].filter(Boolean);
  }

  node(number) {
    const known = this.notes.get(number);
    const told = known ? known.note.split("\n") : [this.words.names[number]];
    const [name, ...facts] = told.map((fact) => short(fact, 400));
    this.show(
      element("h2", {}, name),
      ...facts.map((fact) => element("p", {}, fact)),
      !known && element("p", { class: "hint" }, "It is not in the picture, but answers know it."),
      element("p", { class: "hint" }, "Now choose another node."),
    );
    this.say(`${name} chosen. Choose another node.`);
  }

  answer(answer, before) {
    const sentence = this.words.sentence(answer);
    const formula = this.words.formula(answer);
    this.show(
      element("p", { class: "total", id: "total" }, sentence),
      formula && element("div", { class: "formula" }, formula),
      before && element("p", { class: "hint" }, before),
      this.answers.kind === "linear" && element("p", { class: "hint" }, LINEAR),
      !answer.none && this.paths(answer),
      this.rest(answer),
      ...this.reasons(answer),
    );
    this.say(sentence);
  }

  paths(answer) {
    const derivatives = this.answers.kind === "real" || this.answers.kind === "exact";
    const head = derivatives ? ["share", "product", "path", "factors"] : ["path", "factors"];
    if (this.answers.kind === "conversion") head.unshift("agrees", "does");
    return this.table("Paths", head, answer.terms.map((term, place) => this.cells(term, place)), answer.terms);
  }

  cells(term, place) {
    const way = [this.words.route(term), this.words.factors(term)];
    if (this.answers.kind === "linear") return way;
    if (this.answers.kind === "conversion") {
      const agrees = term.agrees === null ? "not compared" : term.agrees ? "yes" : "no";
      return [place ? agrees : "counts", mapText(term.map), ...way];
    }
    const product = element("span", { title: inFull(term.product).text }, approximately(figure(term.product)));
    return [percent(term.share), product, ...way];
  }

  table(caption, head, rows, terms = []) {
    const numeric = (place) => (head[place] === "share" || head[place] === "product" ? "number" : "");
    const titles = head.map((text, place) => element("th", { scope: "col", class: numeric(place) }, text));
    const body = rows.map((cells, row) =>
      element("tr", this.tracing(terms[row]), ...cells.map((cell, place) => element("td", { class: numeric(place) }, cell))),
    );
    const made = element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...titles)), element("tbody", {}, ...body));
    return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, made);
  }

  // A row under the pointer is drawn out in the picture.
  tracing(term) {
    if (!term) return {};
    const trace = (edges) => () => this.page.picture.trace(edges);
    return { class: "path", onpointerenter: trace(term.edges), onpointerleave: trace([]) };
  }

  rest({ rest }) {
    if (!rest) return null;
    const amount = rest.total === null ? "" : `, together ${isExact(rest.total) ? "" : "about "}${approximately(inFull(rest.total))}`;
    const text = element("span", {}, `and ${several(rest.count, "more path")}${amount} `);
    if (this.answers.kind === "conversion") return element("p", { id: "rest" }, text);
    return element("p", { id: "rest" }, text, element("button", { type: "button", onclick: () => this.page.more() }, "Show more"));
  }

  reasons(answer) {
    const edges = new Set(answer.terms.flatMap((term) => term.edges));
    const told = [...edges].map((edge) => this.words.reasons.get(edge)).filter((note) => note && (note.includes("\n") || note.split(" = ").length > 2));
    if (!told.length) return [];
    const shown = told.slice(0, 12).map((note) => element("li", {}, note.replaceAll("\n", ", ")));
    return [element("h3", {}, "Where the factors come from"), element("ul", {}, ...shown)];
  }
}

const LINEAR = "Edges of this graph carry arrays. The page shows their shapes and the paths; the library works out the numbers.";
