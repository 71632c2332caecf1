// SHA-256 (FIPS 180-4) over bytes that come piece by piece: the browser's own digest wants a whole file in memory at once,
// and does not exist on a page without TLS.

// Signed words throughout: the engine keeps those in registers, where unsigned ones become floating-point numbers.
const K = new Int32Array(64);
const START = new Int32Array(8);

/** The first 32 bits after the point. */
function fraction(x: number): number {
  return Math.floor((x - Math.floor(x)) * 2 ** 32);
}

/** The constants are the first 32 bits of the fractions of cube and square roots of the first primes (sections 4.2.2 and 5.3.3). */
function fillConstants(): void {
  for (let candidate = 2, found = 0; found < 64; candidate += 1) {
    let prime = true;
    for (let d = 2; d * d <= candidate; d += 1) prime &&= candidate % d !== 0;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    K[found] = fraction(Math.cbrt(candidate));
    found += 1;
  }
}
fillConstants();

/** A length in bytes as bits, in two words of 32 bits: from 512 MiB on the upper one is not 0. */
export function bitCount(length: number): [number, number] {
  return [Math.floor(length / 2 ** 29), (length * 8) % 2 ** 32];
}

export class Sha256 {
  private readonly state = START.slice();
  private readonly words = new Int32Array(64);
  private readonly tail = new Uint8Array(64);
  private tailLength = 0;
  private length = 0;

  update(bytes: Uint8Array): this {
    this.length += bytes.length;
    let at = 0;
    if (this.tailLength > 0) {
      at = Math.min(64 - this.tailLength, bytes.length);
      this.tail.set(bytes.subarray(0, at), this.tailLength);
      this.tailLength += at;
      if (this.tailLength < 64) return this;
      this.block(this.tail, 0);
      this.tailLength = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
    this.tail.set(bytes.subarray(at));
    this.tailLength = bytes.length - at;
    return this;
  }

  hex(): string {
    const [upper, lower] = bitCount(this.length);
    const padding = new Uint8Array(((this.tailLength < 56 ? 56 : 120) - this.tailLength) + 8);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, upper);
    view.setUint32(padding.length - 4, lower);
    this.update(padding);
    return [...this.state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  /** One block of 64 bytes (section 6.2.2). */
  private block(bytes: Uint8Array, from: number): void {
    const w = this.words;
    const s = this.state;
    for (let t = 0, at = from; t < 16; t += 1, at += 4) {
      w[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
    for (let t = 16; t < 64; t += 1) {
      const x = w[t - 15]!;
      const y = w[t - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (((w[t - 16]! + s0) | 0) + ((w[t - 7]! + s1) | 0)) | 0;
    }
    let a = s[0]!, b = s[1]!, c = s[2]!, d = s[3]!;
    let e = s[4]!, f = s[5]!, g = s[6]!, h = s[7]!;
    for (let t = 0; t < 64; t += 1) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      // Each sum is cut to 32 bits at once; longer sums would be computed as floating-point numbers.
      const t0 = (((h + S1) | 0) + (g ^ (e & (f ^ g)))) | 0;
      const t1 = (t0 + ((K[t]! + w[t]!) | 0)) | 0;
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (S0 + ((a & (b | c)) | (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    s[0] = (s[0]! + a) | 0;
    s[1] = (s[1]! + b) | 0;
    s[2] = (s[2]! + c) | 0;
    s[3] = (s[3]! + d) | 0;
    s[4] = (s[4]! + e) | 0;
    s[5] = (s[5]! + f) | 0;
    s[6] = (s[6]! + g) | 0;
    s[7] = (s[7]! + h) | 0;
  }
}
