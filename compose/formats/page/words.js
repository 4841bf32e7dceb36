// Texts: names, derivatives, products, formulas.

const MATH = "http://www.w3.org/1998/Math/MathML";
const ROOM = 32;
const FEW = 12;
const OPERATORS = /[∂/*+\-·= ]/;

// Words read from right to left would turn arrows, fractions and numbers beside them round.
const RIGHT = "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]";
const RUN = new RegExp(`${RIGHT}+(?:[ _'0-9-]+${RIGHT}+)*`, "gu");
const isolated = (text) => text.replace(RUN, "\u2068$&\u2069");

function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  const parts = inside.filter((part) => part !== "" && part !== null && part !== undefined);
  made.append(...parts.map((part) => (typeof part === "string" ? isolated(part) : part)));
  return made;
}

function short(text, room = ROOM) {
  const letters = Array.from(text);
  if (letters.length <= room) return text;
  return `${letters.slice(0, room - 9).join("")}…${letters.slice(-8).join("")}`;
}

const isTuple = (text) => text.startsWith("(") && text.endsWith(")");
const bracketed = (name) => (OPERATORS.test(name) && !isTuple(name) ? `(${short(name)})` : short(name));
const ratio = (of, wrt) => `∂${bracketed(of)}/∂${bracketed(wrt)}`;
const inBrackets = (text, place) => (place && text.startsWith("-") ? `(${text})` : text);
const several = (count, thing) => `${typeof count === "bigint" ? counted(count) : count} ${thing}${count == 1 ? "" : "s"}`;

// The middle of a long list says how many it leaves out.
function elided(items, write) {
  if (items.length <= FEW) return items.map(write);
  const hidden = items.length - 4;
  return [write(items[0]), write(items[1]), `… (${hidden} more) …`, ...items.slice(-2).map(write)];
}

class Words {
  constructor(facts, answers) {
    this.facts = facts;
    this.answers = answers;
    this.names = facts.whole.names;
    this.reasons = new Map(facts.drawn.edges.map((edge) => [edge.number, edge.note]));
  }

  // A node's unit, or what stands between those of two.
  unit(of, wrt) {
    const { unit, ratios } = this.facts.whole;
    if (!ratios) return "";
    return ratios[unit[of] ?? 0][wrt === undefined ? 0 : (unit[wrt] ?? 0)];
  }

  withUnit(text, of, wrt) {
    return `${text} ${this.unit(of, wrt)}`.trim();
  }

  ratio(of, wrt) {
    return ratio(this.names[of], this.names[wrt]);
  }

  local(edge) {
    const local = this.answers.local[edge];
    if (local === null) return this.facts.whole.opaque[edge];
    if (this.answers.kind !== "conversion") return figure(local).text;
    const text = mapText(asMap(local));
    return Array.isArray(local) && !isZero(local[1]) ? text : text.replace("≈ ", "");
  }

  // What stands beside an edge of the picture, once it has been changed.
  beside(edge) {
    return this.answers.kind === "conversion" && !this.local(edge).includes("x") ? `× ${this.local(edge)}` : this.local(edge);
  }

  edgeName(edge) {
    const [source, target] = [this.answers.source[edge], this.answers.target[edge]];
    if (this.answers.kind === "conversion") return `${short(this.names[source])} → ${short(this.names[target])}`;
    return this.ratio(target, source);
  }

  route(term) {
    const nodes = [this.answers.source[term.edges[0]], ...term.edges.map((edge) => this.answers.target[edge])];
    const names = nodes.map((node) => short(this.names[node]));
    return element("span", { title: nodes.length > FEW && isolated(names.join(" → ")) }, elided(names, String).join(" → "));
  }

  // Later edges stand on the left in a product of derivatives, conversions run with the arrow.
  factors(term) {
    const opaque = term.edges.some((edge) => this.answers.local[edge] === null);
    const moved = term.edges.some((edge) => Array.isArray(this.answers.local[edge]) && !isZero(this.answers.local[edge][1]));
    const texts = elided(term.edges, (edge) => this.local(edge));
    if (opaque && this.answers.kind === "linear") return texts.reverse().join(" · ");
    if (opaque || moved) return texts.join(", then ");
    if (this.answers.kind !== "conversion") texts.reverse();
    return texts.map(inBrackets).join(" · ");
  }

  // The answer in one sentence, as the library's explanations begin.
  sentence(answer) {
    const [of, wrt] = [this.names[answer.of], this.names[answer.wrt]].map((name) => short(name));
    const paths = counted(answer.count);
    if (answer.none && this.answers.kind === "conversion") return `No path leads from ${wrt} to ${of}.`;
    if (answer.none) return `Neither of ${wrt} and ${of} depends on the other: the derivative is 0.`;
    const left = this.ratio(answer.of, answer.wrt);
    if (this.answers.kind === "linear") return `${left} is an array${answer.count > 1n ? `, the sum over ${paths} paths` : ""}`;
    if (this.answers.kind === "conversion") return `${wrt} → ${of}: ${this.agreed(answer, paths)}`;
    const written = inFull(answer.total);
    const total = this.withUnit(`${written.rounded ? "≈" : "="} ${written.text}`, answer.of, answer.wrt);
    return `${left} ${total}${answer.count > 1n ? `, the sum over ${paths} paths` : ""}`;
  }

  agreed(answer, paths) {
    if (!answer.map) return "passes through a map that this page does not work out; ask the library";
    const steps = conversionSteps(answer.map).reduce((text, step) => text + (step.startsWith("≈") ? ` ${step}` : ` = ${step}`));
    if (answer.count === 1n) return steps;
    if (answer.terms.some((term) => term.agrees === false)) return `${steps} along the first of ${paths} paths; others disagree`;
    if (answer.terms.slice(1).some((term) => term.agrees === null)) return `${steps} along the first of ${paths} paths`;
    const which = answer.rest ? `the first ${answer.terms.length} of ${paths} paths agree` : answer.count === 2n ? "both paths agree" : `all ${paths} paths agree`;
    return `${steps}, ${which}`;
  }

  // ---- The same as a formula, which browsers set as one.

  formula(answer) {
    const { terms, rest, count } = answer;
    const long = terms.reduce((sum, term) => sum + term.edges.length, 0);
    if (answer.none || !terms.length || (rest && count > 1n) || long > 14 || this.answers.kind === "conversion") return null;
    if (this.answers.kind === "linear" && count > 1n) return null;
    const parts = [this.fraction(answer.of, answer.wrt)];
    if (count === 1n && long > 1) parts.push(operator("="), ...this.chain(terms[0].edges));
    if (this.answers.kind === "linear") return math(parts);
    if (long > 1) parts.push(operator("="), ...terms.flatMap((term, place) => this.product(term, place)));
    const written = inFull(answer.total);
    parts.push(operator(written.rounded ? "≈" : "="), symbol("mn", this.withUnit(written.text, answer.of, answer.wrt)));
    return math(parts);
  }

  fraction(of, wrt) {
    const part = (node) => math([operator("∂"), symbol("mi", short(this.names[node]))], "mrow");
    return math([part(of), part(wrt)], "mfrac");
  }

  chain(edges) {
    return [...edges].reverse().flatMap((edge, place) => {
      const fraction = this.fraction(this.answers.target[edge], this.answers.source[edge]);
      return place ? [operator("·"), fraction] : [fraction];
    });
  }

  product({ edges }, place) {
    const texts = [...edges].reverse().map((edge) => this.local(edge));
    const numbers = texts.flatMap((text, k) => {
      const number = symbol("mn", inBrackets(text, place + k));
      return k ? [operator("·"), number] : [number];
    });
    return place ? [operator("+"), ...numbers] : numbers;
  }
}

function symbol(tag, text) {
  const made = document.createElementNS(MATH, tag);
  made.textContent = text;
  return made;
}

const operator = (text) => symbol("mo", text);

function math(parts, tag = "math") {
  const made = document.createElementNS(MATH, tag);
  made.append(...parts);
  return made;
}
