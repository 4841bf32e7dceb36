// Numbers as the library keeps them: floats are JavaScript's own, exact ones fractions of BigInts.

class Exact {
  constructor(above, below = 1n) {
    const shared = divisor(above < 0n ? -above : above, below);
    this.above = above / shared;
    this.below = below / shared;
  }
}

function divisor(a, b) {
  while (b) [a, b] = [b, a % b];
  return a || 1n;
}

const ONE = new Exact(1n);
const isExact = (x) => x instanceof Exact;
const isZero = (x) => (isExact(x) ? !x.above : x === 0);
const isNegative = (x) => (isExact(x) ? x.above < 0n : x < 0);
const isFinite_ = (x) => isExact(x) || Number.isFinite(x);
const real = (x) => (isExact(x) ? quotient(x.above, x.below) : x);

function times(a, b) {
  return isExact(a) && isExact(b) ? new Exact(a.above * b.above, a.below * b.below) : real(a) * real(b);
}

function plus(a, b) {
  if (!isExact(a) || !isExact(b)) return real(a) + real(b);
  return new Exact(a.above * b.below + b.above * a.below, a.below * b.below);
}

function over(a, b) {
  if (!isExact(a) || !isExact(b)) return real(a) / real(b);
  const sign = b.above < 0n ? -1n : 1n;
  return new Exact(sign * a.above * b.below, sign * a.below * b.above);
}

const negative = (x) => (isExact(x) ? new Exact(-x.above, x.below) : -x);
const magnitude = (x) => (isExact(x) ? (x.above < 0n ? negative(x) : x) : Math.abs(x));

// Compares two exact numbers.
const isLess = (a, b) => a.above * b.below < b.above * a.below;
const isSame = (a, b) => a.above === b.above && a.below === b.below;

// A finite float is a fraction too: doubling it until it is whole loses nothing.
function exactly(x) {
  if (isExact(x)) return x;
  let twos = 0n;
  while (!Number.isInteger(x)) [x, twos] = [x * 2, twos + 1n];
  return new Exact(BigInt(x), 1n << twos);
}

const bits = (n) => (n ? (n.toString(16).length - 1) * 4 + 32 - Math.clz32(parseInt(n.toString(16)[0], 16)) : 0);
const shifted = (n, by) => (by >= 0 ? n << BigInt(by) : n >> BigInt(-by));

// The float nearest to a fraction, ties to even, as the library rounds. 66 bits of the quotient and
// one more bit that says whether anything follows are enough, except below the normal floats, where
// the last place is fixed.
function quotient(above, below) {
  if (above < 0n) return -quotient(-above, below);
  if (!above) return 0;
  const shift = Math.min(66 - (bits(above) - bits(below)), 1074);
  const [top, bottom] = shift >= 0 ? [shifted(above, shift), below] : [above, shifted(below, -shift)];
  let whole = top / bottom;
  const left = top % bottom;
  if (whole < 1n << 53n) {
    const twice = left * 2n;
    if (twice > bottom || (twice === bottom && whole & 1n)) whole += 1n;
    return scaled(Number(whole), shift);
  }
  return scaled(Number((whole << 2n) | (left ? 1n : 0n)), shift + 2);
}

// Divides by a power of two that may itself be no float.
function scaled(x, shift) {
  for (; shift > 1000; shift -= 1000) x *= 2 ** -1000;
  for (; shift < -1000; shift += 1000) x *= 2 ** 1000;
  return x * 2 ** -shift;
}

// What the page's facts hold: floats as numbers, exact ones as "n" or "n/d".
function decoded(given) {
  if (typeof given === "number") return given;
  if (given === "nan") return NaN;
  if (given === "inf" || given === "-inf") return given === "inf" ? Infinity : -Infinity;
  const [above, below = "1"] = given.split("/");
  return new Exact(whole(above), whole(below));
}

const whole = (text) => (text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text));

// What somebody typed, or null: a fraction or decimals, exact where the graph is.
function typed(text, exact) {
  const parts = /^\s*([+\-−]?)(\d*)(?:\.(\d*))?(?:e([+\-−]?\d{1,4}))?(?:\/(\d+))?\s*$/i.exec(text);
  if (!parts || !(parts[2] || parts[3])) return null;
  const [, sign, before, after = "", power = "0", under = "1"] = parts;
  const tens = Number(power.replace("−", "-")) - after.length;
  const ten = 10n ** BigInt(Math.abs(tens));
  const below = BigInt(under) * (tens < 0 ? ten : 1n);
  if (!below) return null;
  const above = BigInt(before + after || "0") * (tens < 0 ? 1n : ten);
  const number = new Exact(sign && sign !== "+" ? -above : above, below);
  return exact ? number : real(number);
}

