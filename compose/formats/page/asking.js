// Questions about two nodes, answered from the whole graph, whatever part of it the picture shows.

// The later node of the two is the one that depends.
function reckon(answers, one, other, top) {
  const [wrt, of] = answers.position[one] < answers.position[other] ? [one, other] : [other, one];
  const ends = [answers.position[of], answers.position[wrt]];
  const mark = answers.between(...ends);
  const count = answers.count(...ends, mark);
  const about = { of, wrt, ends, mark, count, nodes: new Set(), shares: new Map() };
  if (!count) return { ...about, none: true, terms: [] };
  mark.forEach((on, place) => on && about.nodes.add(answers.order[place]));
  if (answers.kind === "conversion") return conversion(answers, about);
  return answers.kind === "linear" ? linear(answers, about, top) : derivative(answers, about, top);
}

function derivative(answers, about, top) {
  const { ends, mark, count } = about;
  const adjoint = answers.adjoints(ends[0], mark);
  const whole = answers.magnitude(...ends, mark);
  const ranking = new Ranking(answers, ...ends, mark);
  const terms = [];
  while (terms.length < top && terms.length < count) {
    const slots = ranking.next();
    const product = answers.along(slots);
    terms.push({ edges: answers.edgesOf(slots), product, share: answers.share(product, whole) });
  }
  const hidden = count - BigInt(terms.length);
  const flows = answers.flows(...ends, mark, whole);
  for (const [edge, share] of flows) {
    about.shares.set(edge, { share, text: count > 1n && share !== null ? percent(share) : "" });
  }
  const rest = hidden ? { count: hidden, total: ranking.rest(adjoint) } : null;
  return { ...about, total: adjoint[ends[1]], terms, rest };
}

function linear(answers, about, top) {
  const terms = [];
  for (const slots of answers.listing(...about.ends, about.mark)) {
    terms.push({ edges: answers.edgesOf(slots), product: null, share: null });
    if (terms.length === top) break;
  }
  for (const slot of answers.slotsBetween(about.mark)) about.shares.set(answers.slots[slot], { share: null, text: "" });
  const hidden = about.count - BigInt(terms.length);
  return { ...about, terms, rest: hidden ? { count: hidden, total: null } : null };
}

function conversion(answers, about) {
  const paths = convert(answers, ...about.ends, about.mark);
  const terms = paths.map(({ slots, map, agrees }) => ({ edges: answers.edgesOf(slots), map, agrees }));
  const first = terms[0].edges;
  for (const slot of answers.slotsBetween(about.mark)) {
    const check = !first.includes(answers.slots[slot]);
    about.shares.set(answers.slots[slot], { share: null, text: "", check });
  }
  about.nodes = new Set([about.wrt, ...first.map((edge) => answers.target[edge])]);
  const hidden = about.count - BigInt(terms.length);
  return { ...about, map: terms[0].map, terms, rest: hidden ? { count: hidden, total: null } : null };
}

// What a value of one node is expected to become in others: the value there, and the derivative
// times the change.
function predicted(answers, node, change, values) {
  const start = answers.position[node];
  const everything = new Uint8Array(answers.order.length).fill(1);
  const tangent = answers.tangents(start, everything);
  return (target) => {
    const slope = tangent[answers.position[target]] ?? answers.zero;
    return plus(values.get(target), times(slope, change));
  };
}
