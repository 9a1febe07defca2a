const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** FNV-1a over UTF-16 code units, 64 bits, as 16 hexadecimal digits. For identity, not for security. */
export function hash(text: string): string {
  let value = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * PRIME);
  return value.toString(16).padStart(16, '0');
}