// ---- As text, digit for digit as the library writes it.

const figure = (x) => writtenAs(x, shortly, 24, 6);
const inFull = (x) => writtenAs(x, fully, 60, 17);

function writtenAs(x, ofFloat, room, digits) {
  if (!isExact(x)) return { text: ofFloat(x), rounded: false };
  const whole = x.below === 1n;
  if (bits(magnitude(x).above) + bits(x.below) <= 4 * room) {
    const text = whole ? `${x.above}` : `${x.above}/${x.below}`;
    if (text.length <= room) return { text, rounded: false };
  }
  return { text: nearest(x, digits), rounded: true };
}

const approximately = (written) => (written.rounded ? `≈ ${written.text}` : written.text);

function nearest(x, digits) {
  const float = real(x);
  const normal = Number.isFinite(float) && Math.abs(float) >= 2.2250738585072014e-308;
  if (!isZero(x) && !normal) return scientific(x, digits);
  return digits >= 17 ? fully(float) : general(float, digits);
}

// Numbers beyond the floats: as many digits as wanted, and a power of ten.
function scientific(x, digits) {
  const { above, below } = magnitude(x);
  let power = Math.floor((bits(above) - bits(below)) * Math.log10(2)) - digits;
  let mantissa = dividedByTens(above, below, power);
  while (`${mantissa}`.length > digits) mantissa = dividedByTens(above, below, ++power);
  const text = `${mantissa}`;
  const exponent = power + text.length - 1;
  const tail = text.slice(1).replace(/0+$/, "");
  const sign = isNegative(x) ? "-" : "";
  return `${sign}${text[0]}${tail && "."}${tail}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

function dividedByTens(above, below, power) {
  const tens = 10n ** BigInt(Math.abs(power));
  const [top, bottom] = power > 0 ? [above, below * tens] : [above * tens, below];
  return (2n * top + bottom) / (2n * bottom);
}

function special(x) {
  if (Number.isNaN(x)) return "nan";
  return Number.isFinite(x) ? "" : x > 0 ? "inf" : "-inf";
}

function fully(x) {
  if (special(x)) return special(x);
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, power] = x.toExponential().split("e");
  return laidOut(mantissa, Number(power), 16);
}

function shortly(x) {
  if (special(x)) return special(x);
  return Number.isInteger(x) && Math.abs(x) < 1e10 ? `${x + 0 || 0}` : general(x, 6);
}

// So many significant digits, without zeros at the end; halves go to even, as in Python.
function general(x, digits) {
  if (special(x)) return special(x);
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [all, power] = x.toExponential(100).split("e");
  const kept = all.slice(0, all.indexOf(".") + digits);
  const isHalf = /^50*$/.test(all.slice(kept.length));
  if (isHalf && Number(kept.at(-1)) % 2 === 0) return laidOut(trimmed(kept), Number(power), digits);
  const [mantissa, rounded] = x.toExponential(digits - 1).split("e");
  return laidOut(trimmed(mantissa), Number(rounded), digits);
}

const trimmed = (mantissa) => (mantissa.includes(".") ? mantissa.replace(/\.?0*$/, "") : mantissa);

function laidOut(mantissa, power, widest) {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (power < -4 || power >= widest) {
    const tail = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${tail}e${power < 0 ? "-" : "+"}${`${Math.abs(power)}`.padStart(2, "0")}`;
  }
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  if (digits.length <= power + 1) return sign + digits.padEnd(power + 1, "0");
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}

function counted(count) {
  const written = writtenAs(new Exact(count), fully, 24, 3);
  return written.rounded ? `about ${written.text}` : written.text;
}

function percent(part) {
  if (part === null) return "";
  if (Number.isNaN(part)) return "nan";
  const text = general(100 * part, part && Math.abs(part) < 0.001 ? 1 : 3);
  return `${text.startsWith("-") ? "" : "+"}${text} %`;
}
