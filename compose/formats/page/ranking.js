// The largest products first, without listing the others: the library's own rule.
//
// One sweep finds the best way on from every position. Each path that is given out opens those that
// leave it by one side track and then go the best way on; a heap keeps them by size.

// Floats are ranked as mantissa and power of two, so that long products neither overflow nor vanish.
const NOTHING = [-Infinity, 0];
const EVERYTHING = [Infinity, 0.5];

function sizeOf(x) {
  if (isExact(x)) return magnitude(x);
  if (!Number.isFinite(x)) return EVERYTHING;
  if (x === 0) return NOTHING;
  let power = Math.max(Math.floor(Math.log2(Math.abs(x))) + 1, -1000);
  let mantissa = Math.abs(x) * 2 ** -power;
  for (; mantissa < 0.5; power--) mantissa *= 2;
  for (; mantissa >= 1; power++) mantissa /= 2;
  return [power, mantissa];
}

function sizesTimes(a, b) {
  if (isExact(a)) return times(a, b);
  const [power, mantissa] = [a[0] + b[0], a[1] * b[1]];
  if (Number.isNaN(power) || power === Infinity) return EVERYTHING;
  if (!mantissa) return NOTHING;
  return mantissa >= 0.5 ? [power, mantissa] : [power - 1, mantissa * 2];
}

function isLarger(a, b) {
  if (isExact(a)) return isLess(b, a);
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

class Ranking {
  constructor(answers, of, wrt, mark) {
    Object.assign(this, { answers, of, wrt, mark, heap: [], opened: 0 });
    this.best = new Array(answers.order.length);
    this.choice = new Int32Array(answers.order.length);
    this.best[of] = sizeOf(answers.one);
    if (!mark[wrt]) return;
    this.rank();
    this.open(sizeOf(answers.one), answers.one, [], 0, null, wrt);
  }

  rank() {
    for (let at = this.of - 1; at >= this.wrt; at--) {
      if (!this.mark[at]) continue;
      for (const slot of this.waysOn(at)) {
        const size = sizesTimes(sizeOf(this.answers.factor(slot)), this.best[this.answers.ahead[slot]]);
        if (this.best[at] && !isLarger(size, this.best[at])) continue;
        this.best[at] = size;
        this.choice[at] = slot;
      }
    }
  }

  *waysOn(at) {
    const { first, ahead } = this.answers;
    for (let k = first[at]; k < first[at + 1]; k++) if (this.mark[ahead[k]]) yield k;
  }

  // Remembers all paths that begin with `walk[:depth]` and then `slot`, by the best among them.
  open(size, product, walk, depth, slot, target) {
    const rank = sizesTimes(size, this.best[target]);
    this.push({ rank, turn: this.opened++, size, product, walk, depth, slot, target });
  }

  next() {
    const prefix = this.pop();
    if (!prefix) return null;
    const walk = prefix.walk.slice(0, prefix.depth);
    if (prefix.slot !== null) walk.push(prefix.slot);
    let { size, product, target: at } = prefix;
    while (at !== this.of) {
      const best = this.choice[at];
      for (const slot of this.waysOn(at)) {
        if (slot !== best) this.sidetrack(size, product, walk, slot);
      }
      walk.push(best);
      size = sizesTimes(size, sizeOf(this.answers.factor(best)));
      product = times(this.answers.factor(best), product);
      at = this.answers.ahead[best];
    }
    return walk;
  }

  sidetrack(size, product, walk, slot) {
    const factor = this.answers.factor(slot);
    const taken = sizesTimes(size, sizeOf(factor));
    this.open(taken, times(factor, product), walk, walk.length, slot, this.answers.ahead[slot]);
  }

  // What the paths not given out yet add up to: each prefix times the adjoint of where it leads.
  rest(adjoint) {
    const parts = this.heap.map((prefix) => times(adjoint[prefix.target], prefix.product));
    return parts.reduce(plus, this.answers.zero);
  }

  comesFirst(a, b) {
    return isLarger(a.rank, b.rank) || (!isLarger(b.rank, a.rank) && a.turn < b.turn);
  }

  push(item) {
    const { heap } = this;
    let place = heap.push(item) - 1;
    while (place) {
      const above = (place - 1) >> 1;
      if (!this.comesFirst(item, heap[above])) break;
      heap[place] = heap[above];
      place = above;
    }
    heap[place] = item;
  }

  pop() {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (heap.length) this.sink(last);
    return top;
  }

  sink(item) {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && this.comesFirst(heap[below + 1], heap[below])) below += 1;
      if (!this.comesFirst(heap[below], item)) break;
      heap[place] = heap[below];
      place = below;
    }
    heap[place] = item;
  }
}
