// Conversions: maps x ↦ scale · x + offset, composed exactly; all paths must agree.

const AGREED = 200;
const UNIT = new Exact(1n, 1n << 52n);
const EXACT_ZERO = new Exact(0n);

// A float is known to half a unit in its last place, and a product rounds by as much again.
function asMap(local) {
  if (local === null) return null;
  if (Array.isArray(local)) return { scale: local[0], offset: local[1], loose: local[2] };
  return { scale: local, offset: EXACT_ZERO, loose: isExact(local) ? EXACT_ZERO : UNIT };
}

function after(later, first) {
  if (!later || !first) return null;
  // Without an offset there is nothing to scale: ∞ · 0 would be no number.
  const moved = isZero(first.offset) ? EXACT_ZERO : times(later.scale, first.offset);
  return {
    scale: times(later.scale, first.scale),
    offset: plus(moved, later.offset),
    loose: plus(later.loose, first.loose),
  };
}

function agree(a, b) {
  const loose = plus(a.loose, b.loose);
  return isClose(a.scale, b.scale, loose) && isClose(a.offset, b.offset, loose);
}

function isClose(a, b, loose) {
  if (!isFinite_(a) || !isFinite_(b)) return a === b || (Number.isNaN(a) && Number.isNaN(b));
  const [x, y] = [exactly(a), exactly(b)];
  if (isSame(x, y)) return true;
  if (isZero(loose)) return false;
  const room = times(exactly(loose), magnitude(x));
  return !isLess(room, magnitude(plus(y, negative(x))));
}

// The first path in order counts, each of the others is compared with it.
function convert(answers, of, wrt, mark) {
  const paths = [];
  for (const slots of answers.listing(of, wrt, mark)) {
    const maps = answers.edgesOf(slots).map((edge) => asMap(answers.local[edge]));
    const map = maps.reduce((done, next) => after(next, done), asMap(ONE));
    paths.push({ slots, map, agrees: null });
    if (paths.length === AGREED) break;
  }
  const first = paths[0]?.map;
  for (const path of paths.slice(1)) path.agrees = first && path.map ? agree(first, path.map) : null;
  return paths;
}

function mapText(map) {
  if (!map) return "not worked out in this page";
  const scale = isZero(map.loose) ? figure(map.scale) : { text: figure(real(map.scale)).text, rounded: true };
  if (isZero(map.offset)) return approximately(scale);
  const offset = decimals(magnitude(map.offset));
  const sign = isNegative(map.offset) ? "-" : "+";
  const one = isExact(map.scale) && isSame(map.scale, ONE);
  const text = one ? "x" : `${scale.text} · x`;
  return approximately({ text: `${text} ${sign} ${offset.text}`, rounded: scale.rounded || offset.rounded });
}

// Zeros of scales are known by their decimals: 273.15, not 5463/20.
function decimals(x) {
  if (!isExact(x) || x.below === 1n) return figure(x);
  const text = nearest(x, 17);
  const read = typed(text, true);
  return read && isSame(read, x) ? { text, rounded: false } : figure(x);
}

// The answer as a fraction, where it is known exactly, and as decimals.
function conversionSteps(map) {
  if (!isZero(map.offset)) return [mapText(map)];
  if (!isExact(map.scale)) return [fully(map.scale)];
  const written = inFull(map.scale);
  if (written.rounded || !isZero(map.loose)) return [`≈ ${nearest(map.scale, 17)}`];
  if (map.scale.below === 1n) return [written.text];
  const text = nearest(map.scale, 17);
  const read = typed(text, true);
  return [written.text, read && isSame(read, map.scale) ? text : `≈ ${text}`];
}
