// Sliders: what an edge carries, and what an input is worth.

const STEPS = 100;

// From nothing to twice the number, exactly where it is exact; a zero moves from −1 to 1.
function nudged(base, step) {
  if (isZero(base) || !isFinite_(base)) return isExact(base) ? new Exact(BigInt(step), BigInt(STEPS)) : step / STEPS;
  if (isExact(base)) return times(base, new Exact(BigInt(STEPS + step), BigInt(STEPS)));
  return base + (base * step) / STEPS;
}

// A slider and a field for one number.
function slider(title, base, now, exact, change, remove) {
  const text = (number) => inFull(number).text;
  const range = element("input", { type: "range", min: -STEPS, max: STEPS, step: 1, value: 0, "aria-label": title });
  const field = element("input", { type: "text", value: text(now), "aria-label": `${title}, as a number`, spellcheck: "false" });
  const set = (number) => {
    range.setAttribute("aria-valuetext", text(number));
    field.removeAttribute("aria-invalid");
    change(number);
  };
  range.addEventListener("input", () => {
    const number = nudged(base, Number(range.value));
    field.value = text(number);
    set(number);
  });
  field.addEventListener("change", () => {
    const number = typed(field.value, exact);
    if (number === null) field.setAttribute("aria-invalid", "true");
    else set(number);
  });
  range.setAttribute("aria-valuetext", text(now));
  const buttons = element("div", { class: "row" }, field, element("button", { type: "button", onclick: remove }, "Put back"));
  const result = element("p", { class: "note", "data-result": true });
  return element("fieldset", {}, element("legend", {}, title), range, buttons, result);
}

class Nudging {
  constructor(answers, words, values, page) {
    Object.assign(this, { answers, words, values, page });
    this.place = document.getElementById("nudges");
    this.edges = new Map();
  }

  get exact() {
    return this.answers.kind === "exact" || this.answers.kind === "conversion";
  }

  canChange(edge) {
    return this.answers.kind !== "linear" && this.answers.local[edge] !== null;
  }

  // ---- Edges: the totals are worked out anew.

  open(edge) {
    if (this.edges.has(edge) || !this.canChange(edge)) return;
    const given = this.answers.given[edge];
    const base = Array.isArray(given) ? given[0] : given;
    const exact = isExact(base);
    const box = slider(this.words.edgeName(edge), base, base, exact, (number) => this.change(edge, number), () => this.close(edge));
    box.dataset.changes = edge;
    this.edges.set(edge, box);
    this.place.append(box);
  }

  change(edge, number) {
    const given = this.answers.given[edge];
    this.answers.change(edge, Array.isArray(given) ? [number, given[1], given[2]] : number);
    this.page.picture.write(edge, this.words.beside(edge));
    this.page.answer();
  }

  close(edge) {
    this.edges.get(edge).remove();
    this.edges.delete(edge);
    this.answers.change(edge, this.answers.given[edge]);
    this.page.picture.write(edge);
    if (this.page.edge === edge) this.page.edge = null;
    this.page.answer();
  }

  clear() {
    for (const edge of [...this.edges.keys()]) this.close(edge);
  }

  get isChanged() {
    return [...this.edges.keys()].some((edge) => this.answers.local[edge] !== this.answers.given[edge]);
  }

  // ---- Values: what other nodes are expected to become.

  input(node, targets) {
    this.box?.remove();
    this.box = this.again = null;
    if (this.answers.kind === "linear" || !this.values.has(node) || !targets.length) return;
    const base = this.values.get(node);
    const shown = (number) => {
      this.again = () => this.predict(node, plus(number, negative(base)), targets);
      this.again();
    };
    const title = `value of ${short(this.words.names[node])}`;
    this.box = slider(title, base, base, isExact(base) && this.exact, shown, () => this.input(node, targets));
    this.box.dataset.value = node;
    this.place.prepend(this.box);
    shown(base);
  }

  predict(node, change, targets) {
    const of = predicted(this.answers, node, change, this.values);
    const sign = isZero(change) ? "=" : "≈";
    const lines = targets.map((target) => {
      const value = this.words.withUnit(figure(of(target)).text, target);
      return `${short(this.words.names[target])} ${sign} ${value}`;
    });
    const remark = isZero(change) ? [] : ["as the derivative predicts, along a straight line"];
    this.box.querySelector("[data-result]").textContent = isolated([...lines, ...remark].join("\n"));
  }

  convert(answer) {
    this.box?.remove();
    this.box = null;
    if (!answer.map) return;
    const [of, wrt] = [answer.of, answer.wrt].map((node) => short(this.words.names[node]));
    const shown = (number) => {
      const result = plus(times(answer.map.scale, number), answer.map.offset);
      const text = decimals(result);
      this.box.querySelector("[data-result]").textContent = isolated(`${inFull(number).text} ${wrt} ${text.rounded ? "≈" : "="} ${text.text} ${of}`);
    };
    this.box = slider(`value in ${wrt}`, ONE, ONE, true, shown, () => this.convert(answer));
    this.place.prepend(this.box);
    shown(ONE);
  }
}
