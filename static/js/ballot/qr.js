/*
 * A QR code, drawn in the browser: only there is the code known that it holds.
 *
 * ISO/IEC 18004, and of it what one short address needs: version 5 (37 by 37 modules), correction
 * level L, which has one block of codewords, letters as bytes, and always the mask with number 0.
 * tests/browser/test_signals.py holds it against another library.
 */
import { utf8 } from "./bytes.js";

const SIZE = 37;
const DATA_WORDS = 108;
const CHECK_WORDS = 26;
const MOST_BYTES = DATA_WORDS - 2;
const FORMAT = 0b111011111000100; // level L, mask 0
const FINDERS = [
  [3, 3],
  [3, SIZE - 4],
  [SIZE - 4, 3],
];
const ALIGNMENT = 30;
const TIMING = 6;
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

/** Return the modules of a text, row by row: dark ones are true. A text that is too long has none. */
export function modulesOf(text) {
  const bytes = utf8(text);
  if (bytes.length > MOST_BYTES) return null;
  const grid = fixedParts();
  const bits = bitsOf(wordsOf(bytes));
  let next = 0;
  for (const [row, column] of path()) {
    if (grid[row][column] !== undefined) continue;
    grid[row][column] = Boolean(bits[next] ?? 0) !== ((row + column) % 2 === 0);
    next += 1;
  }
  return grid;
}

/** Return a picture of a text, in black on white in every theme, or null. */
export function pictureOf(text, label) {
  const grid = modulesOf(text);
  if (!grid) return null;
  const dark = grid.flatMap((cells, row) =>
    cells.flatMap((isDark, column) => (isDark ? [`M${column + QUIET} ${row + QUIET}h1v1h-1z`] : [])),
  );
  const side = SIZE + 2 * QUIET;
  const picture = element("svg", { class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label });
  picture.append(
    element("path", { fill: "#fff", d: `M0 0h${side}v${side}H0z` }),
    element("path", { fill: "#000", d: dark.join("") }),
  );
  return picture;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

/** Return the grid with all that is the same in every code; what is free is undefined. */
function fixedParts() {
  const grid = Array.from({ length: SIZE }, () => Array(SIZE).fill(undefined));
  for (const [row, column] of FINDERS) square(grid, row, column, 4, (ring) => ring !== 2 && ring !== 4);
  square(grid, ALIGNMENT, ALIGNMENT, 2, (ring) => ring !== 1);
  for (let place = 8; place < SIZE - 8; place += 1) {
    grid[TIMING][place] = place % 2 === 0;
    grid[place][TIMING] = place % 2 === 0;
  }
  formatParts(grid);
  return grid;
}

/** Draw square rings around a middle, as far as they lie within the grid. */
function square(grid, middleRow, middleColumn, reach, isDark) {
  for (let down = -reach; down <= reach; down += 1) {
    for (let right = -reach; right <= reach; right += 1) {
      const [row, column] = [middleRow + down, middleColumn + right];
      if (grid[row] && column >= 0 && column < SIZE) {
        grid[row][column] = isDark(Math.max(Math.abs(down), Math.abs(right)));
      }
    }
  }
}

/** Write level and mask twice: around the first finder, and beside the other two. */
function formatParts(grid) {
  const around = [0, 1, 2, 3, 4, 5, 7, 8];
  for (let bit = 0; bit < 15; bit += 1) {
    const isDark = Boolean((FORMAT >> bit) & 1);
    if (bit < 8) {
      grid[around[bit]][8] = isDark;
      grid[8][SIZE - 1 - bit] = isDark;
    } else {
      grid[8][around[14 - bit]] = isDark;
      grid[SIZE - 15 + bit][8] = isDark;
    }
  }
  grid[SIZE - 8][8] = true;
}

/** Yield the places for bits: columns in pairs from the right, up and down in turn. */
function* path() {
  let isUp = true;
  for (let right = SIZE - 1; right > 0; right -= 2) {
    if (right === TIMING) right -= 1;
    for (let step = 0; step < SIZE; step += 1) {
      const row = isUp ? SIZE - 1 - step : step;
      yield [row, right];
      yield [row, right - 1];
    }
    isUp = !isUp;
  }
}

/** Return the codewords of bytes: how they are written, how many, they, filling, and the check. */
function wordsOf(bytes) {
  const half = [0b0100, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const words = [];
  for (let place = 0; place < half.length; place += 2) words.push((half[place] << 4) | half[place + 1]);
  for (let filling = 0xec; words.length < DATA_WORDS; filling ^= 0xec ^ 0x11) words.push(filling);
  return [...words, ...checkOf(words)];
}

function bitsOf(words) {
  return words.flatMap((word) => Array.from({ length: 8 }, (_, place) => (word >> (7 - place)) & 1));
}

/** Return the rest of a division of polynomials over GF(256): Reed and Solomon's check. */
function checkOf(words) {
  const { powers, logs } = field();
  const times = (one, other) => (one && other ? powers[(logs[one] + logs[other]) % 255] : 0);
  let divisor = [1];
  for (let degree = 0; degree < CHECK_WORDS; degree += 1) {
    const shifted = [...divisor, 0];
    divisor = shifted.map((value, place) => value ^ (place ? times(divisor[place - 1], powers[degree]) : 0));
  }
  const rest = [...words, ...Array(CHECK_WORDS).fill(0)];
  for (let place = 0; place < words.length; place += 1) {
    const lead = rest[place];
    divisor.forEach((value, offset) => {
      rest[place + offset] ^= times(value, lead);
    });
  }
  return rest.slice(words.length);
}

/** Return the powers of 2 in GF(256), with x^8 + x^4 + x^3 + x^2 + 1, and their logarithms. */
function field() {
  const powers = [];
  const logs = [];
  for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
    powers.push(value);
    logs[value] = exponent;
    value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1;
  }
  return { powers, logs };
}
