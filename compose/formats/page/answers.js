// Sweeps over the whole graph, edge by edge in the library's own order, so that floats round alike.

class Answers {
  constructor(whole) {
    this.kind = whole.kind;
    this.names = whole.names;
    this.source = whole.source;
    this.target = whole.target;
    this.given = whole.local.map((local) => this.read(local));
    this.local = this.given.slice();
    this.arrange(whole.order);
  }

  read(local) {
    if (local === null) return null;
    return Array.isArray(local) ? local.map(decoded) : decoded(local);
  }

  // Numbers nodes by their position in topological order, and sorts edges by where they start:
  // edge `slots[k]` leads to position `ahead[k]`, and those of position u are k = first[u] and on.
  arrange(order) {
    const many = order.length;
    this.order = order;
    this.position = new Int32Array(many);
    order.forEach((node, place) => (this.position[node] = place));
    this.first = new Int32Array(many + 1);
    for (const node of this.source) this.first[this.position[node] + 1] += 1;
    for (let u = 0; u < many; u++) this.first[u + 1] += this.first[u];
    const next = this.first.slice();
    this.slots = new Int32Array(this.source.length);
    this.ahead = new Int32Array(this.source.length);
    this.source.forEach((node, edge) => {
      const slot = next[this.position[node]]++;
      this.slots[slot] = edge;
      this.ahead[slot] = this.position[this.target[edge]];
    });
    this.factors = Array.from(this.slots, (edge) => this.asFactor(this.local[edge]));
  }

  // What an edge multiplies by: a graph with a single float in it is swept in floats.
  factor(slot) {
    return this.factors[slot];
  }

  change(edge, local) {
    this.local[edge] = local;
    this.factors[this.slots.indexOf(edge)] = this.asFactor(local);
  }

  asFactor(local) {
    return this.kind === "real" ? real(local) : local;
  }

  // Marks the positions that lie on a path from wrt to of.
  between(of, wrt) {
    const { first, ahead } = this;
    const leads = new Uint8Array(this.order.length);
    const both = new Uint8Array(this.order.length);
    leads[of] = 1;
    for (let u = of - 1; u >= wrt; u--) {
      for (let k = first[u]; k < first[u + 1] && !leads[u]; k++) leads[u] = leads[ahead[k]];
    }
    both[wrt] = leads[wrt];
    for (let u = wrt; u < of; u++) {
      for (let k = first[u]; both[u] && k < first[u + 1]; k++) both[ahead[k]] |= leads[ahead[k]];
    }
    return both;
  }

  // From `of` back: what every marked position carries. Edges are taken in exactly the opposite
  // order, later factors stand on the left, and what comes in is added in front.
  reverse(of, mark, one, pull, add) {
    const carried = new Array(this.order.length).fill(null);
    carried[of] = one;
    for (let u = of - 1; u >= 0; u--) {
      if (!mark[u]) continue;
      for (let k = this.first[u + 1] - 1; k >= this.first[u]; k--) {
        const there = carried[this.ahead[k]];
        if (!mark[this.ahead[k]] || there === null) continue;
        const moved = pull(there, k);
        carried[u] = carried[u] === null ? moved : add(moved, carried[u]);
      }
    }
    return carried;
  }

  forward(wrt, mark, one, push, add) {
    const carried = new Array(this.order.length).fill(null);
    carried[wrt] = one;
    for (let u = wrt; u < carried.length; u++) {
      if (!mark[u] || carried[u] === null) continue;
      for (let k = this.first[u]; k < this.first[u + 1]; k++) {
        const v = this.ahead[k];
        if (!mark[v]) continue;
        const moved = push(k, carried[u]);
        carried[v] = carried[v] === null ? moved : add(carried[v], moved);
      }
    }
    return carried;
  }

  get one() {
    return this.kind === "real" ? 1 : ONE;
  }

  get zero() {
    return this.kind === "real" ? 0 : new Exact(0n);
  }

  // A sum of derivatives starts at +0, so that −0 never comes out.
  pulled(carrier, slot) {
    return this.kind === "real" ? carrier * this.factor(slot) + 0 : times(carrier, this.factor(slot));
  }

  adjoints(of, mark) {
    return this.reverse(of, mark, this.one, (c, k) => this.pulled(c, k), plus);
  }

  tangents(wrt, mark) {
    return this.forward(wrt, mark, this.one, (k, c) => plus(times(this.factor(k), c), this.zero), plus);
  }

  // The sum of the absolute products of all paths, which shares are parts of.
  magnitude(of, wrt, mark) {
    const push = (k, c) => times(magnitude(this.factor(k)), c);
    return this.forward(wrt, mark, this.one, push, plus)[of];
  }

  count(of, wrt, mark) {
    return this.reverse(of, mark, 1n, (c) => c, (a, b) => a + b)[wrt] ?? 0n;
  }

  // The product along one path, rounded as the sum over all of them is.
  along(slots) {
    return slots.reduceRight((carrier, slot) => this.pulled(carrier, slot), this.one);
  }

  share(product, whole) {
    if (isZero(whole)) return 0;
    if (isExact(product)) return real(over(product, whole));
    return Math.abs(whole) === Infinity ? NaN : product / whole;
  }

  // For each edge between the two, the part of all paths that runs over it.
  flows(of, wrt, mark, whole) {
    const adjoint = this.adjoints(of, mark);
    const tangent = this.tangents(wrt, mark);
    const shares = new Map();
    for (const k of this.slotsBetween(mark)) {
      const u = this.position[this.source[this.slots[k]]];
      const flow = real(adjoint[this.ahead[k]]) * real(this.factor(k)) * real(tangent[u]);
      const part = isZero(whole) ? 0 : flow / real(whole);
      const known = Number.isFinite(part) && Number.isFinite(real(whole));
      shares.set(this.slots[k], known ? Math.max(-1, Math.min(1, part)) : null);
    }
    return shares;
  }

  *slotsBetween(mark) {
    for (let u = 0; u < mark.length; u++) {
      for (let k = this.first[u]; mark[u] && k < this.first[u + 1]; k++) {
        if (mark[this.ahead[k]]) yield k;
      }
    }
  }

  // All paths as lists of slots, in the order of their edges' numbers, edge by edge.
  *listing(of, wrt, mark) {
    const walk = [];
    const open = mark[wrt] ? [[0, null]] : [];
    while (open.length) {
      const [depth, slot] = open.pop();
      walk.length = depth;
      let at = wrt;
      if (slot !== null) at = this.taken(walk, slot);
      while (at !== of) {
        const useful = [];
        for (let k = this.first[at]; k < this.first[at + 1]; k++) if (mark[this.ahead[k]]) useful.push(k);
        for (const k of useful.slice(1).reverse()) open.push([walk.length, k]);
        at = this.taken(walk, useful[0]);
      }
      yield walk.slice();
    }
  }

  taken(walk, slot) {
    walk.push(slot);
    return this.ahead[slot];
  }

  edgesOf(slots) {
    return slots.map((slot) => this.slots[slot]);
  }
}
